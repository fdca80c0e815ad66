/**
 * @file The bridge from theory to counted. Its terms for work are numbers of calls: a model runs a layer once for each of
 * its outputs that is used, and a caller, or another layer, may run a layer by itself. A term is that number of calls times
 * the layer's closed form at the shapes of the call, and stands only where outputs or such calls explain it. A layer that
 * its model ran on other shapes than theory derived, the batch aside, or less often than it asks, has no term and shows
 * a residual. So does one whose batches no splitting and no repetition explains.
 */
import { once } from '../core/once.ts';
import { bridge, type Bridge, type BridgeTerm } from '../core/bridge.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import type { LayerFormulas, TheoryRow } from '../core/theory.ts';
import { multiplyAddsOf } from '../core/theory-work.ts';
import type { ScopeCall } from '../core/trace.ts';
import { countsOf } from '../core/work.ts';
import type { Parameters, Weight } from '../core/parameters.ts';

type Derived = Extract<TheoryRow, { state: 'derived' }>;

/** Shapes without their batch, as a key. */
const shapeKey = (inputs: readonly Shape[]): string =>
  inputs.map((shape) => shape.slice(1).join('×')).join(' ');

const batchOf = ({ inputs }: { readonly inputs: readonly Shape[] }): number => inputs[0]?.[0] ?? 1;

const examplesOf = (
  calls: readonly { readonly inputs: readonly Shape[]; readonly calls: number }[],
): number => sum(calls.map((call) => call.calls * batchOf(call)));

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/**
 * Whether calls can have come from uses: `predict` splits batches and never joins them, and each time it runs
 * through all of a use's examples. A closed form that loses or invents examples is not to be explained away.
 */
function canComeFrom(calls: readonly ScopeCall[], uses: Derived['uses']): boolean {
  const batches = uses.map(batchOf);
  return (
    Math.max(...calls.map(batchOf)) <= Math.max(...batches) && examplesOf(calls) % batches.reduce(gcd) === 0
  );
}

const term = (name: string, amount: number): BridgeTerm[] =>
  amount === 0 ? [] : [{ term: name, amount, basis: 'closed-form' }];

/** What a bridge of work needs to know of a row. */
export interface RowCalls {
  readonly calls: readonly ScopeCall[];
  /** The most often that tfjs runs the layer for one call of the outermost model: once for each output that is used. */
  readonly repetitions: number;
}

/** The calls of the layer by the caller or by another layer, then those of its model. */
function callTerms(
  row: Derived,
  { calls, repetitions }: RowCalls,
  layerFormulas: LayerFormulas,
): BridgeTerm[] {
  const theory = layerFormulas[row.className];
  // Of a graph's nodes some never run: those behind a branch that is not taken.
  if (theory === undefined) return calls.length === 0 ? term('not run', -multiplyAddsOf(row)) : [];
  const work = (inputs: readonly Shape[]): number => countsOf(theory(row.config, inputs).work).multiplyAdds;
  const direct = calls.reduce(
    (sum, call) => sum + (call.direct === 0 ? 0 : call.direct * work(call.inputs)),
    0,
  );
  const others = calls
    .map((call) => ({ ...call, calls: call.calls - call.direct }))
    .filter((call) => call.calls > 0);
  return [
    ...term('called by itself', direct),
    ...term('run more than once', surplusOf(row, others, repetitions, work)),
  ];
}

/**
 * Multiply-adds of the calls that the model made beyond those that the architecture asks for, where outputs explain them.
 * A layer that ran less often than its model asks has no explanation: its calls are another one's.
 */
function surplusOf(
  row: Derived,
  calls: readonly ScopeCall[],
  repetitions: number,
  work: (inputs: readonly Shape[]) => number,
): number {
  let surplus = 0;
  for (const key of new Set(row.uses.map(({ inputs }) => shapeKey(inputs)))) {
    const made = calls.filter(({ inputs }) => shapeKey(inputs) === key);
    const asked = row.uses.filter(({ inputs }) => shapeKey(inputs) === key);
    const [ran, wanted] = [examplesOf(made), examplesOf(asked)];
    if (ran <= wanted || ran > repetitions * wanted || !canComeFrom(made, asked)) continue;
    for (const { inputs, calls } of made) surplus += calls * work(inputs);
    for (const { inputs, calls } of asked) surplus -= calls * work(inputs);
  }
  return surplus;
}

/** Multiply-adds of one layer: what theory derives, against what its kernels counted. */
export const workBridge = (
  row: Derived,
  calls: RowCalls,
  counted: number,
  layerFormulas: LayerFormulas,
): Bridge =>
  bridge(
    ['theory', 'counted'],
    'multiplyAdds',
    multiplyAddsOf(row),
    counted,
    callTerms(row, calls, layerFormulas),
  );

/** Elements of the variables that a scope has and an earlier one owns, by scope. */
const sharedSizes = once((weights: readonly Weight[]): ReadonlyMap<number, number> => {
  const sizes = new Map<number, number>();
  for (const { alsoIn, shape } of weights)
    for (const scope of new Set(alsoIn)) sizes.set(scope, (sizes.get(scope) ?? 0) + sizeOf(shape));
  return sizes;
});

/**
 * Parameters of one layer: what theory derives, against the variables that the live layer owns. JSON does not say
 * that two nested models share a layer: variables that an earlier scope owns are a term.
 */
export function parameterBridge(
  row: Derived,
  scope: number,
  owned: Parameters,
  weights: readonly Weight[],
): Bridge {
  const shared = sharedSizes(weights).get(scope);
  const terms =
    shared === undefined
      ? []
      : [{ term: 'owned by an earlier layer', amount: -shared, basis: 'closed-form' as const }];
  return bridge(['theory', 'counted'], 'parameters', row.parameters.total, owned.total, terms);
}

/**
 * Of a layer's parameters those that are trainable; nothing where they agree, where a column does not know them, where
 * some are owned by an earlier layer, or where all of them differ already.
 */
export function trainableBridge(
  row: Derived,
  scope: number,
  owned: Parameters,
  weights: readonly Weight[],
): readonly Bridge[] {
  const [derived, found] = [row.parameters.trainable, owned.trainable];
  const isShared = sharedSizes(weights).has(scope);
  if (derived === null || found === null || derived === found) return [];
  if (isShared || row.parameters.total !== owned.total) return [];
  return [bridge(['theory', 'counted'], 'trainable', derived, found)];
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
