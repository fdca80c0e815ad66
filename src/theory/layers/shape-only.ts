/** @file Layers without multiply-adds and without parameters: only their output shape is to be derived. */
import { sizeOf, type Json, type Shape } from '../../core/shape.ts';
import type { LayerConfig, LayerFormulas, LayerFormula } from '../../core/theory.ts';
import { NO_WORK } from '../../core/work.ts';
import { axisOf, dim, integer, integers, only, owned, pairs } from '../config.ts';
import { readMap, writeMap } from '../feature-map.ts';

const shaped =
  (output: (config: LayerConfig, input: Shape) => Shape): LayerFormula =>
  (config, inputs) => ({
    outputs: [output(config, only(inputs))],
    work: NO_WORK,
    parameters: owned(config, 0),
  });

const unchanged = shaped((_, input) => input);

const isOpen = (size: Json): boolean => size === null || Number(size) < 0;

/** Puts the one open size of `target_shape` (null or −1) in, so that the number of elements stays. */
function reshape(config: LayerConfig, [batch = 0, ...rest]: Shape): Shape {
  const wanted: readonly Json[] = [config['target_shape'] ?? null].flat();
  const fixed = sizeOf(wanted.filter((size) => !isOpen(size)).map(Number));
  const open = sizeOf(rest) / fixed;
  const shape = wanted.map((size) => (isOpen(size) ? open : Number(size)));
  if (wanted.filter(isOpen).length <= 1 && shape.every(Number.isInteger) && sizeOf(shape) === sizeOf(rest)) {
    return [batch, ...shape];
  }
  throw new Error(`target_shape ${JSON.stringify(wanted)} does not hold the input's [${rest.join(', ')}]`);
}

function permute(config: LayerConfig, input: Shape): Shape {
  const dims: readonly Json[] = [config['dims'] ?? null].flat();
  const axes = dims.map((axis) => axisOf(axis, input.length, 'dims'));
  if (new Set([0, ...axes]).size !== input.length || axes.length !== input.length - 1) {
    throw new Error(`dims ${JSON.stringify(dims)} do not permute the input's [${input.join(', ')}]`);
  }
  return [0, ...axes].map((axis) => dim(input, axis));
}

/** A map whose space grows (`sign` 1) or shrinks (−1) by a pair of lengths for each axis. */
const margins = (key: string, sign: 1 | -1, fallback?: number) =>
  shaped((config, input) => {
    const x = readMap(config, input, 2);
    const both = pairs(config, key, fallback);
    const space = x.space.map((n, i) => n + sign * ((both[i]?.[0] ?? 0) + (both[i]?.[1] ?? 0)));
    return writeMap(config, { ...x, space });
  });

const upSample = shaped((config, input) => {
  const x = readMap(config, input, 2);
  const size = integers(config, 'size', 2, 2);
  return writeMap(config, { ...x, space: x.space.map((n, i) => n * (size[i] ?? 1)) });
});

/** An image [B, H, W, C] brought to `height` × `width`, by interpolation or by cropping. */
const resized = shaped((config, input) => {
  const { batch, channels } = readMap({}, input, 2);
  return [batch, integer(config, 'height'), integer(config, 'width'), channels];
});

export const SHAPE_ONLY = {
  Activation: unchanged,
  ReLU: unchanged,
  LeakyReLU: unchanged,
  ELU: unchanged,
  ThresholdedReLU: unchanged,
  Softmax: unchanged,
  Dropout: unchanged,
  SpatialDropout1D: unchanged,
  GaussianNoise: unchanged,
  GaussianDropout: unchanged,
  AlphaDropout: unchanged,
  Masking: unchanged,
  Rescaling: unchanged,
  Flatten: shaped((_, [batch = 0, ...rest]) => [batch, sizeOf(rest)]),
  Reshape: shaped(reshape),
  Permute: shaped(permute),
  RepeatVector: shaped((config, input) => [dim(input, 0), integer(config, 'n'), dim(only([input], 2), 1)]),
  Cropping2D: margins('cropping', -1),
  ZeroPadding2D: margins('padding', 1, 1),
  UpSampling2D: upSample,
  CenterCrop: resized,
  Resizing: resized,
} satisfies LayerFormulas;
