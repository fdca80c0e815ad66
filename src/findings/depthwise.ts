/** @file Finding: depthwise convolutions that execute a multiple of their formula. Needs executed instructions. */
import { count, integer } from '../core/writing.ts';
import { callsOf, ranOf, rowsOfRan, sumOf, type Ran, type Rule } from './evidence.ts';

/** Tails of tiles cost less than this; a matrix product of a single column, 4 or 8 wide, costs more. */
const WASTEFUL = 2;

const DEPTHWISE = new Set(['DepthwiseConv2dNative', 'FusedDepthwiseConv2D']);

/** Height and width of the filter, and its filters per channel. */
function filterOf({ call }: Ran): { readonly size: string; readonly multiplier: number } {
  const { filter } = call.inputs as unknown as { readonly filter: { readonly shape: readonly number[] } };
  const [height, width, , multiplier = 1] = filter.shape;
  return { size: `${height}×${width}`, multiplier };
}

export const depthwiseKernelSize: Rule = (report) => {
  if (report.entryExecuted.length === 0) return null;
  const executedOf = ({ entry }: Ran): number => report.entryExecuted[entry.id]?.multiplies ?? 0;
  const wasteful = ranOf(report).filter(
    (ran) =>
      DEPTHWISE.has(ran.call.kernel) &&
      ran.multiplyAdds > 0 &&
      executedOf(ran) >= WASTEFUL * ran.multiplyAdds,
  );
  if (wasteful.length === 0) return null;
  const asked = sumOf(wasteful, ({ multiplyAdds }) => multiplyAdds);
  const executed = sumOf(wasteful, executedOf);
  const windows = [
    ...new Set(
      wasteful
        .map(filterOf)
        .map(({ size, multiplier }) =>
          multiplier === 1 ? size : `${size} with ${multiplier} filters a channel`,
        ),
    ),
  ];
  const calls = sumOf(wasteful, callsOf);
  return {
    rule: 'depthwise-kernel-size',
    marks: 'time',
    what: `${count(calls, 'depthwise convolution')} (${windows.join(', ')}) executed ${integer(executed)} multiplies for ${integer(asked)} multiply-adds, ${(executed / asked).toFixed(1)}× the formula.`,
    cause:
      'XNNPACK has depthwise kernels for 3, 4, 9 and 25 taps and one filter a channel; others run as matrix products of few columns, most of whose tile is thrown away.',
    remedy:
      'Take 3×3 or 5×5 windows and a depth multiplier of 1, or a full convolution if it is as cheap then.',
    evidence: { calls, windows, executedMultiplies: executed, multiplyAdds: asked },
    rows: rowsOfRan(report, wasteful),
  };
};
