/** @file Seeded random convolutions and their gradients, with all that the cpu backend executes for each. */
import * as tf from '@tensorflow/tfjs';
import type { Draw } from '../whole/random/draw.ts';
import {
  drawRounding,
  drawSizes,
  drawTensor,
  drawWindow,
  type Explicit,
  type RandomCall,
} from './drawing.ts';
import { expectedFrom } from './ledger.ts';

export function conv2D(draw: Draw): RandomCall {
  const { strides, dilations, pad: drawn } = drawWindow(draw, true);
  const isExplicit = draw.chance(0.25);
  const { kernel, image } = drawSizes(draw, dilations, isExplicit ? 'explicit' : drawn);
  const [batch, cIn, cOut] = [draw.integer(1, 2), draw.integer(1, 4), draw.integer(1, 4)];
  const format = draw.pick(['NHWC', 'NCHW'] as const);
  const sides = (): [number, number] => [draw.integer(0, 2), draw.integer(0, 2)];
  const none: [number, number] = [0, 0];
  const explicit: Explicit =
    format === 'NHWC' ? [none, sides(), sides(), none] : [none, none, sides(), sides()];
  const pad = isExplicit ? explicit : drawn;
  const rounding = drawRounding(draw, pad);
  const shape = format === 'NHWC' ? [batch, ...image, cIn] : [batch, cIn, ...image];
  const x = drawTensor<tf.Rank.R4>(draw, shape);
  const filter = drawTensor<tf.Rank.R4>(draw, [...kernel, cIn, cOut]);
  return {
    kernel: 'Conv2D',
    name: JSON.stringify({ shape, kernel, cOut, strides, dilations, pad, format, rounding }),
    run: () => tf.conv2d(x(), filter(), strides, pad, format, dilations, rounding),
    expected: (work) => expectedFrom(work),
  };
}

/** Bias and activation: exactly what the formula counts besides the products. */
export function fusedConv2D(draw: Draw): RandomCall {
  const { strides, dilations, pad } = drawWindow(draw, true);
  const { kernel, image } = drawSizes(draw, dilations, pad);
  const [batch, cIn, cOut] = [draw.integer(1, 2), draw.integer(1, 4), draw.integer(1, 4)];
  const rounding = drawRounding(draw, pad);
  const activation = draw.pick(['linear', 'relu', 'relu6'] as const);
  const x = drawTensor<tf.Rank.R4>(draw, [batch, ...image, cIn]);
  const filter = drawTensor<tf.Rank.R4>(draw, [...kernel, cIn, cOut]);
  const bias = draw.chance(0.7) ? drawTensor<tf.Rank.R1>(draw, [cOut]) : null;
  return {
    kernel: 'FusedConv2D',
    name: JSON.stringify({ batch, image, cIn, kernel, cOut, strides, dilations, pad, rounding, activation }),
    run: () =>
      tf.fused.conv2d({
        x: x(),
        filter: filter(),
        strides,
        pad,
        dilations,
        activation,
        ...(rounding === undefined ? {} : { dimRoundingMode: rounding }),
        ...(bias === null ? {} : { bias: bias() }),
      }),
    expected: (work) => expectedFrom(work),
  };
}

export function depthwiseConv2d(draw: Draw): RandomCall {
  const { strides, dilations, pad } = drawWindow(draw, true);
  const { kernel, image } = drawSizes(draw, dilations, pad);
  const rounding = drawRounding(draw, pad);
  const [batch, cIn, multiplier] = [draw.integer(1, 2), draw.integer(1, 5), draw.integer(1, 3)];
  const x = drawTensor<tf.Rank.R4>(draw, [batch, ...image, cIn]);
  const filter = drawTensor<tf.Rank.R4>(draw, [...kernel, cIn, multiplier]);
  return {
    kernel: 'DepthwiseConv2dNative',
    name: JSON.stringify({ batch, image, cIn, kernel, multiplier, strides, dilations, pad, rounding }),
    run: () => tf.depthwiseConv2d(x(), filter(), strides, pad, 'NHWC', dilations, rounding),
    expected: (work) => expectedFrom(work),
  };
}

export function conv2DTranspose(draw: Draw): RandomCall {
  const { strides, pad } = drawWindow(draw, false);
  const { kernel, image } = drawSizes(draw, [1, 1], pad);
  const [batch, cIn, cOut] = [draw.integer(1, 2), draw.integer(1, 4), draw.integer(1, 4)];
  const dx: [number, number, number, number] = [batch, image[0]!, image[1]!, cIn];
  const filterShape: [number, number, number, number] = [kernel[0]!, kernel[1]!, cIn, cOut];
  const rounding = drawRounding(draw, pad);
  const { outShape } = tf.backend_util.computeConv2DInfo(dx, filterShape, strides, 1, pad, rounding);
  const dy = drawTensor<tf.Rank.R4>(draw, outShape);
  const filter = drawTensor<tf.Rank.R4>(draw, filterShape);
  return {
    kernel: 'Conv2DBackpropInput',
    name: JSON.stringify({ dx, filterShape, strides, pad, rounding }),
    run: () => tf.conv2dTranspose(dy(), filter(), dx, strides, pad, rounding),
    expected: (work) => expectedFrom(work),
  };
}

export function conv2DBackpropFilter(draw: Draw): RandomCall {
  const { strides, pad } = drawWindow(draw, false);
  const { kernel, image } = drawSizes(draw, [1, 1], pad);
  const [batch, cIn, cOut] = [draw.integer(1, 2), draw.integer(1, 4), draw.integer(1, 4)];
  const shape: [number, number, number, number] = [batch, image[0]!, image[1]!, cIn];
  const filterShape: [number, number, number, number] = [kernel[0]!, kernel[1]!, cIn, cOut];
  const { outShape } = tf.backend_util.computeConv2DInfo(shape, filterShape, strides, 1, pad);
  const x = drawTensor<tf.Rank.R4>(draw, shape);
  const dy = drawTensor<tf.Rank.R4>(draw, outShape);
  const attrs = { strides, pad, dataFormat: 'NHWC', dimRoundingMode: null!, filterShape };
  return {
    kernel: 'Conv2DBackpropFilter',
    name: JSON.stringify({ shape, filterShape, strides, pad }),
    run: () => tf.engine().runKernel('Conv2DBackpropFilter', { x: x(), dy: dy() }, attrs),
    expected: (work) => expectedFrom(work),
  };
}

/** The op takes 'same' and 'valid' alone, and one of strides and dilations being 1. */
export function conv3D(draw: Draw): RandomCall {
  const isDilated = draw.chance(0.4);
  const triple = (isOne: boolean): [number, number, number] =>
    isOne ? [1, 1, 1] : [draw.integer(1, 2), draw.integer(1, 3), draw.integer(1, 2)];
  const [strides, dilations] = [triple(isDilated), triple(!isDilated)];
  const kernel = [draw.integer(1, 3), draw.integer(1, 2), draw.integer(1, 3)];
  const image = kernel.map((k, i) => (k - 1) * dilations[i]! + draw.integer(1, 3));
  const [batch, cIn, cOut] = [draw.integer(1, 2), draw.integer(1, 3), draw.integer(1, 3)];
  const pad = draw.pick(['same', 'valid'] as const);
  const x = drawTensor<tf.Rank.R5>(draw, [batch, ...image, cIn]);
  const filter = drawTensor<tf.Rank.R5>(draw, [...kernel, cIn, cOut]);
  return {
    kernel: 'Conv3D',
    name: JSON.stringify({ batch, image, cIn, kernel, cOut, strides, dilations, pad }),
    run: () => tf.conv3d(x(), filter(), strides, pad, 'NDHWC', dilations),
    expected: (work) => expectedFrom(work),
  };
}

export function conv3DTranspose(draw: Draw): RandomCall {
  const strides: [number, number, number] = [draw.integer(1, 2), draw.integer(1, 3), draw.integer(1, 2)];
  const kernel = strides.map(() => draw.integer(1, 3));
  const pad = draw.pick(['same', 'valid'] as const);
  const image = kernel.map((k) => k - 1 + draw.integer(1, 3));
  const [batch, cIn, cOut] = [draw.integer(1, 2), draw.integer(1, 3), draw.integer(1, 3)];
  type Five = [number, number, number, number, number];
  const dx = [batch, ...image, cIn] as Five;
  const filterShape = [...kernel, cIn, cOut] as Five;
  const { outShape } = tf.backend_util.computeConv3DInfo(dx, filterShape, strides, 1, pad);
  const dy = drawTensor<tf.Rank.R5>(draw, outShape);
  const filter = drawTensor<tf.Rank.R5>(draw, filterShape);
  return {
    kernel: 'Conv3DBackpropInputV2',
    name: JSON.stringify({ dx, filterShape, strides, pad }),
    run: () => tf.conv3dTranspose(dy(), filter(), dx, strides, pad),
    expected: (work) => expectedFrom(work),
  };
}
