/** @file Finding: depthwise convolutions that execute a multiple of their formula. Needs executed instructions. */
import { count, integer } from '../core/writing.ts';
import { callsOf, ranOf, rowsOfRan, sumOf, type Ran, type Rule } from './evidence.ts';

/** Tails of tiles cost less than this; a matrix product of a single column, 4 or 8 wide, costs more. */
const WASTEFUL = 2;

const DEPTHWISE = new Set(['DepthwiseConv2dNative', 'FusedDepthwiseConv2D']);

/** Windows that XNNPACK has a depthwise kernel for, by their taps; 1×1 with stride 1 is one of another sort. */
const TAPS = new Set([3, 4, 9, 25]);

interface Filter {
  /** XNNPACK has a kernel for it. */
  readonly hasKernel: boolean;
  readonly size: string;
  readonly channels: number;
  /** Filters per channel. */
  readonly multiplier: number;
}

function filterOf({ call }: Ran): Filter {
  const { filter } = call.inputs as unknown as { readonly filter: { readonly shape: readonly number[] } };
  const [height = 1, width = 1, channels = 1, multiplier = 1] = filter.shape;
  const taps = height * width;
  const { strides } = call.attrs as { readonly strides?: number | readonly number[] };
  const isStep1 = [strides].flat().every((stride) => stride === 1);
  const hasKernel = multiplier === 1 && (TAPS.has(taps) || (taps === 1 && isStep1));
  return { hasKernel, size: `${height}×${width}`, channels, multiplier };
}

/** With what makes it execute a multiple: its window, or that it fills a part of a tile of channels. */
function textOf({ hasKernel, size, channels, multiplier }: Filter): string {
  if (hasKernel) return `${size} on ${count(channels, 'channel')}`;
  return multiplier === 1 ? size : `${size} with ${multiplier} filters a channel`;
}

const WINDOW = {
  cause:
    'XNNPACK has depthwise kernels for 3, 4, 9 and 25 taps and one filter a channel; others run as matrix products of few columns, most of whose tile is thrown away.',
  remedy:
    'Take 3×3 or 5×5 windows and a depth multiplier of 1, or a full convolution if it is as cheap then.',
};
const CHANNELS = {
  cause:
    'The depthwise kernels of XNNPACK compute several channels at a time, whether or not there are as many.',
  remedy: 'Where you can choose, give these layers a multiple of 4 channels.',
};

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
  const filters = wasteful.map(filterOf);
  const windows = [...new Set(filters.map(textOf))];
  const reasons = [
    ...(filters.some(({ hasKernel }) => !hasKernel) ? [WINDOW] : []),
    ...(filters.some(({ hasKernel }) => hasKernel) ? [CHANNELS] : []),
  ];
  const calls = sumOf(wasteful, callsOf);
  return {
    rule: 'depthwise-kernel-size',
    marks: 'time',
    what: `${count(calls, 'depthwise convolution')} (${windows.join(', ')}) executed ${integer(executed)} multiplies where the formula has ${integer(asked)}, ${(executed / asked).toFixed(1)}× as many.`,
    work: [],
    cause: reasons.map(({ cause }) => cause).join(' '),
    remedy: reasons.map(({ remedy }) => remedy).join(' '),
    evidence: { calls, windows, executedMultiplies: executed, multiplyAdds: asked },
    rows: rowsOfRan(report, wasteful),
  };
};
