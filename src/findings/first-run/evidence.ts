/** @file What the rules on the first pass share. */
import type { KernelCall } from '../../core/kernel-call.ts';
import type { FirstRun } from '../../core/first-run.ts';
import type { Shape } from '../../core/shape.ts';
import type { Scope } from '../../core/trace.ts';
import { shareOf, type Unjudged } from '../evidence.ts';

/** A shorter first pass is over before anybody waits for it. */
export const NOTABLE_MS = 100;

/** The scope and the call of an entry. */
export function whereOf(
  { entries, scopes, calls }: Unjudged,
  entry: number,
): { readonly scope: Scope; readonly call: KernelCall } {
  const { scope, call } = entries[entry]!;
  return { scope: scopes[scope]!, call: calls[call]! };
}

/** Scopes of entries, for the rows that they mark. */
export const scopesOf = ({ entries }: Unjudged, numbers: readonly (number | null)[]): ReadonlySet<number> =>
  new Set(numbers.flatMap((entry) => (entry === null ? [] : [entries[entry]!.scope])));

/** `1,234 ms`, `0.25 ms`. */
export const msText = (ms: number): string =>
  `${ms >= 10 ? Math.round(ms).toLocaleString('en-US') : Number(ms.toPrecision(2))} ms`;

/** The share of a part that is worth a finding, else `null`; what following the pass took is nobody's. */
export function notableShare(
  { wallMs, partsMs }: FirstRun,
  part: keyof FirstRun['partsMs'],
  least: number,
): number | null {
  const ownMs = wallMs - partsMs.tracing;
  const share = shareOf(partsMs[part], ownMs);
  return partsMs[part] >= NOTABLE_MS && share >= least ? share : null;
}

/** A megabyte being 10⁶ bytes. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** `[1,8,8,4]`. */
export const shapeText = (shape: Shape): string => `[${shape.join(',')}]`;
