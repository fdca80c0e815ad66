/** @file The rows of a report: each scope's own work beside its theory, kernels by name, and the total. */
import { reason } from '../core/reason.ts';
import { bridge, type Bridge, type BridgeTerm, type Column, type Quantity } from '../core/bridge.ts';
import type { Formula } from '../core/formula.ts';
import {
  addParameters,
  isParameter,
  NO_PARAMETERS,
  type Parameters,
  type Weight,
} from '../core/parameters.ts';
import type { Compared, JudgedTextbookRow, KernelRow, LayerRow, Time, Total } from '../core/report.ts';
import { sizeOf } from '../core/shape.ts';
import type { LayerFormulas, TheoryRow } from '../core/theory.ts';
import type { Entry, Scope, ScopeCall } from '../core/trace.ts';
import { executedBridges } from './counted-executed.ts';
import { tally, tallyPhases, type Costed } from './tally.ts';
import { multiplyAddsOf, parameterBridge, workBridge } from './theory-counted.ts';

/** Everything that rows are made of. */
export interface Findings extends Costed {
  readonly weights: readonly Weight[];
  readonly theoryRows: readonly TheoryRow[];
  readonly textbook: readonly JudgedTextbookRow[];
  readonly layerFormulas: LayerFormulas;
}

const keyOf = (path: readonly string[]): string => JSON.stringify(path);
const residualOf = (bridges: readonly Bridge[]): number =>
  bridges.reduce((sum, { residual }) => sum + Math.abs(residual), 0);

/** Lists by key, in order of first appearance. */
function groupBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Counts the variables of a scope by identity: those that it owns. */
export const parametersOf = (weights: readonly Weight[]): Parameters =>
  weights.filter(isParameter).reduce((sum, { shape, trainable, frozen }) => {
    const size = sizeOf(shape);
    return addParameters(sum, {
      trainable: trainable === null ? null : trainable ? size : 0,
      nonTrainable: trainable === null ? null : trainable ? 0 : size,
      frozen: frozen ? size : 0,
      total: size,
    });
  }, NO_PARAMETERS);

/** The layer that a scope belongs to: its parts, and callers' scopes inside it, are part of its work. */
function layerOf(scope: Scope, scopes: readonly Scope[]): Scope {
  let at = scope;
  while ((at.kind === 'user' || at.kind === 'part') && at.parent !== null) at = scopes[at.parent]!;
  return at.kind === 'layer' || at.kind === 'node' ? at : scope;
}

/** Theory speaks of these. */
const hasTheory = ({ kind }: Scope): boolean => kind === 'layer' || kind === 'node';

/** One row per scope that did or owns anything, in the order of the architecture. */
export function layerRows(found: Findings): LayerRow[] {
  const { trace, theoryRows, weights, textbook, layerFormulas } = found;
  const { scopes } = trace;
  const theoryByPath = new Map(theoryRows.map((row) => [keyOf(row.path), row]));
  const textbookByPath = new Map(textbook.map((row) => [keyOf(row.path), row]));
  const entriesByScope = groupBy(trace.entries, ({ scope }) => scope);
  const entriesByLayer = groupBy(trace.entries, ({ scope }) => layerOf(scopes[scope]!, scopes).id);
  const callsByScope = groupBy(trace.scopeCalls, ({ scope }) => scope);
  const weightsByScope = groupBy(weights, ({ scope }) => scope);

  const rows = scopes.flatMap((scope): LayerRow[] => {
    const entries = entriesByScope.get(scope.id) ?? [];
    const counts = tally(entries, found);
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
      const forward = (entriesByLayer.get(scope.id) ?? []).filter(({ phase }) => phase === 'forward');
      // A node's op may have a layer's name, but not its closed form.
      const forms = scope.kind === 'node' ? {} : layerFormulas;
      bridges.push(workBridge(theory, calls, tally(forward, found).counted.multiplyAdds, forms));
      bridges.push(parameterBridge(theory, scope.id, parameters, weights));
      // A textbook row of a group or of the model is not a layer's: it is judged in the total.
      bridges.push(...(textbookByPath.get(keyOf(scope.path))?.bridges ?? []));
    }
    if (found.executed !== null) bridges.push(...executedBridges(entries, found, found.executed));
    const row: LayerRow = {
      scope: scope.id,
      path: scope.path,
      kind: scope.kind,
      className: scope.className,
      layerCalls: calls.reduce((sum, call) => sum + call.calls, 0),
      outputs: calls[0]?.outputs ?? (theory?.state === 'derived' ? (theory.uses[0]?.outputs ?? []) : []),
      why: theory?.state === 'not-derivable' ? theory.why : null,
      ...counts,
      phases: tallyPhases(entries, found),
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
    ...theoryRows.filter(({ path }) => !met.has(keyOf(path))).map((row) => unmetRow(row, found)),
  ];
}

/** A layer of the architecture that the live model does not have: its theory is a residual. */
function unmetRow(theory: TheoryRow, found: Findings): LayerRow {
  const derived = theory.state === 'derived' ? theory : null;
  const bridges =
    derived === null ? [] : [bridge(['theory', 'counted'], 'multiplyAdds', multiplyAddsOf(derived), 0)];
  return {
    scope: null,
    path: theory.path,
    kind: 'layer',
    className: theory.className,
    layerCalls: 0,
    outputs: derived?.uses[0]?.outputs ?? [],
    why:
      theory.state === 'derived'
        ? reason('not-in-model', null, 'the live model has no such layer')
        : theory.why,
    ...tally([], found),
    phases: tallyPhases([], found),
    theory:
      derived === null ? null : { multiplyAdds: multiplyAddsOf(derived), parameters: derived.parameters },
    parameters: NO_PARAMETERS,
    bridges,
    residual: derived === null ? null : residualOf(bridges),
  };
}

/** One row per kernel name, in order of first use. */
export function kernelRows(found: Findings): KernelRow[] {
  const { calls } = found.trace;
  const ran = found.trace.entries.filter((entry) => entry.calls > 0);
  return [...groupBy(ran, ({ call }) => calls[call]!.kernel)].map(([kernel, entries]) => {
    const distinct = [...new Set(entries.map(({ call }) => call))];
    const states: readonly Formula['state'][] = distinct.map((call) => found.costs[call]!.state);
    return {
      kernel,
      state: states.find((state) => state === 'unknown') ?? states[0]!,
      distinctCalls: distinct.length,
      ...tally(entries, found),
    };
  });
}

/** Sums a bridge's amounts and terms over rows; its residual is signed, the total's `residual` is not. */
function sumBridges(rows: readonly LayerRow[], from: Column, to: Column, quantity: Quantity): Bridge[] {
  const bridges = rows.flatMap((row) =>
    row.bridges.filter((b) => b.from === from && b.to === to && b.quantity === quantity),
  );
  if (bridges.length === 0) return [];
  const byTerm = groupBy(
    bridges.flatMap((b) => b.terms),
    ({ term, basis }) => `${basis} ${term}`,
  );
  const terms = [...byTerm.values()].map((same): BridgeTerm => ({
    ...same[0]!,
    amount: same.reduce((sum, { amount }) => sum + amount, 0),
  }));
  const sum = (of: (b: Bridge) => number): number => bridges.reduce((total, b) => total + of(b), 0);
  return [
    bridge(
      [from, to],
      quantity,
      sum((b) => b.fromAmount),
      sum((b) => b.toAmount),
      terms,
    ),
  ];
}

/** The whole pass. */
export function totalRow(found: Findings, layers: readonly LayerRow[], wall: Time | null): Total {
  const { trace, textbook, weights } = found;
  const counts = tally(trace.entries, found);
  const derived = layers.filter((row) => row.theory !== null);
  const layerPaths = new Set(derived.map((row) => keyOf(row.path)));
  // Groups and the model: the textbook's rows that no layer row carries.
  const groups = textbook.filter((row) => !layerPaths.has(keyOf(row.path))).flatMap((row) => row.bridges);
  const residuals = layers.flatMap((row) => row.residual ?? []);
  const compared = derived.filter((row) => row.theory!.multiplyAdds > 0 || row.counted.multiplyAdds > 0);
  const covered = sumBridges(derived, 'theory', 'counted', 'multiplyAdds')[0]?.toAmount ?? 0;
  const unknown = trace.entries.filter(({ call }) => found.costs[call]!.state === 'unknown');
  const total: Compared = {
    ...counts,
    phases: tallyPhases(trace.entries, found),
    theory:
      derived.length === 0
        ? null
        : {
            multiplyAdds: derived.reduce((sum, row) => sum + row.theory!.multiplyAdds, 0),
            parameters: derived.reduce(
              (sum, row) => addParameters(sum, row.theory!.parameters),
              NO_PARAMETERS,
            ),
          },
    parameters: parametersOf(weights),
    bridges: [
      ...sumBridges(layers, 'theory', 'counted', 'multiplyAdds'),
      ...sumBridges(layers, 'theory', 'counted', 'parameters'),
      ...sumBridges(layers, 'counted', 'executed', 'adds'),
      ...sumBridges(layers, 'counted', 'executed', 'minMax'),
      ...(textbook.find(({ path }) => path.length === 0)?.bridges ?? []),
    ],
    residual: residuals.length === 0 ? null : residuals.reduce((sum, r) => sum + r, residualOf(groups)),
  };
  return {
    ...total,
    wall,
    theoryCovers: counts.counted.multiplyAdds === 0 ? null : covered / counts.counted.multiplyAdds,
    comparedRows: compared.length,
    agreeingRows: compared.filter((row) => row.residual === 0).length,
    unknownTimeShare: counts.time === null ? null : shareOf(unknown, found, counts.time),
  };
}

const shareOf = (entries: readonly Entry[], { timeOf }: Findings, total: Time): number =>
  total.medianMs === 0 ? 0 : (timeOf(entries)?.medianMs ?? 0) / total.medianMs;
