/**
 * @file Which rows of two reports are the same layer, whatever became of their names: by name, then by stem, then by
 * shape and place between those that are matched, then by place alone.
 */
import type { MatchGrade, RowMatch } from '../core/changes.ts';
import type { LayerRow, Report } from '../core/report.ts';
import { rowsByKey } from '../core/row-keys.ts';
import { inOrder } from './in-order.ts';
import { productsOf, signatureOf } from './signature.ts';
import { stemOf } from './stem.ts';

/** A row with what it is matched by. */
interface Candidate {
  readonly index: number;
  readonly row: LayerRow;
  readonly stem: string;
  /** The kernels of its products; empty for a row without. */
  readonly kind: string;
  readonly shape: string;
}

function candidatesOf(report: Report): readonly Candidate[] {
  const products = productsOf(report);
  return report.layers.map((row, index) => ({
    index,
    row,
    stem: stemOf(row),
    ...signatureOf(row, products),
  }));
}

/** The only candidate for each key; none for a key that several have. */
function unique(
  candidates: readonly Candidate[],
  keyOf: (candidate: Candidate) => string,
): Map<string, Candidate> {
  const found = new Map<string, Candidate | null>();
  for (const candidate of candidates) {
    const key = keyOf(candidate);
    if (key !== '') found.set(key, found.has(key) ? null : candidate);
  }
  return new Map(
    [...found].flatMap(([key, candidate]) => (candidate === null ? [] : [[key, candidate] as const])),
  );
}

/** Both lists cut at the matched pairs that keep their order: what lies between the same neighbours. */
function gaps(
  as: readonly Candidate[],
  bs: readonly Candidate[],
  matchOf: ReadonlyMap<Candidate, Candidate>,
): readonly (readonly [readonly Candidate[], readonly Candidate[]])[] {
  const places = new Map(bs.map((b, place) => [b, place]));
  const matched = new Set(matchOf.values());
  const found: (readonly [readonly Candidate[], readonly Candidate[]])[] = [];
  let left: Candidate[] = [];
  let from = 0;
  const close = (to: number): void => {
    found.push([left, bs.slice(from, to).filter((b) => !matched.has(b))]);
    left = [];
    from = to + 1;
  };
  for (const a of as) {
    const b = matchOf.get(a);
    const place = b === undefined ? undefined : places.get(b);
    if (b === undefined) left.push(a);
    else if (place !== undefined && place >= from) close(place);
  }
  close(bs.length);
  return found;
}

/** The same layers of two reports, in the order of A. */
export function matchRows(a: Report, b: Report): readonly RowMatch[] {
  const [as, bs] = [candidatesOf(a), candidatesOf(b)];
  const matchOf = new Map<Candidate, Candidate>();
  const grades = new Map<Candidate, MatchGrade>();
  const taken = new Set<Candidate>();
  const match = (from: Candidate, to: Candidate, by: MatchGrade): void => {
    matchOf.set(from, to);
    grades.set(from, by);
    taken.add(to);
  };
  const openIn = (candidates: readonly Candidate[]): readonly Candidate[] =>
    candidates.filter((each) => !matchOf.has(each) && !taken.has(each));

  const [namedA, namedB] = [a, b].map(({ layers }) => rowsByKey(layers)) as [
    ReadonlyMap<string, LayerRow>,
    ReadonlyMap<string, LayerRow>,
  ];
  const ofRowB = new Map(bs.map((candidate) => [candidate.row, candidate]));
  const ofRowA = new Map(as.map((candidate) => [candidate.row, candidate]));
  for (const [key, row] of namedA) {
    const other = namedB.get(key);
    if (other !== undefined) match(ofRowA.get(row)!, ofRowB.get(other)!, 'name');
  }

  // Only what multiplies and adds is told by stem, shape or place: of the rest too much looks alike.
  const busy = ({ kind }: Candidate): boolean => kind !== '';
  const stems = unique(openIn(bs).filter(busy), ({ stem, kind }) => stem && `${stem} ${kind}`);
  for (const [key, from] of unique(openIn(as).filter(busy), ({ stem, kind }) => stem && `${stem} ${kind}`)) {
    const to = stems.get(key);
    if (to !== undefined) match(from, to, 'stem');
  }

  const [busyA, busyB] = [as.filter(busy), bs.filter(busy)];
  for (const [openA, openB] of gaps(busyA, busyB, matchOf))
    for (const [from, to] of inOrder(openA, openB, ({ shape }) => shape)) match(from, to, 'shape');
  for (const [openA, openB] of gaps(busyA, busyB, matchOf))
    if (openA.length === openB.length && openA.every(({ kind }, i) => kind === openB[i]!.kind))
      openA.forEach((from, i) => match(from, openB[i]!, 'place'));

  return as.flatMap((from) => {
    const to = matchOf.get(from);
    return to === undefined ? [] : [{ a: from.index, b: to.index, by: grades.get(from)! }];
  });
}
