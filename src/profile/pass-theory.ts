/**
 * @file Theory of a pass that ran. Nothing here takes the report away: what goes wrong makes the rows of the model `?`,
 * with the reason.
 */
import { reasonOf, type Reason } from '../core/reason.ts';
import { groupBy } from '../core/group-by.ts';
import type { LayerFormulas, ModelRuns, SeenCalls, TheoryRow } from '../core/theory.ts';
import { countsOf } from '../core/work.ts';
import { keyOf } from '../core/path-key.ts';
import type { Scope, ScopeCall, Trace } from '../core/trace.ts';
import { rowsOf } from './theory.ts';

/** Theory speaks of these. */
const hasTheory = ({ kind }: Scope): boolean => kind === 'layer' || kind === 'node';

const notDerivable = ({ path, className }: Pick<Scope, 'path' | 'className'>, why: Reason): TheoryRow => ({
  path,
  className,
  config: {},
  state: 'not-derivable',
  why,
});

/** What the layers below a path took and returned, by their paths from there. */
function seenBelow(prefix: readonly string[], { scopes, scopeCalls }: Trace): SeenCalls {
  const below = scopeCalls.filter(({ scope }) => prefix.every((step, i) => scopes[scope]!.path[i] === step));
  return groupBy(below, ({ scope }) => keyOf(scopes[scope]!.path.slice(prefix.length)));
}

/** The rows of a model's run, its paths from the report's root; all of them unknown where the architecture fails. */
function rowsOfRun(
  { prefix, architecture }: ModelRuns,
  layerFormulas: LayerFormulas,
  trace: Trace,
): readonly TheoryRow[] {
  try {
    if (architecture === null)
      throw new Error(
        'the model does not say what it is made of: its toJSON() fails or its file is not kept',
      );
    // Of a graph theory asks for no calls that ran.
    const seen = architecture.format === 'layers' ? seenBelow(prefix, trace) : undefined;
    const rows = rowsOf(architecture, layerFormulas, seen);
    return prefix.length === 0 ? rows : rows.map((row) => ({ ...row, path: [...prefix, ...row.path] }));
  } catch (error) {
    const why = reasonOf(error);
    return trace.scopes
      .filter((scope) => hasTheory(scope) && prefix.every((step, i) => scope.path[i] === step))
      .map((scope) => notDerivable(scope, why));
  }
}

/** Closed forms are applied to the shapes of the calls too; one that fails there is no theory. */
function checkedRow(
  row: TheoryRow,
  layerFormulas: LayerFormulas,
  layers: readonly Scope[],
  callsOf: ReadonlyMap<number, readonly ScopeCall[]>,
): TheoryRow {
  if (row.state !== 'derived') return row;
  const form = layerFormulas[row.className];
  if (form === undefined) return row;
  try {
    for (const { inputs } of layers.flatMap(({ id }) => callsOf.get(id) ?? []))
      countsOf(form(row.config, inputs).work);
    return row;
  } catch (error) {
    return { ...notDerivable(row, reasonOf(error)), config: row.config };
  }
}

/** Theory of all runs: rows of the same layer are one row, with the uses of each run. */
export function theoryOf(
  runs: readonly ModelRuns[],
  layerFormulas: LayerFormulas,
  trace: Trace,
): readonly TheoryRow[] {
  const rows = new Map<string, TheoryRow>();
  for (const run of runs) {
    for (const derived of rowsOfRun(run, layerFormulas, trace)) {
      const key = keyOf(derived.path);
      const known = rows.get(key);
      if (derived.state !== 'derived' || (known === undefined && run.calls === 1)) rows.set(key, derived);
      else if (known?.state !== 'not-derivable') {
        const uses = derived.uses.map((use) => ({ ...use, calls: run.calls * use.calls }));
        rows.set(key, { ...derived, uses: [...(known?.uses ?? []), ...uses] });
      }
    }
  }
  const layers = trace.scopes.filter(({ kind }) => kind === 'layer');
  if (layers.length === 0) return [...rows.values()];
  const scopesOf = groupBy(layers, ({ path }) => keyOf(path));
  const callsOf = groupBy(trace.scopeCalls, ({ scope }) => scope);
  return [...rows].map(([key, row]) => checkedRow(row, layerFormulas, scopesOf.get(key) ?? [], callsOf));
}
