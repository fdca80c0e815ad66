/** @file A row for each scope: its own work beside its theory. */
import { groupBy } from '../../core/group-by.ts';
import { bridge, residualOf, type Bridge } from '../../core/bridge.ts';
import { parametersOf } from '../../core/owned-parameters.ts';
import { NO_PARAMETERS } from '../../core/parameters.ts';
import { keyOf } from '../../core/path-key.ts';
import { multiplyAddsOf } from '../../core/theory-work.ts';
import { reason } from '../../core/reason.ts';
import type { LayerRow } from '../../core/report.ts';
import type { TheoryRow } from '../../core/theory.ts';
import { scopesAround } from '../../core/scope-tree.ts';
import type { Entry, Scope, ScopeCall } from '../../core/trace.ts';
import { executedBridges } from '../counted-executed.ts';
import { tally, tallyPhases } from '../tally.ts';
import { parameterBridge, trainableBridge, workBridge } from '../theory-counted.ts';
import type { RowSources } from './sources.ts';

/** What may be part of the work of a layer around it. */
const isInside = ({ kind }: Scope): boolean => kind === 'user' || kind === 'part';

/** The layer that a scope belongs to: its parts, and callers' scopes inside it, are part of its work. */
function layerOf(scope: Scope, scopes: readonly Scope[]): Scope {
  let at = scope;
  while (isInside(at) && at.parent !== null) at = scopes[at.parent]!;
  return at.kind === 'layer' || at.kind === 'node' ? at : scope;
}

/** Theory speaks of these. */
const hasTheory = ({ kind }: Scope): boolean => kind === 'layer' || kind === 'node';

const isForward = ({ phase }: Entry): boolean => phase === 'forward';

/** Outputs of a layer and of the models around it, multiplied: not of the outermost one, which its caller runs. */
function repetitionsOf(
  scope: number,
  scopes: readonly Scope[],
  callsByScope: ReadonlyMap<number, readonly ScopeCall[]>,
): number {
  let repetitions = 1;
  for (const around of scopesAround(scopes, scope)) {
    const isOutermost = scopes[scopes[around]!.parent!]!.kind === 'root';
    if (isOutermost && around !== scope) break;
    const outputs = (callsByScope.get(around) ?? []).map((call) => call.outputs.length);
    repetitions *= Math.max(1, ...outputs);
  }
  return repetitions;
}

/** One row per scope that did or owns anything, in the order of the architecture. */
export function layerRows(sources: RowSources): LayerRow[] {
  const { trace, theoryRows, weights, textbook, layerFormulas } = sources;
  const { scopes } = trace;
  const theoryByPath = new Map(theoryRows.map((row) => [keyOf(row.path), row]));
  const textbookByPath = new Map(textbook.map((row) => [keyOf(row.path), row]));
  const entriesByScope = groupBy(trace.entries, ({ scope }) => scope);
  const entriesByLayer = scopes.some(isInside)
    ? groupBy(trace.entries, ({ scope }) => layerOf(scopes[scope]!, scopes).id)
    : entriesByScope;
  const callsByScope = groupBy(trace.scopeCalls, ({ scope }) => scope);
  const weightsByScope = groupBy(weights, ({ scope }) => scope);

  const rows = scopes.flatMap((scope): LayerRow[] => {
    const entries = entriesByScope.get(scope.id) ?? [];
    const counts = tally(entries, sources);
    const calls: readonly ScopeCall[] = callsByScope.get(scope.id) ?? [];
    const parameters = parametersOf(weightsByScope.get(scope.id) ?? []);
    const theory = hasTheory(scope) ? theoryByPath.get(keyOf(scope.path)) : undefined;
    const isEmpty = counts.calls === 0 && parameters.total === 0 && calls.length === 0;
    if (isEmpty && theory === undefined) return [];
    // A model's row holds its own kernels only; without any it says nothing.
    if (scope.kind === 'model' && counts.calls === 0) return [];

    const bridges: Bridge[] = [];
    if (theory?.state === 'derived') {
      // Theory is of the forward pass.
      const all = entriesByLayer.get(scope.id) ?? [];
      const forward = all.filter(isForward);
      // Mostly the layer's own entries, which are summed already.
      const isOwn = forward.length === entries.length && all.length === entries.length;
      // A node's op may have a layer's name, but not its closed form.
      const forms = scope.kind === 'node' ? {} : layerFormulas;
      const { counted, unknownCalls } = isOwn ? counts : tally(forward, sources);
      // Theory is not to be compared with a part: whoever has no formula accuses nobody.
      if (unknownCalls === 0) {
        const rowCalls = { calls, repetitions: repetitionsOf(scope.id, scopes, callsByScope) };
        bridges.push(workBridge(theory, rowCalls, counted.multiplyAdds, forms));
      }
      bridges.push(parameterBridge(theory, scope.id, parameters, weights));
      bridges.push(...trainableBridge(theory, scope.id, parameters, weights));
      // A textbook row of a group or of the model is not a layer's: it is judged in the total.
      bridges.push(...(textbookByPath.get(keyOf(scope.path))?.bridges ?? []));
    }
    if (sources.executed !== null) bridges.push(...executedBridges(entries, sources, sources.executed));
    const row: LayerRow = {
      scope: scope.id,
      path: scope.path,
      kind: scope.kind,
      className: scope.className,
      node: scope.node,
      layerCalls: calls.reduce((sum, call) => sum + call.calls, 0),
      outputs: calls[0]?.outputs ?? (theory?.state === 'derived' ? (theory.uses[0]?.outputs ?? []) : []),
      why: theory?.state === 'not-derivable' ? theory.why : null,
      ...counts,
      phases: tallyPhases(entries, sources),
      theory:
        theory?.state === 'derived'
          ? { multiplyAdds: multiplyAddsOf(theory), parameters: theory.parameters }
          : null,
      parameters,
      bridges,
      residual: bridges.length === 0 ? null : residualOf(bridges),
    };
    return [row];
  });
  const met = new Set(scopes.filter(hasTheory).map(({ path }) => keyOf(path)));
  return [
    ...rows,
    ...theoryRows.filter(({ path }) => !met.has(keyOf(path))).map((row) => unmetRow(row, sources)),
  ];
}

/** A layer of the architecture that the live model does not have: its theory is a residual. */
function unmetRow(theory: TheoryRow, sources: RowSources): LayerRow {
  const derived = theory.state === 'derived' ? theory : null;
  const bridges =
    derived === null ? [] : [bridge(['theory', 'counted'], 'multiplyAdds', multiplyAddsOf(derived), 0)];
  return {
    scope: null,
    path: theory.path,
    kind: 'layer',
    className: theory.className,
    node: null,
    layerCalls: 0,
    outputs: derived?.uses[0]?.outputs ?? [],
    why:
      theory.state === 'derived'
        ? reason('not-in-model', null, 'the live model has no such layer')
        : theory.why,
    ...tally([], sources),
    phases: tallyPhases([], sources),
    theory:
      derived === null ? null : { multiplyAdds: multiplyAddsOf(derived), parameters: derived.parameters },
    parameters: NO_PARAMETERS,
    bridges,
    residual: derived === null ? null : residualOf(bridges),
  };
}
