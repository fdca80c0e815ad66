/**
 * @file Finding: batch norm right after a linear convolution. At inference it is a multiply and an add per channel
 * with constants, which the convolution's filter and bias can hold: y = γ(w∗x + b − μ)/σ + β = (γw/σ)∗x + γ(b − μ)/σ + β.
 * tfjs-backend-wasm computes it in double precision and without SIMD, so that on MobileNetV2 it takes nearly half of
 * the time.
 */
import { sameShape } from '../core/shape.ts';
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

/** Less time is not worth a conversion. */
const NOTABLE_TIME_SHARE = 0.1;
/** Elementwise work takes more time per operation than convolutions: twice as much is not unusual. */
const FAR_ABOVE = 3;

const CONVOLUTIONS = new Set(['Conv2D', 'FusedConv2D', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2D']);
/** They pass on what they are given. */
const VIEWS = new Set(['Reshape', 'Identity']);

/** A convolution whose output nothing has bent yet. */
const isLinearConvolution = ({ call: { kernel, attrs } }: Ran): boolean =>
  CONVOLUTIONS.has(kernel) && ((attrs as { activation?: unknown }).activation ?? 'linear') === 'linear';

/** Statistics per channel, all of them weights: batch norm as it is at inference. */
function isFoldable(ran: Ran, before: Ran | undefined): boolean {
  const norm = asKernel(ran.call, 'FusedBatchNorm');
  if (norm === null || before === undefined) return false;
  const { x, mean, variance } = norm.inputs;
  const isConstant = mean.shape.length === 1 && mean.origin === 'weight' && variance.origin === 'weight';
  return isConstant && isLinearConvolution(before) && sameShape(before.call.outputs[0].shape, x.shape);
}

export const batchNormUnfolded: Rule = (report) => {
  // Training needs the statistics of each batch.
  if (report.total.phases !== null) return null;
  const all = ranOf(report);
  const chain = all.filter(({ call }) => !VIEWS.has(call.kernel));
  const norms = chain.filter((ran, i) => isFoldable(ran, chain[i - 1]));
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
    cause: 'At inference its factors are constants, which the filter and bias of the convolution could hold.',
    remedy: 'Fold it when converting: tensorflowjs_converter --output_format=tfjs_graph_model does so.',
    evidence: {
      calls,
      operationShare,
      timeShare,
      ...(reach && { attainableShare: reach.share, limiter: reach.limiter }),
    },
    rows: rowsOfRan(report, norms),
  };
};
