/**
 * @file Finding: batch norm right after a linear convolution. At inference it is a multiply and an add per channel
 * with constants, which the convolution's filter and bias can hold: y = γ(w∗x + b − μ)/σ + β = (γw/σ)∗x + γ(b − μ)/σ + β.
 * tfjs-backend-wasm computes it in double precision and without SIMD, so that on MobileNetV2 it takes nearly half of
 * the time.
 */
import { groupBy } from '../core/group-by.ts';
import { count } from '../core/writing.ts';
import {
  asKernel,
  callsOf,
  msOf,
  operationsOf,
  percent,
  ranOf,
  rowsOfRan,
  shareOf,
  sumOf,
  type Ran,
  type Rule,
} from './evidence.ts';
import { reachOf, reachText } from './reach.ts';
import { TO_GRAPH_MODEL, TO_GRAPH_MODEL_COMMAND } from './to-graph-model.ts';

/** Less time is not worth a conversion. */
const NOTABLE_TIME_SHARE = 0.1;
/** Elementwise work takes more time per operation than convolutions: twice as much is not unusual. */
const FAR_ABOVE = 3;

const CONVOLUTIONS = new Set(['Conv2D', 'FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2D']);
/** A convolution whose output nothing has bent yet. */
const isLinearConvolution = ({ call: { kernel, attrs } }: Ran): boolean =>
  CONVOLUTIONS.has(kernel) && ((attrs as { activation?: unknown }).activation ?? 'linear') === 'linear';

/** Statistics per channel, all of them weights: batch norm as it is at inference. */
function isFoldable(ran: Ran, byEntry: ReadonlyMap<number, Ran>): boolean {
  const norm = asKernel(ran.call, 'FusedBatchNorm');
  if (norm === null) return false;
  const { mean, variance } = norm.inputs;
  const isConstant = mean.shape.length === 1 && mean.origin === 'weight' && variance.origin === 'weight';
  const sources = ran.flow?.sources['x'] ?? [];
  return isConstant && sources.length > 0 && sources.every((id) => isOnlyFor(byEntry.get(id), ran));
}

/** What else reads a convolution needs its output as it is; so does what else a layer that is called twice gives to. */
function isOnlyFor(before: Ran | undefined, { entry }: Ran): boolean {
  if (before === undefined || !isLinearConvolution(before)) return false;
  const { filter } = before.call.inputs as unknown as { readonly filter: { readonly origin: string } };
  return filter.origin === 'weight' && before.flow?.mostReads === 1 && before.entry.calls <= entry.calls;
}

const sourcesOf = ({ flow }: Ran): readonly number[] => flow?.sources['x'] ?? [];

/** Without those that share the filter of a convolution layer with something else: it runs on other shapes too. */
function withOwnFilter(norms: readonly Ran[], byEntry: ReadonlyMap<number, Ran>): readonly Ran[] {
  const convolutions = groupBy(
    [...byEntry.values()].filter(
      ({ call, scope }) => scope.kind === 'layer' && CONVOLUTIONS.has(call.kernel),
    ),
    ({ scope }) => scope.id,
  );
  return [...groupBy(norms, ({ scope }) => scope.id).values()].flatMap((ofLayer) => {
    const own = new Set(ofLayer.flatMap(sourcesOf));
    const scopes = new Set([...own].map((id) => byEntry.get(id)!.scope.id));
    const isShared = [...scopes].some((id) => convolutions.get(id)?.some(({ entry }) => !own.has(entry.id)));
    return isShared ? [] : ofLayer;
  });
}

export const batchNormUnfolded: Rule = (report) => {
  // Training needs the statistics of each batch.
  if (report.total.phases !== null) return null;
  const all = ranOf(report);
  const byEntry = new Map(all.map((ran) => [ran.entry.id, ran]));
  const norms = withOwnFilter(
    all.filter((ran) => isFoldable(ran, byEntry)),
    byEntry,
  );
  if (norms.length === 0) return null;
  const calls = sumOf(norms, callsOf);
  const operationShare = shareOf(sumOf(norms, operationsOf), sumOf(all, operationsOf));
  const isTimed = report.total.time !== null;
  const timeShare = isTimed ? shareOf(sumOf(norms, msOf), sumOf(all, msOf)) : null;
  if (timeShare !== null && (timeShare < NOTABLE_TIME_SHARE || timeShare < FAR_ABOVE * operationShare))
    return null;
  const reach = reachOf(norms, report);
  return {
    rule: 'batch-norm-unfolded',
    marks: 'time',
    what:
      timeShare === null
        ? `${count(calls, 'batch norm')} run right after a convolution: ${percent(operationShare)} of all operations.`
        : `Batch norm takes ${percent(timeShare)} of kernel time for ${percent(operationShare)} of the operations${reachText(reach)}: ${count(calls, 'call')} right after a convolution.`,
    work: [],
    cause: 'At inference its factors are constants, which the filter and bias of the convolution could hold.',
    ...(norms.every(({ scope }) => scope.kind === 'layer')
      ? {
          remedy: `Fold it by converting to a graph model: ${TO_GRAPH_MODEL} does so.`,
          command: TO_GRAPH_MODEL_COMMAND,
        }
      : {
          remedy:
            'Fold it once, where the weights come from: multiply the filter by γ ÷ √(variance + ε), and take γ and β into a bias.',
        }),
    evidence: {
      calls,
      operationShare,
      timeShare,
      ...(reach && { attainableShare: reach.share, limiter: reach.limiter }),
    },
    rows: rowsOfRan(report, norms),
  };
};
