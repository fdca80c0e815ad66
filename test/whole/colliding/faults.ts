/**
 * @file Collisions planted in what a report is made of: rows of theory, scopes and calls that went to another row than
 * their own. Each changes a number that a row shows.
 */
import type { Report, ScopeCall, TheoryRow } from '../../../src/index.ts';

type Row = Report['layers'][number];
type Derived = Extract<TheoryRow, { state: 'derived' }>;
/** The report with a fault between two of its layers. */
export type Plant = (report: Report, a: Row, b: Row) => Report;

const isOf = ({ path }: TheoryRow, row: Row): boolean => JSON.stringify(path) === JSON.stringify(row.path);
const theory = (report: Report, change: (row: Derived) => TheoryRow): Report => ({
  ...report,
  theoryRows: report.theoryRows.map((row) => (row.state === 'derived' ? change(row) : row)),
});
const usesOf = (report: Report, row: Row): Derived['uses'] => {
  const found = report.theoryRows.find((other) => isOf(other, row));
  return found?.state === 'derived' ? found.uses : [];
};
const moved = <T extends { readonly scope: number }>(items: readonly T[], from: Row, to: Row): T[] =>
  items.map((item) => (item.scope === from.scope ? { ...item, scope: to.scope! } : item));
/** Calls of one scope with the same shapes are one entry. */
const merged = (calls: readonly ScopeCall[]): ScopeCall[] => {
  const known = new Map<string, ScopeCall>();
  for (const call of calls) {
    const key = JSON.stringify([call.scope, call.inputs, call.outputs]);
    const other = known.get(key);
    known.set(
      key,
      other === undefined
        ? call
        : { ...call, calls: call.calls + other.calls, direct: call.direct + other.direct },
    );
  }
  return [...known.values()];
};

export const FAULTS: Readonly<Record<string, Plant>> = {
  'the theory of two rows is exchanged': (report, a, b) =>
    theory(report, (row) =>
      isOf(row, a) ? { ...row, path: b.path } : isOf(row, b) ? { ...row, path: a.path } : row,
    ),
  'the theory of a row stands at another one too': (report, a, b) => {
    const uses = usesOf(report, a);
    return theory(report, (row) => (isOf(row, b) ? { ...row, uses: [...row.uses, ...uses] } : row));
  },
  'the scopes of two layers are one': (report, a, b) => ({
    ...report,
    entries: moved(report.entries, b, a),
    scopeCalls: merged(moved(report.scopeCalls, b, a)),
    weights: moved(report.weights, b, a),
  }),
  'a layer runs in the scope of another one': (report, a, b) => ({
    ...report,
    entries: moved(report.entries, b, a),
    scopeCalls: merged(moved(report.scopeCalls, b, a)),
  }),
  'kernels are another layer’s': (report, a, b) => ({ ...report, entries: moved(report.entries, b, a) }),
  'the weights are another layer’s': (report, a, b) => ({ ...report, weights: moved(report.weights, b, a) }),
  'theory is derived twice, as if its model were listed twice': (report, a) =>
    theory(report, (row) => (isOf(row, a) ? { ...row, uses: [...row.uses, ...row.uses] } : row)),
  'theory knows of half the runs': (report, a) =>
    theory(report, (row) =>
      isOf(row, a) ? { ...row, uses: row.uses.slice(0, Math.floor(row.uses.length / 2)) } : row,
    ),
  'theory knows of one example too many': (report, a) =>
    theory(report, (row) =>
      isOf(row, a) ? { ...row, uses: row.uses.map((use) => ({ ...use, calls: use.calls + 1 })) } : row,
    ),
  'all runs but one are not derived': (report, a) =>
    theory(report, (row) => (isOf(row, a) ? { ...row, uses: row.uses.slice(0, 1) } : row)),
  'theory of a layer that nobody has': (report, a) =>
    theory(report, (row) => (isOf(row, a) ? { ...row, path: ['nobody', ...row.path] } : row)),
};
