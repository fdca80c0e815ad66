/** @file How far each row is from what the machine allows: the least time of its work, and what is wasted beyond that. */
import {
  attainableOver,
  demandsOf,
  limiterOf,
  type Attainable,
  type Demand,
  type Limiter,
} from '../../core/roofline.ts';
import type { Report } from '../../core/report.ts';
import type { Item } from './tree.ts';

export interface Roof {
  /** The least time of the timed kernels of an item, in ms. */
  least(item: Item): number;
  /** Time beyond the least: time × the unused share of the roof. */
  wasted(item: Item): number;
  limiter(item: Item): Limiter | null;
  /** Bytes that its timed kernels move at least. */
  bytes(item: Item): number;
}

/** `null` where peaks or times are not known. */
export function roofOf(report: Report): Roof | null {
  const { peaks, total, entries, entryTimes, layers } = report;
  if (peaks === null || total.time === null) return null;
  const ofScope = new Map<number, Demand[]>();
  for (const [i, demand] of demandsOf(entries, report).entries()) {
    if (entryTimes[i] === null) continue;
    const { scope } = entries[i]!;
    const known = ofScope.get(scope);
    if (known === undefined) ofScope.set(scope, [demand]);
    else known.push(demand);
  }
  const ofRow = layers.map(({ scope }) =>
    attainableOver(scope === null ? [] : (ofScope.get(scope) ?? []), peaks),
  );
  const over = (item: Item): readonly Attainable[] => item.rows.map((row) => ofRow[row]!);
  const least = (item: Item): number => over(item).reduce((sum, { attainableMs }) => sum + attainableMs, 0);
  return {
    least,
    wasted: (item) => Math.max(0, item.values.time - least(item)),
    limiter(item) {
      const ms = { compute: 0, memory: 0, launch: 0 };
      for (const { limitedMs } of over(item)) {
        ms.compute += limitedMs.compute;
        ms.memory += limitedMs.memory;
        ms.launch += limitedMs.launch;
      }
      return limiterOf(ms);
    },
    bytes: (item) => over(item).reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
