/**
 * @file XNNPACK's pools. A window is read in passes of fixed sizes; missing taps are zeros (sums) or the first tap
 * again (maxima), so a 2×2 window costs as much as a 3×3. Channels run on whole vectors. 1×1 windows are copied.
 */
import type { KernelCall, Kernels } from '../core/kernel-call.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { closedForm, less, more, roundUp, type Tile } from './form.ts';
import { axis, outputsOf, perAxis } from './shapes.ts';
import { IMAGE_PASSES, tileSizes, WINDOW_PASSES, type Passes, type TileSizes } from './tile-sizes.ts';

interface Run {
  readonly passes: number;
  /** Taps read: those of the window, and the missing ones of its last pass. */
  readonly taps: number;
}

function run(taps: number, { first, next }: Passes): Run {
  const others = Math.ceil(Math.max(0, taps - first) / next);
  return { passes: 1 + others, taps: first + others * next };
}

/** Outputs of all channels, and what the channels lack to fill their vectors. */
function channelsOf(y: Shape, { lanes }: TileSizes): { readonly pixels: number; readonly tail: number } {
  const channels = axis(y, -1);
  return {
    pixels: axis(y, 0) * axis(y, 1) * axis(y, 2),
    tail: roundUp(channels, lanes) - channels,
  };
}

/** The image with its padding, along one axis on which a single window fits. */
function paddedSize(
  pad: Kernels['AvgPool']['attrs']['pad'],
  at: number,
  image: number,
  kernel: number,
): number {
  if (pad === 'same') return Math.max(image, kernel);
  if (typeof pad === 'number') return image + 2 * pad;
  return typeof pad === 'string' ? image : image + axis(pad[at] ?? [0], 0) + axis(pad[at] ?? [0, 0], 1);
}

/**
 * y = Σ window / n: a pass adds its taps to the sum so far. Where one window covers the whole padded image, the
 * image alone is summed.
 */
export const avgPool: Tile<'AvgPool'> = (call: KernelCall<'AvgPool'>, machine) => {
  const kernel = perAxis(call.attrs.filterSize, 2);
  const window = sizeOf(kernel);
  if (window === 1) return closedForm([]);
  const image = call.inputs.x.shape.slice(1, 3);
  const y = call.outputs[0].shape;
  const coversImage =
    axis(y, 1) * axis(y, 2) === 1 &&
    kernel.every((size, i) => size === paddedSize(call.attrs.pad, 1 + i, axis(image, i), size));
  const taps = coversImage ? sizeOf(image) : window;
  const { taps: tapsRun } = run(taps, coversImage ? IMAGE_PASSES : WINDOW_PASSES);
  const outputs = outputsOf(call);
  const { pixels, tail } = channelsOf(y, tileSizes(machine));
  return closedForm([
    less('padding not run', { outputs, taps: window - taps }),
    more('window tail', { outputs, taps: tapsRun - taps }),
    more('channel tail', { pixels, channels: tail, adds: tapsRun - 1 }),
  ]);
};

/** y = max window, in `minMax`: after each pass the maxima so far are clamped from below and from above. */
export const maxPool: Tile<'MaxPool'> = (call, machine) => {
  const [kh = 1, kw = 1] = perAxis(call.attrs.filterSize, 2);
  const taps = kh * kw;
  if (taps === 1) return closedForm([], 'minMax');
  const { passes, taps: tapsRun } = run(taps, WINDOW_PASSES);
  const outputs = outputsOf(call);
  const { pixels, tail } = channelsOf(call.outputs[0].shape, tileSizes(machine));
  return closedForm(
    [
      more('window tail', { outputs, taps: tapsRun - taps }),
      more('clamp', { outputs, passes, bounds: 2 }),
      more('channel tail', { pixels, channels: tail, minMax: tapsRun - 1 + 2 * passes }),
    ],
    'minMax',
  );
};
