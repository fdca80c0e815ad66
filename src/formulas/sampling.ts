/**
 * @file Resizing and warping of images, channels last. Conventions: a bilinear output is three linear
 * interpolations a + (b − a)·f; coordinates that follow from sizes alone are addresses and cost nothing,
 * those that a transform computes are arithmetic, once for each pixel.
 */
import type { Formula } from '../core/formula.ts';
import { sizeOf } from '../core/shape.ts';
import { amount, NO_WORK, type Work } from '../core/work.ts';
import { dim, inputOf, outputsOf, type CallTensors } from './shapes.ts';
import { perElementWork, type PerElement } from './per-element.ts';

/** Two interpolations along one axis and one between them, each a subtraction, a multiply and an add. */
const BILINEAR: PerElement = { multiplies: 3, adds: 6 };

const bilinear = (outputs: number): Work => perElementWork('interpolation', outputs, BILINEAR);

/** Outputs per channel: batch·height·width. */
const pixelsOf = (call: Pick<CallTensors, 'outputs'>): number => {
  const channels = dim(call.outputs[0].shape, -1);
  return channels === 0 ? 0 : outputsOf(call) / channels;
};

/** y = lerp(lerp(a, b, fx), lerp(c, d, fx), fy): outputs·(3 multiplies + 6 adds). */
export const resizeBilinear: Formula = {
  state: 'counted',
  basis: 'chosen',
  source: 'y = lerp(lerp(a, b, fx), lerp(c, d, fx), fy), lerp = a + (b − a)·f',
  reads: [],
  work: (call) => bilinear(outputsOf(call)),
};

/**
 * Each dy is added to its four neighbours, each time by a weight of its own: size(dy)·(4 multiplies + 4
 * adds).
 */
export const resizeBilinearGrad: Formula = {
  state: 'counted',
  basis: 'chosen',
  source: 'dx += w·dy for four neighbours: size(dy)·4 multiplies, size(dy)·4 adds',
  reads: [],
  work(call) {
    const gradients = sizeOf(inputOf(call, 'dy').shape);
    return [
      amount('interpolation', 'multiplies', { gradients, neighbours: 4 }),
      amount('interpolation', 'adds', { gradients, neighbours: 4 }),
    ];
  },
};

/** dx[nearest] += dy: size(dy) adds. */
export const resizeNearestNeighborGrad: Formula = {
  state: 'counted',
  basis: 'exact',
  source: 'dx[nearest] += dy: size(dy)',
  reads: [],
  work: (call) => [amount('interpolation', 'adds', { gradients: sizeOf(inputOf(call, 'dy').shape) })],
};

/**
 * Bilinear interpolation of every output; fewer where a box leaves the image and is filled. Nearest only
 * moves.
 */
export const cropAndResize: Formula<'CropAndResize'> = {
  state: 'counted',
  basis: 'upper-bound',
  source: 'bilinear as ResizeBilinear; an upper bound: outputs outside the image cost nothing',
  reads: ['method'],
  work: (call) => (call.attrs.method === 'bilinear' ? bilinear(outputsOf(call)) : NO_WORK),
};

/** For each pixel x' = (a·x + b·y + c) / w and y' alike, w = g·x + h·y + 1; then nearest or bilinear. */
export const transform: Formula<'Transform'> = {
  state: 'counted',
  basis: 'upper-bound',
  source: 'projection (6 multiplies, 6 adds, 2 divides) for each pixel, then bilinear as ResizeBilinear',
  reads: ['interpolation'],
  work(call) {
    const pixels = pixelsOf(call);
    return [
      amount('other', 'multiplies', { pixels, multiplies: 6 }),
      amount('other', 'adds', { pixels, additions: 6 }),
      amount('other', 'divides', { pixels, divides: 2 }),
      ...(call.attrs.interpolation === 'bilinear' ? bilinear(outputsOf(call)) : NO_WORK),
    ];
  },
};

/** x' = (x − cx)·cos θ − (y − cy)·sin θ + cx for each pixel and y' alike, the nearest being taken. */
export const rotateWithOffset: Formula = {
  state: 'counted',
  basis: 'chosen',
  source: "x' = (x − cx)·cos θ − (y − cy)·sin θ + cx, y' alike: 4 multiplies, 6 adds for each pixel",
  reads: [],
  work(call) {
    const pixels = pixelsOf(call);
    return [
      amount('other', 'multiplies', { pixels, multiplies: 4 }),
      amount('other', 'adds', { pixels, additions: 6 }),
      amount('other', 'transcendentals', { transcendentals: 2 }),
    ];
  },
};
