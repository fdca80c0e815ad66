/** @file What a planted change is, and what the gate must say of one. */
import { expect } from 'vitest';
import type { Figure } from '../../../src/core/changes.ts';
import type { Report } from '../../../src/core/report.ts';
import { checkBudget } from '../../../src/gate/check.ts';
import type { RandomSource } from '../../support/random.ts';
import type { Kind, Part } from '../networks.ts';

export interface Planted {
  readonly says: string;
  /** Throws where the gate tells it wrongly. @param before the report of the network as it was */
  judge(before: Report): void | Promise<void>;
}

/** Plants in one network; `null` where it has no place for it. */
export type Plant = (parts: readonly Part[], random: RandomSource) => Planted | null;

export function placeOf(
  parts: readonly Part[],
  { below }: RandomSource,
  isWanted: (part: Part) => boolean,
): number {
  const places = parts.flatMap((part, place) => (isWanted(part) ? [place] : []));
  return places.length === 0 ? -1 : places[below(places.length)]!;
}

export const withPart = (parts: readonly Part[], place: number, change: Partial<Part>): readonly Part[] =>
  parts.map((part, i) => (i === place ? { ...part, ...change } : part));

export interface Grown {
  readonly figure: Figure;
  readonly name: string;
  /** By how much the row grew, where that is a product of sizes. */
  readonly by?: number;
  readonly attribute?: string;
}

/** A breach of that figure names the layer, by how much and through what. */
export function expectGrown(before: Report, after: Report, { figure, name, by, attribute }: Grown): void {
  const breach = checkBudget(after, {}, before).find((each) => each.figure === figure);
  expect(breach, `no breach of ${figure}`).toBeDefined();
  const row = breach!.rows.find((each) => each.name === name);
  expect(row, `${name} is not named`).toBeDefined();
  if (row!.row !== null) expect(name.split(' → ').at(-1)).toBe(after.layers[row!.row]!.path.join('.'));
  if (by !== undefined) expect(row!.actual - row!.before!).toBe(by);
  if (attribute !== undefined) expect(row!.attributes.map((each) => each.name)).toContain(attribute);
}

export function expectPass(before: Report, after: Report): void {
  expect(checkBudget(after, {}, before)).toEqual([]);
}

export const isKind =
  (...kinds: readonly Kind[]) =>
  ({ kind }: Part): boolean =>
    kinds.includes(kind);

export const inserted = (parts: readonly Part[], place: number, part: Part): readonly Part[] => [
  ...parts.slice(0, place),
  part,
  ...parts.slice(place),
];
