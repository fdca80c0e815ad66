/** @file Which rows the table of layers has, and in which order: the tree as far as it is open, or all leaves. */
import type { Subject } from '../../data/subject.ts';
import type { Item } from '../../data/tree.ts';

export const SORTS = ['order', 'name', 'parameters', 'work', 'time', 'wasted'] as const;
export type Sort = (typeof SORTS)[number];

export interface View {
  readonly sort: Sort;
  readonly isDescending: boolean;
  /** All leaves without their groups. */
  readonly isFlat: boolean;
  readonly query: string;
  readonly open: ReadonlySet<Item>;
}

function comparison({ roof }: Subject, { sort, isDescending }: View): ((a: Item, b: Item) => number) | null {
  if (sort === 'order') return null;
  const sign = isDescending ? -1 : 1;
  if (sort === 'name') return (a, b) => sign * a.fullName.localeCompare(b.fullName, 'en', { numeric: true });
  const wasted = new Map<Item, number>();
  const valueOf = (item: Item): number => {
    if (sort !== 'wasted') return item.values[sort];
    const known = wasted.get(item) ?? roof?.wasted(item) ?? 0;
    wasted.set(item, known);
    return known;
  };
  return (a, b) => sign * (valueOf(a) - valueOf(b)) || a.id - b.id;
}

/** The rows to show. A search looks through all leaves, by name and by what they are. */
export function rowsIn(subject: Subject, view: View): readonly Item[] {
  const { tree, typeOf } = subject;
  const compare = comparison(subject, view);
  const sorted = (items: readonly Item[]): readonly Item[] =>
    compare === null ? items : items.toSorted(compare);
  const query = view.query.trim().toLowerCase();
  if (query !== '')
    return sorted(
      tree.leaves.filter(
        (item) => item.fullName.toLowerCase().includes(query) || typeOf(item).toLowerCase().includes(query),
      ),
    );
  if (view.isFlat) return sorted(tree.leaves);
  const rows: Item[] = [];
  const visit = (items: readonly Item[]): void => {
    for (const item of sorted(items)) {
      rows.push(item);
      if (view.open.has(item)) visit(item.children);
    }
  };
  visit(tree.root.children);
  return rows;
}
