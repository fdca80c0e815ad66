/** @file Random calls of windows: volumes, gradients of pools and convolutions, dilation, normalisation. */
import {
  avgPool3d,
  conv3dTranspose,
  dilation2d,
  maxPool,
  maxPool3d,
  maxPoolWithArgmax,
  type Tensor3D,
  type Tensor4D,
  type Tensor5D,
} from '@tensorflow/tfjs-core';
import type { Dice } from '../grid.ts';
import { fractions, integers, kernel, shapeOf, sizes, type Make, type Makers } from './draw.ts';

type Padding = 'same' | 'valid' | number;

interface Window {
  readonly image: number[];
  readonly filterSize: number[];
  readonly strides: number[];
  readonly pad: Padding;
  /** Of the output. */
  readonly outside: number[];
}

function windowOf(dice: Dice, axes: number, largest = 4): Window {
  const isSquare = dice.unit() < 0.5;
  const both = (high: number): number[] => {
    const all = sizes(dice, axes, high);
    return isSquare ? all.map(() => all[0]!) : all;
  };
  const [filterSize, strides] = [both(largest), both(3)];
  // tfjs-core sizes what is padded by a number by the first axis alone.
  const widest = isSquare ? filterSize[0]! - 1 : 0;
  const pad = dice.of<Padding>(['same', 'valid', isSquare ? Math.min(widest, 1) : 'valid']);
  const image = filterSize.map((size) => size + dice.from(0, 6));
  const outside = image.map((size, axis) => {
    if (pad === 'same') return Math.ceil(size / strides[axis]!);
    const around = pad === 'valid' ? 0 : 2 * pad;
    return Math.floor((size + around - filterSize[axis]!) / strides[axis]!) + 1;
  });
  return { image, filterSize, strides, pad, outside };
}

const [average, maximum] = [avgPool3d, maxPool3d];
const volume =
  (pool: typeof average | typeof maximum): Make =>
  (dice) => {
    const { image, filterSize, strides, pad } = windowOf(dice, 3, 3);
    // Of maxima above 0: wasm begins with the smallest normal number, which docs/limits.md tells.
    const x = fractions(dice, [dice.from(1, 2), ...image, dice.from(1, 3)], 0.1, 2) as Tensor5D;
    return () => pool(x, filterSize as [number, number, number], strides as [number, number, number], pad);
  };

const poolGradient =
  (name: string, axes: number): Make =>
  (dice) => {
    const { image, filterSize, strides, pad, outside } = windowOf(dice, axes, 3);
    const [batch, channels] = [dice.from(1, 2), dice.from(1, 3)];
    const input = fractions(dice, [batch, ...image, channels], 0.1, 9);
    const dy = fractions(dice, [batch, ...outside, channels], -1, 1);
    const attributes = { filterSize, strides, pad };
    if (name.startsWith('Avg')) return () => kernel(name, { dy, input }, attributes);
    const output =
      axes === 2
        ? maxPool(input as Tensor4D, filterSize as [number, number], strides as [number, number], pad)
        : maxPool3d(
            input as Tensor5D,
            filterSize as [number, number, number],
            strides as [number, number, number],
            pad,
          );
    return () => kernel(name, { dy, input, output }, attributes);
  };

function dilated(dice: Dice) {
  const { image, filterSize, strides, pad } = windowOf(dice, 2, 3);
  const channels = dice.from(1, 3);
  const x = fractions(
    dice,
    [dice.from(1, 2), ...image.map((size) => size + 3), channels],
    0.1,
    2,
  ) as Tensor4D;
  const filter = fractions(dice, [...filterSize, channels], 0, 1) as Tensor3D;
  const dilations = dice.unit() < 0.4 ? sizes(dice, 2, 2) : [1, 1];
  return { x, filter, strides: strides as [number, number], pad: pad as 'same', dilations };
}

const dilationGradient =
  (name: string): Make =>
  (dice) => {
    const { x, filter, strides, pad, dilations } = dilated(dice);
    const padding = typeof pad === 'string' ? pad : 'valid';
    const y = dilation2d(x, filter, strides, padding, dilations as [number, number]);
    const dy = fractions(dice, y.shape, -1, 1);
    return () => kernel(name, { x, filter, dy }, { strides, pad: padding, dilations });
  };

export const WINDOWS: Makers = {
  AvgPool3D: volume(average),
  MaxPool3D: volume(maximum),
  AvgPoolGrad: poolGradient('AvgPoolGrad', 2),
  MaxPoolGrad: poolGradient('MaxPoolGrad', 2),
  AvgPool3DGrad: poolGradient('AvgPool3DGrad', 3),
  MaxPool3DGrad: poolGradient('MaxPool3DGrad', 3),
  MaxPoolWithArgmax(dice) {
    const { image, filterSize, strides, pad } = windowOf(dice, 2);
    const x = fractions(dice, [dice.from(1, 3), ...image, dice.from(1, 4)], 0.1, 9) as Tensor4D;
    const isBatched = dice.unit() < 0.5;
    return () => {
      const { result, indexes } = maxPoolWithArgmax(
        x,
        filterSize as [number, number],
        strides as [number, number],
        pad,
        isBatched,
      );
      return [result!, indexes!];
    };
  },
  Conv3DBackpropFilterV2(dice) {
    const { image, filterSize, strides, pad, outside } = windowOf(dice, 3, 3);
    const [batch, cIn, cOut] = sizes(dice, 3, 3);
    const x = dice.tensor([batch!, ...image, cIn!]);
    const dy = dice.tensor([batch!, ...outside, cOut!]);
    const filterShape = [...filterSize, cIn!, cOut!];
    return () => kernel('Conv3DBackpropFilterV2', { x, dy }, { strides, pad, filterShape });
  },
  Conv3DBackpropInputV2(dice) {
    const [side, small, stride] = [sizes(dice, 3, 3), sizes(dice, 3, 4), dice.from(1, 2)];
    const [batch, cIn, cOut] = [dice.from(1, 2), dice.from(1, 3), dice.from(1, 3)];
    const pad = dice.of(['same', 'valid'] as const);
    const large = small.map((size, i) => (pad === 'same' ? size * stride : (size - 1) * stride + side[i]!));
    const dy = dice.tensor([batch, ...small, cOut]) as Tensor5D;
    const filter = dice.tensor([...side, cIn, cOut]) as Tensor5D;
    const shape = [batch, ...large, cIn] as [number, number, number, number, number];
    return () => conv3dTranspose(dy, filter, shape, stride, pad);
  },
  Dilation2D(dice) {
    const { x, filter, strides, pad, dilations } = dilated(dice);
    const padding = typeof pad === 'string' ? pad : 'valid';
    return () => dilation2d(x, filter, strides, padding, dilations as [number, number]);
  },
  Dilation2DBackpropFilter: dilationGradient('Dilation2DBackpropFilter'),
  Dilation2DBackpropInput: dilationGradient('Dilation2DBackpropInput'),
  FusedBatchNorm(dice) {
    const shape = shapeOf(dice, 2, 4);
    const channels = shape.slice(-1);
    const x = dice.tensor(shape);
    const [mean, offset] = [0, 1].map(() => fractions(dice, channels, -1, 1));
    const [variance, scale] = [0, 1].map(() => fractions(dice, channels, 0.5, 2));
    return () =>
      kernel(
        'FusedBatchNorm',
        {
          x,
          mean,
          variance,
          ...(dice.unit() < 0.5 && { offset }),
          ...(dice.unit() < 0.5 && { scale }),
        },
        { varianceEpsilon: 0.001 },
      );
  },
  LRN(dice) {
    const x = dice.tensor(sizes(dice, 4, 6));
    const attributes = { depthRadius: dice.from(0, 4), bias: 1, alpha: dice.unit(), beta: dice.unit() };
    return () => kernel('LRN', { x }, attributes);
  },
  LRNGrad(dice) {
    const shape = sizes(dice, 4, 6);
    const [x, y, dy] = [dice.tensor(shape), dice.tensor(shape), dice.tensor(shape)];
    const attributes = { depthRadius: dice.from(0, 4), bias: 1, alpha: dice.unit(), beta: dice.unit() };
    return () => kernel('LRNGrad', { x, y, dy }, attributes);
  },
  Softmax(dice) {
    const logits = fractions(dice, shapeOf(dice), -4, 4);
    return () => kernel('Softmax', { logits }, { dim: logits.rank - 1 });
  },
  Bincount(dice) {
    const length = dice.from(1, 9);
    const [x, weights] = [integers(dice, [length], 0, 6), dice.tensor([dice.of([0, length])])];
    return () => kernel('Bincount', { x, weights }, { size: dice.from(3, 8) });
  },
  DenseBincount(dice) {
    const shape = shapeOf(dice, 1, 2);
    const [x, weights] = [integers(dice, shape, 0, 6), dice.tensor(dice.of([[0], shape]))];
    return () =>
      kernel('DenseBincount', { x, weights }, { size: dice.from(3, 8), binaryOutput: dice.unit() < 0.4 });
  },
};
