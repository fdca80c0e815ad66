/** @file The leaves in the order in which they ran, and neighbours together where there are more than can be drawn. */
import type { Report } from '../../core/report.ts';
import type { Item, Tree } from './tree.ts';

/** Leaves that made something, by when their last kernel first ran. */
export function inOrder(report: Report, tree: Tree, valueOf: (item: Item) => number): readonly Item[] {
  const endsAt = new Map<number, number>();
  for (const [at, { scope, calls }] of report.entries.entries()) if (calls > 0) endsAt.set(scope, at);
  const endOf = ({ rows }: Item): number =>
    Math.max(-1, ...rows.map((row) => endsAt.get(report.layers[row]!.scope ?? -1) ?? -1));
  return tree.leaves
    .filter((item) => valueOf(item) > 0)
    .map((item) => ({ item, end: endOf(item) }))
    .sort((a, b) => a.end - b.end)
    .map(({ item }) => item);
}

/** Neighbours in at most `most` bins. */
export function binned<T>(items: readonly T[], most: number): readonly (readonly T[])[] {
  const size = Math.max(1, Math.ceil(items.length / most));
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
