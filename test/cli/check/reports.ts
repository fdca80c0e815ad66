/** @file Saved reports that `check` is tried on: a network, a wider one, another, one with a Tile. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { writeReport } from '../../../src/saved/write.ts';
import { reportOf, SIZE, type Part } from '../../gate/networks.ts';
import { useBackend } from '../../support/backend.ts';

export const PARTS: readonly Part[] = [
  { kind: 'conv', name: 'stem', width: 4, kernel: 1, useBias: false },
  { kind: 'conv', name: 'top', width: 10, kernel: 1, useBias: false },
  { kind: 'pool', name: 'pool' },
  { kind: 'dense', name: 'head', width: 2, useBias: false },
];
export const STEM = SIZE * SIZE * 3 * 4;
export const [TOP, WIDER_TOP] = [SIZE * SIZE * 4 * 10, SIZE * SIZE * 4 * 14];
export const [HEAD, WIDER_HEAD] = [10 * 2, 14 * 2];
export const ALL = STEM + TOP + HEAD;

export const folder = mkdtempSync(join(tmpdir(), 'tfjs-flops-check-'));
export const file = (name: string): string => join(folder, name);
export const [BASE, WIDER, OTHER, TILED, NEW] = ['base', 'wider', 'other', 'tiled', 'new'].map((name) =>
  file(`${name}.json`),
) as [string, string, string, string, string];

export const width = (parts: readonly Part[], name: string, to: number): readonly Part[] =>
  parts.map((part) => (part.name === name ? { ...part, width: to } : part));

/** For the tests of one file: a worker runs several, and imports this one once. */
export function useReports(): void {
  beforeAll(async () => {
    await useBackend('cpu');
    mkdirSync(folder, { recursive: true });
    const save = (name: string, parts: readonly Part[]): void =>
      writeFileSync(name, writeReport(reportOf(parts)));
    save(BASE, PARTS);
    save(WIDER, width(PARTS, 'top', 14));
    save(OTHER, [{ kind: 'dense', name: 'another', width: 3 }]);
    save(TILED, [...PARTS, { kind: 'tile', name: 'planted' }]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
}
