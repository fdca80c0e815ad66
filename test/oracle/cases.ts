/** @file Seeded random calls, with all that the cpu backend executes for each: convolutions, matmul, pools. */
import * as tf from '@tensorflow/tfjs';
import type { KernelCall } from '../../src/core/kernel-call.ts';
import { sizeOf, type Shape } from '../../src/core/shape.ts';
import { dim, dimsOf, type Window } from '../../src/formulas/shapes.ts';
import { tapsPerAxis } from '../../src/formulas/in-bounds.ts';
import type { Draw } from '../whole/random/draw.ts';
import * as convolution from './cases-convolution.ts';
import { drawTensor, drawWindow, type DrawnWindow, type RandomCall } from './drawing.ts';
import { expectedFrom, type Executed } from './ledger.ts';

/** The cpu backend sums over k in blocks of 48 (`blockSize` in its backend_cpu.ts) and adds up the blocks. */
const K_BLOCK = 48;

function matMul(draw: Draw): RandomCall {
  const [m, k, n] = [draw.integer(1, 9), draw.integer(1, 120), draw.integer(1, 9)];
  const [transposeA, transposeB] = [draw.chance(0.5), draw.chance(0.5)];
  const batch = draw.integer(1, 3);
  // Each operand may be broadcast along the batch.
  const [batchA, batchB] = draw.pick([
    [batch, batch],
    [1, batch],
    [batch, 1],
  ] as const);
  const a = drawTensor<tf.Rank.R3>(draw, transposeA ? [batchA, k, m] : [batchA, m, k]);
  const b = drawTensor<tf.Rank.R3>(draw, transposeB ? [batchB, n, k] : [batchB, k, n]);
  return {
    kernel: 'BatchMatMul',
    name: JSON.stringify({ batchA, batchB, m, k, n, transposeA, transposeB }),
    run: () => tf.matMul(a(), b(), transposeA, transposeB),
    expected: (work) => expectedFrom(work, { adds: batch * m * n * Math.ceil(k / K_BLOCK) }),
  };
}

/** Elements of the image in all windows. */
function tapsOf(call: KernelCall, kernel: Shape, window: Omit<Window, 'dilations'>): number {
  const [x] = Object.values(call.inputs);
  const image = x!.shape;
  const outputs = call.outputs[0].shape;
  const taps = tapsPerAxis({ ...window, dilations: 1 }, { image, outputs, kernel, firstAxis: 1 });
  return dim(image, 0) * sizeOf(taps) * dim(image, -1);
}

/**
 * The pools' formulas are dense. The cpu backend adds, or compares, each element of the image once: it begins at
 * 0, or −∞, so that a window of n elements takes n operations, not n − 1.
 */
const pooled = (isAverage: boolean, taps: number, outputs: number): Executed =>
  isAverage ? { adds: taps, divides: outputs } : { comparisons: taps };

/** Each window overlaps the image: one outside it would be 0 / 0. */
function drawPool(draw: Draw): DrawnWindow & { readonly size: [number, number] } {
  const { strides, dilations, pad } = drawWindow(draw, false);
  const side = draw.integer(2, 4);
  // tfjs takes height for width where padding is a number; an average over 1×1 windows is passed through.
  if (typeof pad !== 'number') return { strides, dilations, pad, size: [draw.integer(1, 4), side] };
  return { strides: [strides[0], strides[0]], dilations, pad: draw.integer(0, side - 1), size: [side, side] };
}

function pool2D(draw: Draw): RandomCall {
  const isAverage = draw.chance(0.5);
  const { strides, pad, size } = drawPool(draw);
  const image = size.map((k) => k + draw.integer(0, 6));
  const shape = [draw.integer(1, 2), ...image, draw.integer(1, 4)];
  const x = drawTensor<tf.Rank.R4>(draw, shape);
  return {
    kernel: isAverage ? 'AvgPool' : 'MaxPool',
    name: JSON.stringify({ shape, size, strides, pad }),
    run: () => (isAverage ? tf.avgPool : tf.maxPool)(x(), size, strides, pad),
    expected: (_, call) =>
      pooled(isAverage, tapsOf(call, size, { strides, pad }), sizeOf(call.outputs[0].shape)),
  };
}

function pool3D(draw: Draw): RandomCall {
  const isAverage = draw.chance(0.5);
  const triple = (largest: number): [number, number, number] => [
    draw.integer(1, largest),
    draw.integer(1, largest),
    draw.integer(1, largest),
  ];
  const [size, strides] = [triple(3), triple(3)];
  const pad = draw.pick(['same', 'valid'] as const);
  const image = size.map((k) => k - 1 + draw.integer(1, 4));
  const shape = [draw.integer(1, 2), ...image, draw.integer(1, 3)];
  const x = drawTensor<tf.Rank.R5>(draw, dimsOf(shape, 5));
  return {
    kernel: isAverage ? 'AvgPool3D' : 'MaxPool3D',
    name: JSON.stringify({ shape, size, strides, pad }),
    run: () => (isAverage ? tf.avgPool3d : tf.maxPool3d)(x(), size, strides, pad),
    expected: (_, call) =>
      pooled(isAverage, tapsOf(call, size, { strides, pad }), sizeOf(call.outputs[0].shape)),
  };
}

const KINDS: readonly ((draw: Draw) => RandomCall)[] = [
  convolution.conv2D,
  convolution.fusedConv2D,
  convolution.depthwiseConv2d,
  convolution.conv2DTranspose,
  convolution.conv2DBackpropFilter,
  convolution.conv3D,
  convolution.conv3DTranspose,
  matMul,
  pool2D,
  pool3D,
];

/** `count` calls, each kind in turn. */
export const drawCalls = (draw: Draw, count: number): readonly RandomCall[] =>
  Array.from({ length: count }, (_, i) => KINDS[i % KINDS.length]!(draw));
