/**
 * @file Finding, of a training step: a layer computes the gradient of its input, and nobody reads it: neither another
 * kernel nor the caller, who did not ask for it. The gradient of a fused kernel gives those of all its inputs at once; tfjs
 * takes the fused kernel under the tape where its activation is linear (`shouldFuse` in tfjs-core's
 * ops/fused_util), and leaves out a gradient that leads to no variable where it is not fused. Of a
 * layer's activations only relu and elu are the kernel's (`mapActivationToFusedKernel` in tfjs-layers).
 */
import { writtenWork } from '../core/unit.ts';
import { count, rowName } from '../core/writing.ts';
import { namesOf, percent, ranOf, rowsOfRan, shareOf, sumOf, type Ran, type Rule } from './evidence.ts';

const FUSED = new Set(['FusedConv2D', '_FusedMatMul']);

/** The gradient of a layer's input is of its weight; that of its weight, of its input. */
const isOfInput = ({ call }: Ran): boolean =>
  Object.values(call.inputs as Readonly<Record<string, { readonly origin: string }>>).some(
    ({ origin }) => origin === 'weight',
  );

/** Multiply-adds of the calls whose results nobody read. */
const unreadOf = ({ entry, flow, multiplyAdds }: Ran): number =>
  flow === null ? 0 : (flow.unreadCalls * multiplyAdds) / entry.calls;

export const eagerInputGradient: Rule = (report) => {
  const { phases } = report.total;
  if (phases === null) return null;
  const all = ranOf(report);
  const fused = new Set(
    all
      .filter(
        ({ entry, call, scope }) =>
          scope.kind === 'layer' && entry.phase === 'forward' && FUSED.has(call.kernel),
      )
      .map(({ scope }) => scope.id),
  );
  const unread = all.filter(
    (ran) => ran.entry.phase === 'backward' && fused.has(ran.scope.id) && isOfInput(ran) && unreadOf(ran) > 0,
  );
  if (unread.length === 0) return null;
  const amount = sumOf(unread, unreadOf);
  const step = sumOf(Object.values(phases), ({ counted }) => counted.multiplyAdds);
  const share = shareOf(amount, step);
  const rows = rowsOfRan(report, unread);
  const names = rows.map((row) => rowName(report.layers[row]!));
  const whose = names.length === 1 ? 'its input' : 'their inputs';
  const work = writtenWork(amount);
  return {
    rule: 'eager-input-gradient',
    marks: null,
    what: `${count(names.length, 'layer')} (${namesOf(names)}) computed the gradient of ${whose}, which nobody reads: ${work.text}, ${percent(share)} of the step.`,
    work: [work],
    cause: 'A fused kernel with a linear activation computes all its gradients at once.',
    remedy:
      'Where a ReLU or ELU follows, make it the activation of the layer itself (activation: "relu"): tfjs then runs it unfused and leaves that gradient out.',
    evidence: { layers: names, multiplyAdds: amount, share },
    rows,
  };
};
