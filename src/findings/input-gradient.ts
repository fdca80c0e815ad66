/**
 * @file Finding, of a training step: the first trained layer computes the gradient of its input, which is data and
 * needs none. The gradient of a fused kernel gives those of all its inputs at once; tfjs takes the fused kernel under the
 * tape where the layer's activation is linear (`shouldFuse` in tfjs-core's ops/fused_util).
 */
import type { LayerRow } from '../core/report.ts';
import { integer, rowName } from '../core/writing.ts';
import { percent, ranOf, rowsWhere, shareOf, sumOf, type Rule, type Unjudged } from './evidence.ts';

const FUSED = new Set(['FusedConv2D', '_FusedMatMul']);

/** Gradients flow down to the first of these, and no further. */
const isTrained = ({ parameters }: LayerRow): boolean => (parameters.trainable ?? parameters.total) > 0;

const callsOf = ({ scopeCalls }: Unjudged, id: number | null): number =>
  sumOf(
    scopeCalls.filter(({ scope }) => scope === id),
    ({ calls }) => calls,
  );

const parentOf = ({ scopes }: Unjudged, { scope }: LayerRow): number | null =>
  scope === null ? null : (scopes[scope]?.parent ?? null);

export const eagerInputGradient: Rule = (report) => {
  const { phases } = report.total;
  if (phases === null) return null;
  const first = report.layers.find(isTrained);
  if (first === undefined || first.phases === null) return null;
  // The report does not say which uses of a layer are of data where it is used more than once.
  if (callsOf(report, first.scope) !== callsOf(report, parentOf(report, first))) return null;
  const inLayer = ranOf(report).filter(({ scope }) => scope.id === first.scope);
  const isFused = inLayer.some(({ entry, call }) => entry.phase === 'forward' && FUSED.has(call.kernel));
  if (!isFused) return null;
  // The gradient of the weights takes the forward pass's multiply-adds once: what is beyond is the input's.
  const { forward, backward } = first.phases;
  const surplus = backward.counted.multiplyAdds - forward.counted.multiplyAdds;
  if (surplus <= 0) return null;
  const step = sumOf(Object.values(phases), ({ counted }) => counted.multiplyAdds);
  const share = shareOf(surplus, step);
  return {
    rule: 'eager-input-gradient',
    marks: null,
    what: `The first trained layer, ${rowName(first)}, computes the gradient of its input: ${integer(surplus)} multiply-adds, ${percent(share)} of the step.`,
    cause:
      'Nothing reads it, but a fused kernel with a linear activation computes all its gradients at once.',
    remedy:
      'Give the layer its activation (activation: "relu" in the layer instead of a layer of its own): tfjs then runs it unfused and leaves that gradient out.',
    evidence: { layer: rowName(first), multiplyAdds: surplus, share },
    rows: rowsWhere(report, (row) => row === first),
  };
};
