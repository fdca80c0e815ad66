/** @file What random calls are drawn from: values, windows, sizes that tfjs takes. */
import * as tf from '@tensorflow/tfjs';
import type { KernelCall } from '../../src/core/kernel-call.ts';
import { sizeOf, type Shape } from '../../src/core/shape.ts';
import type { Work } from '../../src/core/work.ts';
import type { Draw } from '../whole/random/draw.ts';
import type { Executed } from './ledger.ts';

export interface RandomCall {
  readonly kernel: string;
  /** All that was drawn. */
  readonly name: string;
  run(): tf.Tensor;
  expected(work: Work, call: KernelCall): Executed;
}

/** Values whose products and sums must be rounded: another order of additions would show in the bits. */
export function drawTensor<R extends tf.Rank>(draw: Draw, shape: Shape): () => tf.Tensor<R> {
  const values = Float32Array.from({ length: sizeOf(shape) }, () => draw.integer(-1e6, 1e6) / 3e5);
  return () => tf.tensor(values.slice(), [...shape] as tf.ShapeMap[R]);
}

export type Explicit = [[number, number], [number, number], [number, number], [number, number]];
export type Padding = 'same' | 'valid' | number;
export type Rounding = 'floor' | 'ceil' | 'round';

export interface DrawnWindow {
  readonly strides: [number, number];
  readonly dilations: [number, number];
  readonly pad: Padding;
}

/** Strides and dilations that tfjs takes: one of the two is 1 along both axes. */
export function drawWindow(draw: Draw, dilated: boolean): DrawnWindow {
  const isDilated = dilated && draw.chance(0.4);
  const pair = (largest: number): [number, number] => [draw.integer(1, largest), draw.integer(1, largest)];
  return {
    strides: isDilated ? [1, 1] : pair(3),
    dilations: isDilated ? pair(3) : [1, 1],
    pad: draw.pick<Padding>(['same', 'valid', draw.integer(0, 2)]),
  };
}

/** How to round the output's size, which tfjs takes with padding in numbers alone. */
export const drawRounding = (draw: Draw, pad: Padding | Explicit): Rounding | undefined =>
  typeof pad === 'string' ? undefined : draw.pick<Rounding>(['floor', 'ceil', 'round']);

/**
 * A kernel, and an image that holds it, dilated as it may be; 'same' takes any, also one that some taps never
 * meet. For padding in numbers tfjs takes the kernel's height for its width as well (`computeOutputShape2D` in
 * conv_util.ts): the image must hold both.
 */
export function drawSizes(
  draw: Draw,
  dilations: Shape,
  pad: Padding | 'explicit',
): { readonly kernel: number[]; readonly image: number[] } {
  const kernel = dilations.map(() => draw.integer(1, 4));
  const extents = kernel.map((k, i) => (k - 1) * dilations[i]! + 1);
  const least = extents.map((extent) => {
    if (pad === 'same') return 1;
    return typeof pad === 'number' ? Math.max(...extents) : extent;
  });
  return { kernel, image: least.map((size) => size + draw.integer(0, 6)) };
}
