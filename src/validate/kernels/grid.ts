/**
 * @file Random kernel calls from seeds, over every stride, padding, dilation, multiplier, batch, broadcast,
 * transposition and activation that tfjs-backend-wasm takes. A seed names its call for good.
 */
import {
  avgPool,
  conv2d,
  conv2dTranspose,
  conv3d,
  depthwiseConv2d,
  fused,
  matMul,
  maxPool,
  tensor,
  type Tensor,
  type Tensor3D,
  type Tensor4D,
  type Tensor5D,
} from '@tensorflow/tfjs-core';

/** A call to run: `kernel` is the one that matters, among reshapes. */
export interface KernelCase {
  readonly seed: number;
  readonly kernel: string;
  run(): Tensor;
}

/** mulberry32: 32 bits of state, so that a seed is all there is to a case. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** Uniform in [0, 1). */
  unit(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer from `low` to `high`, both included. */
  from(low: number, high: number): number {
    return low + Math.floor(this.unit() * (high - low + 1));
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.from(0, choices.length - 1)]!;
  }

  tensor(shape: readonly number[]): Tensor {
    const size = shape.reduce((product, dim) => product * dim, 1);
    return tensor(
      Float32Array.from({ length: size }, () => this.unit() * 2 - 1),
      [...shape],
    );
  }
}

type Pair = [number, number];
type Padding = 'same' | 'valid' | number | [Pair, Pair, Pair, Pair];

interface Window {
  readonly image: Pair;
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
  readonly pad: Padding;
}

const ACTIVATIONS = ['linear', 'relu', 'relu6', 'elu', 'prelu', 'leakyrelu', 'sigmoid'] as const;

const pads = (pad: Padding, axis: 0 | 1): number => {
  if (typeof pad === 'number') return 2 * pad;
  return typeof pad === 'string' ? 0 : pad[1 + axis]![0] + pad[1 + axis]![1];
};

/**
 * An image that the window fits into; strides or dilations are 1, as tfjs demands. Windows padded by one number
 * are square in every respect: tfjs-core 4.22 sizes their outputs by the height's kernel and stride alone, and
 * the backend then writes elsewhere.
 */
function randomWindow(dice: Dice, largest: number, widestPad: (side: number) => number): Window {
  const isSquare = dice.unit() < 0.5;
  const both = (high: number): Pair => {
    const size = dice.from(1, high);
    return [size, isSquare ? size : dice.from(1, high)];
  };
  const kernel = both(largest);
  const isDilated = dice.unit() < 0.25;
  const strides: Pair = isDilated ? [1, 1] : both(3);
  const dilations: Pair = isDilated ? both(3) : [1, 1];
  const widest = widestPad(Math.min(...kernel));
  const side = (): Pair => [dice.from(0, widest), dice.from(0, widest)];
  const pad = dice.of<() => Padding>([
    () => 'same',
    () => 'same',
    () => 'valid',
    () => (isSquare ? dice.from(0, widest) : 'valid'),
    () => [[0, 0], side(), side(), [0, 0]],
  ])();
  const image = kernel.map((size, axis) => {
    const extent = (size - 1) * dilations[axis]! + 1;
    const smallest = pad === 'same' ? 1 : Math.max(1, extent - pads(pad, axis as 0 | 1));
    return smallest + dice.from(0, dice.of([0, 3, 9]));
  }) as Pair;
  return { image, kernel, strides, dilations, pad };
}

/** Bias and activation of a fused kernel, and what they need. */
function randomTail(
  dice: Dice,
  channels: number,
): {
  bias?: Tensor;
  activation: (typeof ACTIVATIONS)[number];
  preluActivationWeights?: Tensor;
  leakyreluAlpha: number;
} {
  const activation = dice.of(ACTIVATIONS);
  return {
    activation,
    leakyreluAlpha: 0.2,
    ...(dice.unit() < 0.7 && { bias: dice.tensor([channels]) }),
    ...(activation === 'prelu' && { preluActivationWeights: dice.tensor([channels]) }),
  };
}

type Make = (dice: Dice) => () => Tensor;

function convolution(isFused: boolean): Make {
  return (dice) => {
    const { image, kernel, strides, dilations, pad } = randomWindow(dice, 5, (side) => Math.min(side, 2));
    const [batch, cIn, cOut] = [dice.from(1, 3), dice.from(1, 20), dice.from(1, 20)];
    const x = dice.tensor([batch, ...image, cIn]) as Tensor4D;
    const filter = dice.tensor([...kernel, cIn, cOut]) as Tensor4D;
    if (!isFused) return () => conv2d(x, filter, strides, pad, 'NHWC', dilations);
    const tail = randomTail(dice, cOut);
    return () => fused.conv2d({ x, filter, strides, pad, dilations, ...tail });
  };
}

function depthwise(isFused: boolean): Make {
  return (dice) => {
    const { image, kernel, strides, dilations, pad } = randomWindow(dice, 7, (side) => Math.min(side, 2));
    const [batch, channels, multiplier] = [dice.from(1, 3), dice.from(1, 20), dice.of([1, 1, 2, 3])];
    const x = dice.tensor([batch, ...image, channels]) as Tensor4D;
    const filter = dice.tensor([...kernel, channels, multiplier]) as Tensor4D;
    if (!isFused) return () => depthwiseConv2d(x, filter, strides, pad, 'NHWC', dilations);
    const tail = randomTail(dice, channels * multiplier);
    // Its type lacks the lists of paddings that it takes.
    return () => fused.depthwiseConv2d({ x, filter, strides, pad: pad as 'same', dilations, ...tail });
  };
}

/** Two factors of one matrix, or of several, of which either may be the same for all. */
function factors(dice: Dice): {
  a: Tensor3D;
  b: Tensor3D;
  transposeA: boolean;
  transposeB: boolean;
  n: number;
} {
  const [m, k, n] = [dice.of([1, dice.from(2, 40)]), dice.from(1, 150), dice.from(1, 40)];
  const batch = dice.of([1, 1, dice.from(2, 4)]);
  const [batchA, batchB] = dice.of<Pair>([
    [batch, batch],
    [batch, 1],
    [1, batch],
  ]);
  const [transposeA, transposeB] = [dice.unit() < 0.3, dice.unit() < 0.3];
  return {
    a: dice.tensor([batchA, ...(transposeA ? [k, m] : [m, k])]) as Tensor3D,
    b: dice.tensor([batchB, ...(transposeB ? [n, k] : [k, n])]) as Tensor3D,
    transposeA,
    transposeB,
    n,
  };
}

function pool(kind: 'average' | 'maximum'): Make {
  return (dice) => {
    // Narrower than the window: an average over padding alone would be 0 / 0.
    const { image, kernel, strides, pad } = randomWindow(dice, 7, (side) => Math.min(side - 1, 2));
    const x = dice.tensor([dice.from(1, 3), ...image, dice.from(1, 13)]) as Tensor4D;
    // The whole image as one window has a kernel of its own.
    const size = dice.unit() < 0.2 ? image : kernel;
    const place = size === image ? 'valid' : pad;
    return () => (kind === 'average' ? avgPool : maxPool)(x, size, strides, place);
  };
}

const MAKERS: Readonly<Record<string, Make>> = {
  Conv2D: convolution(false),
  FusedConv2D: convolution(true),
  DepthwiseConv2dNative: depthwise(false),
  FusedDepthwiseConv2D: depthwise(true),
  BatchMatMul(dice) {
    const { a, b, transposeA, transposeB } = factors(dice);
    return () => matMul(a, b, transposeA, transposeB);
  },
  _FusedMatMul(dice) {
    const { n, ...product } = factors(dice);
    const tail = randomTail(dice, n);
    return () => fused.matMul({ ...product, ...tail });
  },
  Conv2DBackpropInput(dice) {
    const [batch, cIn, cOut, stride] = [dice.from(1, 3), dice.from(1, 9), dice.from(1, 9), dice.from(1, 3)];
    const [pad, side] = [dice.of<'same' | 'valid' | number>(['same', 'valid', 0, 1]), dice.from(2, 5)];
    const kernel: Pair = typeof pad === 'number' ? [side, side] : [dice.from(1, 5), dice.from(1, 5)];
    const small: Pair = [dice.from(2, 9), dice.from(2, 9)];
    const large = small.map((size, axis) => {
      if (pad === 'same') return size * stride;
      return (size - 1) * stride + kernel[axis]! - (pad === 'valid' ? 0 : 2 * pad);
    });
    const dy = dice.tensor([batch, ...small, cOut]) as Tensor4D;
    const filter = dice.tensor([...kernel, cIn, cOut]) as Tensor4D;
    return () =>
      conv2dTranspose(dy, filter, [batch, ...large, cIn] as [number, number, number, number], stride, pad);
  },
  Conv3D(dice) {
    const pad = dice.of<'same' | 'valid'>(['same', 'valid']);
    const isDilated = dice.unit() < 0.3;
    const triple = (high: number): [number, number, number] => [
      dice.from(1, high),
      dice.from(1, high),
      dice.from(1, high),
    ];
    const kernel = triple(3);
    const strides: [number, number, number] = isDilated ? [1, 1, 1] : triple(2);
    const dilations: [number, number, number] = isDilated ? triple(2) : [1, 1, 1];
    const image = kernel.map((size, axis) => (size - 1) * dilations[axis]! + 1 + dice.from(0, 4));
    const [batch, cIn, cOut] = [dice.from(1, 2), dice.from(1, 5), dice.from(1, 5)];
    const x = dice.tensor([batch, ...image, cIn]) as Tensor5D;
    const filter = dice.tensor([...kernel, cIn, cOut]) as Tensor5D;
    return () => conv3d(x, filter, strides, pad, 'NDHWC', dilations);
  },
  AvgPool: pool('average'),
  MaxPool: pool('maximum'),
};

/** The kernels of the grid; consecutive seeds take them in turn. */
export const GRID_KERNELS: readonly string[] = Object.keys(MAKERS);

/** The call of a seed, an integer from 0 up, its tensors made on the active backend. */
export function randomCase(seed: number): KernelCase {
  const kernel = GRID_KERNELS[seed % GRID_KERNELS.length]!;
  return { seed, kernel, run: MAKERS[kernel]!(new Dice(seed)) };
}
