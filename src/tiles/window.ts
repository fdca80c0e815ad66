/** @file Windows that slide over an image: whether they meet pixels one by one, and the taps that touch it. */
import type { Kernels } from '../core/kernel-call.ts';
import type { Shape } from '../core/shape.ts';
import { axis, perAxis } from './shapes.ts';

export type Window = Kernels['Conv3D']['attrs'];

export interface Slide {
  readonly image: Shape;
  readonly outputs: Shape;
  /** The window's sizes; the first lies along axis 1 of image and outputs. */
  readonly kernel: Shape;
}

/** Whether a window of 1 has no padding: 'same' adds none to it. */
const isUnpadded = (pad: Window['pad']): boolean =>
  typeof pad === 'object' ? pad.flat().every((size) => size === 0) : typeof pad === 'string' || pad === 0;

/** A 1×1 window that takes each pixel as it is, for which pixels of all images are rows of one matrix. */
export const isPointwise = ([kh = 1, kw = 1]: Shape, { strides, pad }: Window): boolean =>
  kh * kw === 1 && perAxis(strides, 2).every((stride) => stride === 1) && isUnpadded(pad);

interface Line {
  readonly image: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
}

/** Padding before the first element; TensorFlow's 'same' puts the smaller half there. */
function paddingBefore(
  pad: Window['pad'],
  at: number,
  { image, kernel, stride, dilation }: Omit<Line, 'outputs'>,
): number {
  if (typeof pad === 'number') return pad;
  if (typeof pad === 'object') return axis(pad[at] ?? [0], 0);
  if (pad === 'valid') return 0;
  const needed = (Math.ceil(image / stride) - 1) * stride + (kernel - 1) * dilation + 1 - image;
  return Math.max(0, Math.floor(needed / 2));
}

/** Σ over outputs y of the taps t with 0 ≤ y·stride − before + t·dilation < image. */
function tapsOnLine({ image, outputs, kernel, stride, dilation }: Line, before: number): number {
  let taps = 0;
  for (let y = 0; y < outputs; y++) {
    const start = y * stride - before;
    const first = Math.max(0, Math.ceil(-start / dilation));
    const end = Math.min(kernel, Math.ceil((image - start) / dilation));
    taps += Math.max(0, end - first);
  }
  return taps;
}

/** Taps that touch the image, along each axis of the window. */
export function tapsInImage({ strides, pad, dilations }: Window, slide: Slide): readonly number[] {
  const rank = slide.kernel.length;
  const stride = perAxis(strides, rank);
  const dilation = perAxis(dilations, rank);
  return slide.kernel.map((kernel, i) => {
    const line = {
      image: axis(slide.image, 1 + i),
      outputs: axis(slide.outputs, 1 + i),
      kernel,
      stride: axis(stride, i),
      dilation: axis(dilation, i),
    };
    return tapsOnLine(line, paddingBefore(pad, 1 + i, line));
  });
}
