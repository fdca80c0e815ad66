/** @file Random single layers over feature maps [H, W, C]: convolutions of all kinds, pools, norms, shapes. */
import * as tf from '@tensorflow/tfjs';
import { sizesOf, type Sketch, type Symbolic } from './sketch.ts';

type Pair = [number, number];
type Triple = [number, number, number];
/** Draws a layer, or a few, and applies them to a feature map; gives a feature map. */
export type Move = (sketch: Sketch, x: Symbolic) => Symbolic;

const MAX_KERNEL = 3;
const MAX_FILTERS = 5;
/** Elements of a map that nothing enlarges any more. */
const LARGE = 300;

const isLarge = (x: Symbolic): boolean => sizesOf(x).reduce((product, size) => product * size, 1) > LARGE;

/** A kernel that fits the space even without padding. */
function kernelOf(sketch: Sketch, space: readonly number[]): number[] {
  const kernel = space.map((size) => sketch.draw.integer(1, Math.min(MAX_KERNEL, size)));
  if (new Set(kernel).size > 1) sketch.note('non-square kernel');
  return kernel;
}

function stridesOf(sketch: Sketch, axes: number): number[] {
  if (!sketch.chance('strides', 0.4)) return Array.from({ length: axes }, () => 1);
  const strides = Array.from({ length: axes }, () => sketch.draw.integer(1, 3));
  if (new Set(strides).size > 1) sketch.note('unequal strides');
  return strides;
}

function paddingOf(sketch: Sketch): 'same' | 'valid' {
  const padding = sketch.draw.pick(['same', 'valid'] as const);
  sketch.note(`padding ${padding}`);
  return padding;
}

/** Bias and activation of a layer with weights. */
function outputOptions(sketch: Sketch) {
  const useBias = !sketch.chance('without bias', 0.4);
  if (!sketch.chance('activation in the layer', 0.4)) return { useBias };
  const activation = sketch.draw.pick(['relu', 'relu6', 'elu', 'sigmoid', 'tanh', 'softmax'] as const);
  return { useBias, activation };
}

const filtersOf = ({ draw }: Sketch): number => draw.integer(1, MAX_FILTERS);

/** Kernel, padding, and either strides or a dilation, since tfjs takes one of the two. */
function windowOptions(sketch: Sketch, space: readonly number[]) {
  const kernelSize = kernelOf(sketch, space);
  const dilation = 2;
  const fits = kernelSize.every((k, axis) => dilation * (k - 1) + 1 <= space[axis]!);
  const isDilated = fits && sketch.chance('dilation', 0.25);
  return {
    kernelSize,
    padding: paddingOf(sketch),
    strides: isDilated ? space.map(() => 1) : stridesOf(sketch, space.length),
    dilationRate: space.map(() => (isDilated ? dilation : 1)),
  };
}

export const conv2d: Move = (sketch, x) => {
  sketch.note('conv2d');
  const sizes = sizesOf(x);
  const isChannelsFirst = sketch.chance('channels first', 0.15);
  const window = windowOptions(sketch, isChannelsFirst ? sizes.slice(1) : sizes.slice(0, 2));
  return sketch.apply(
    tf.layers.conv2d({
      filters: filtersOf(sketch),
      dataFormat: isChannelsFirst ? 'channelsFirst' : 'channelsLast',
      ...outputOptions(sketch),
      ...window,
      dilationRate: window.dilationRate as Pair,
    }),
    x,
  );
};

const depthwise: Move = (sketch, x) => {
  sketch.note('depthwise');
  const depthMultiplier = sketch.chance('depth multiplier', 0.5) ? sketch.draw.integer(2, 3) : 1;
  return sketch.apply(
    tf.layers.depthwiseConv2d({
      kernelSize: kernelOf(sketch, sizesOf(x).slice(0, 2)) as Pair,
      strides: stridesOf(sketch, 2),
      padding: paddingOf(sketch),
      depthMultiplier,
      ...outputOptions(sketch),
    }),
    x,
  );
};

/** tfjs-layers does not write a depth multiplier into this layer's JSON. */
const separable: Move = (sketch, x) => {
  sketch.note('separable');
  return sketch.apply(
    tf.layers.separableConv2d({
      filters: filtersOf(sketch),
      kernelSize: kernelOf(sketch, sizesOf(x).slice(0, 2)),
      strides: stridesOf(sketch, 2),
      padding: paddingOf(sketch),
      depthMultiplier: 1,
      ...outputOptions(sketch),
    }),
    x,
  );
};

const transposed: Move = (sketch, x) => {
  if (isLarge(x)) return conv2d(sketch, x);
  sketch.note('transposed');
  return sketch.apply(
    tf.layers.conv2dTranspose({
      filters: filtersOf(sketch),
      kernelSize: kernelOf(sketch, sizesOf(x).slice(0, 2)),
      strides: stridesOf(sketch, 2),
      padding: paddingOf(sketch),
      ...outputOptions(sketch),
    }),
    x,
  );
};

const reshape = (sketch: Sketch, x: Symbolic, targetShape: number[]): Symbolic =>
  sketch.apply(tf.layers.reshape({ targetShape }), x);

/** Over the map's rows, laid end to end. */
const conv1d: Move = (sketch, x) => {
  sketch.note('conv1d');
  const [h = 0, w = 0, c = 0] = sizesOf(x);
  const window = windowOptions(sketch, [h * w]);
  const y = sketch.apply(
    tf.layers.conv1d({
      filters: filtersOf(sketch),
      ...window,
      dilationRate: window.dilationRate as [number],
      ...outputOptions(sketch),
    }),
    reshape(sketch, x, [h * w, c]),
  );
  const [steps = 0, filters = 0] = sizesOf(y);
  return reshape(sketch, y, [steps, 1, filters]);
};

/** The channels are the third axis of space. */
const conv3d: Move = (sketch, x) => {
  const space = sizesOf(x);
  const isTransposed = !isLarge(x) && sketch.chance('conv3d transposed', 0.4);
  if (!isTransposed) sketch.note('conv3d');
  const options = { filters: sketch.draw.integer(1, 3), ...outputOptions(sketch) };
  const volume = reshape(sketch, x, [...space, 1]);
  const kernelSize = kernelOf(sketch, space) as Triple;
  const strides = stridesOf(sketch, 3) as Triple;
  const padding = paddingOf(sketch);
  const layer = isTransposed
    ? tf.layers.conv3dTranspose({ ...options, kernelSize, strides, padding })
    : tf.layers.conv3d({ ...options, kernelSize, strides, padding });
  const y = sketch.apply(layer, volume);
  const [d = 0, h = 0, w = 0, filters = 0] = sizesOf(y);
  return reshape(sketch, y, [d, h, w * filters]);
};

const dense: Move = (sketch, x) => {
  const layer = tf.layers.dense({ units: filtersOf(sketch), ...outputOptions(sketch) });
  const [h = 0, w = 0, c = 0] = sizesOf(x);
  if (!sketch.chance('dense at rank 3', 0.5)) {
    sketch.note('dense at rank 4');
    return sketch.apply(layer, x);
  }
  const y = sketch.apply(layer, reshape(sketch, x, [h * w, c]));
  return reshape(sketch, y, [h, w, sizesOf(y)[1] ?? 0]);
};

const norm: Move = (sketch, x) => {
  if (sketch.chance('layer norm', 0.3)) return sketch.apply(tf.layers.layerNormalization({ axis: -1 }), x);
  sketch.note('batch norm');
  const [scale, center] = [sketch.draw.chance(0.7), sketch.draw.chance(0.7)];
  return sketch.apply(tf.layers.batchNormalization({ scale, center }), x);
};

const activation: Move = (sketch, x) => {
  if (sketch.chance('PReLU', 0.3)) {
    const sharedAxes = sketch.draw.pick([[1, 2], [1], []]);
    return sketch.apply(tf.layers.prelu(sharedAxes.length === 0 ? {} : { sharedAxes }), x);
  }
  sketch.note('activation layer');
  const make = sketch.draw.pick([
    () => tf.layers.reLU({ maxValue: 6 }),
    () => tf.layers.leakyReLU(),
    () => tf.layers.elu(),
    () => tf.layers.softmax({ axis: -1 }),
    () => tf.layers.activation({ activation: 'gelu' }),
    () => tf.layers.dropout({ rate: 0.5 }),
  ]);
  return sketch.apply(make(), x);
};

const pool: Move = (sketch, x) => {
  const options = {
    poolSize: kernelOf(sketch, sizesOf(x).slice(0, 2)) as Pair,
    strides: stridesOf(sketch, 2) as Pair,
    padding: paddingOf(sketch),
  };
  if (sketch.chance('max pool', 0.5)) return sketch.apply(tf.layers.maxPooling2d(options), x);
  sketch.note('average pool');
  return sketch.apply(tf.layers.averagePooling2d(options), x);
};

/** Spatial sizes that grow or shrink without arithmetic. */
const resize: Move = (sketch, x) => {
  const { draw } = sketch;
  const [h = 0, w = 0] = sizesOf(x);
  const margins = (): [Pair, Pair] => [
    [draw.integer(0, 1), draw.integer(0, 1)],
    [draw.integer(0, 1), draw.integer(0, 1)],
  ];
  if (h > 2 && w > 2 && sketch.chance('cropping', 0.3))
    return sketch.apply(tf.layers.cropping2D({ cropping: margins() }), x);
  if (isLarge(x)) return pool(sketch, x);
  if (sketch.chance('up-sampling', 0.5))
    return sketch.apply(tf.layers.upSampling2d({ size: [draw.integer(1, 2), draw.integer(1, 2)] }), x);
  sketch.note('zero padding');
  return sketch.apply(tf.layers.zeroPadding2d({ padding: margins() }), x);
};

/** A convolution that keeps the shape of its map, so that it can be applied again. */
export const shapeKeeping = (sketch: Sketch, x: Symbolic): tf.layers.Layer => {
  const [h = 0, w = 0, c = 0] = sizesOf(x);
  return tf.layers.conv2d({
    filters: c,
    kernelSize: kernelOf(sketch, [h, w]),
    padding: 'same',
    ...outputOptions(sketch),
  });
};

/** A convolution with padding 'same', strides and filters given: branches with the same space. */
export const branch = (sketch: Sketch, x: Symbolic, filters: number, strides: Pair): Symbolic =>
  sketch.apply(
    tf.layers.conv2d({
      filters,
      strides,
      kernelSize: kernelOf(sketch, sizesOf(x).slice(0, 2)),
      padding: 'same',
      ...outputOptions(sketch),
    }),
    x,
  );

export const LAYER_MOVES: readonly Move[] = [
  conv2d,
  conv2d,
  depthwise,
  separable,
  transposed,
  conv1d,
  conv3d,
  dense,
  norm,
  activation,
  pool,
  resize,
];
