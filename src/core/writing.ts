/** @file How numbers and names are written wherever people read them: tables, findings, validation. */
import type { Shape } from './shape.ts';
import type { Scope } from './trace.ts';

/** `1,234,567`. Not by `Intl.NumberFormat`, whose first use takes 10 to 20 ms. */
export function integer(value: number): string {
  const whole = Math.round(Math.abs(value));
  if (!Number.isSafeInteger(whole)) return value.toLocaleString('en-US', { maximumFractionDigits: 0 });
  const digits = String(whole).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return value < 0 || Object.is(value, -0) ? `-${digits}` : digits;
}

/** `count(1, 'call')` is `1 call`, `count(2, 'call')` is `2 calls`. */
export const count = (amount: number, noun: string): string =>
  `${integer(amount)} ${noun}${amount === 1 ? '' : 's'}`;

/** `112×112×32`. */
export const dimensions = (shape: Shape): string => shape.join('×');

export type Separator = '.' | '/';

/** Between the steps of a path: nodes of a graph take slashes, since their names contain dots. */
export const separatorOf = ({ kind }: Pick<Scope, 'kind'>): Separator => (kind === 'node' ? '/' : '.');

/** Layers and groups are named as they are asked for: `stage2.block1.expand`. */
export const pathName = (path: readonly string[], separator: Separator = '.'): string => path.join(separator);

/** What stands for the name of work in no layer: in the model (slices and joins of batches), or outside it. */
const pathlessName = ({ kind }: Pick<Scope, 'kind'>): string =>
  kind === 'root' ? 'outside layers' : 'model itself';

/** The name of a row: `stage2.block1.expand`, `encoder/layer_._0/add`. */
export const rowName = (row: Pick<Scope, 'path' | 'kind'>): string =>
  row.path.length === 0 ? pathlessName(row) : pathName(row.path, separatorOf(row));
