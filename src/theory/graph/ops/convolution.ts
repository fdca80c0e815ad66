/**
 * @file Convolutions of a graph: plain ones over one, two and three axes, depthwise, transposed. Each output meets a
 * whole window; taps on padding are counted. What a fused one does after its products has no multiply-adds.
 */
import { sameShape, type Shape } from '../../../core/shape.ts';
import { amount, type Factors } from '../../../core/work.ts';
import { ofRank } from '../../config.ts';
import { inputFactors, kernelFactors, outputFactors } from '../../feature-map.ts';
import { number, type Attributes } from '../attributes.ts';
import { input, shapeOf, written, type GraphRule, type GraphRules } from '../rule.ts';
import { unvalued } from '../tensor.ts';
import {
  assertChannelsLast,
  layoutOf,
  paddingOf,
  perAxis,
  readFeatures,
  undilated,
  windowCounts,
  writeFeatures,
  type Layout,
  type Window,
} from './window.ts';

const products = (factors: Factors) => amount('products', 'multiplyAdds', factors);

/** A filter's window, input and output channels; of a depthwise one the multiplier, of a transposed one the two swapped. */
function readFilter(filter: Shape, axes: number): { sizes: readonly number[]; cIn: number; cOut: number } {
  const shape = ofRank(filter, axes + 2);
  return { sizes: shape.slice(0, axes), cIn: shape.at(-2) ?? 0, cOut: shape.at(-1) ?? 0 };
}

function assertChannels(filter: number, map: number): void {
  if (filter !== map) throw new Error(`its filter takes ${filter} channels, but its input has ${map}`);
}

const slides = (attributes: Attributes, sizes: readonly number[], layout: Layout): Window => ({
  sizes,
  strides: perAxis(attributes, 'strides', sizes.length, layout),
  dilations: perAxis(attributes, 'dilations', sizes.length, layout, undilated(sizes.length)),
});

/** K·Cin·Cout for each output position. */
const convolution =
  (axes: 2 | 3): GraphRule =>
  (call) => {
    const { attributes } = call;
    // Three axes: tfjs refuses another layout, and explicit paddings are not read.
    if (axes === 3) assertChannelsLast(attributes, axes);
    const layout = layoutOf(attributes, axes);
    const x = readFeatures(input(call, 0).shape, axes, layout);
    const { sizes, cIn, cOut } = readFilter(input(call, 1).shape, axes);
    assertChannels(cIn, x.channels);
    const padding =
      axes === 2
        ? paddingOf(attributes, 'same', 'valid', 'explicit')
        : paddingOf(attributes, 'same', 'valid');
    const space = windowCounts(attributes, x.space, slides(attributes, sizes, layout), padding, layout);
    return {
      outputs: [unvalued(writeFeatures({ batch: x.batch, channels: cOut, space }, layout), 'float32')],
      work: [products({ ...kernelFactors(sizes), cIn, cOut, ...outputFactors(space), batch: x.batch })],
    };
  };

/** The same along one axis; its stride and dilation are single numbers. */
const convolution1D: GraphRule = (call) => {
  const { attributes } = call;
  assertChannelsLast(attributes, 1);
  const x = readFeatures(input(call, 0).shape, 1, 'last');
  const { sizes, cIn, cOut } = readFilter(input(call, 1).shape, 1);
  assertChannels(cIn, x.channels);
  const window = {
    sizes,
    strides: [number(attributes, 'stride')],
    dilations: [number(attributes, 'dilation', 1)],
  };
  const space = windowCounts(attributes, x.space, window, paddingOf(attributes, 'same', 'valid'));
  return {
    outputs: [unvalued([x.batch, ...space, cOut], 'float32')],
    work: [products({ ...kernelFactors(sizes), cIn, cOut, ...outputFactors(space), batch: x.batch })],
  };
};

/** Kh·Kw for each output: every input channel has as many filters of its own as the multiplier says. */
const depthwise: GraphRule = (call) => {
  const { attributes } = call;
  assertChannelsLast(attributes, 2);
  const x = readFeatures(input(call, 0).shape, 2, 'last');
  const { sizes, cIn, cOut: depthMultiplier } = readFilter(input(call, 1).shape, 2);
  assertChannels(cIn, x.channels);
  const padding = paddingOf(attributes, 'same', 'valid', 'explicit');
  const space = windowCounts(attributes, x.space, slides(attributes, sizes, 'last'), padding);
  const channels = cIn * depthMultiplier;
  return {
    outputs: [unvalued([x.batch, ...space, channels], 'float32')],
    work: [
      products({ ...kernelFactors(sizes), cIn, depthMultiplier, ...outputFactors(space), batch: x.batch }),
    ],
  };
};

/**
 * K·Cin·Cout for each input position, since every input is spread over a window of the output. The graph says the
 * output's shape; a forward convolution over it must give the input's.
 */
const transposed: GraphRule = (call) => {
  const { attributes } = call;
  assertChannelsLast(attributes, 2);
  const dilations = perAxis(attributes, 'dilations', 2, 'last', undilated(2));
  if (dilations.some((dilation) => dilation !== 1))
    throw new Error(`dilations is ${written(dilations)}, which tfjs ignores here`);
  const shape = shapeOf(call, 0);
  const x = readFeatures(input(call, 2).shape, 2, 'last');
  const y = readFeatures(shape, 2, 'last');
  const { sizes, cIn: cOut, cOut: cIn } = readFilter(input(call, 1).shape, 2);
  assertChannels(cIn, x.channels);
  assertChannels(cOut, y.channels);
  const padding = paddingOf(attributes, 'same', 'valid', 'explicit');
  const back = windowCounts(attributes, y.space, slides(attributes, sizes, 'last'), padding);
  if (!sameShape(back, x.space) || x.batch !== y.batch)
    throw new Error(
      `an output of ${written(shape)} does not fit an input of ${written(input(call, 2).shape)}`,
    );
  return {
    outputs: [unvalued(shape, 'float32')],
    work: [products({ ...kernelFactors(sizes), cIn, cOut, ...inputFactors(x.space), batch: x.batch })],
  };
};

export const CONVOLUTIONS: GraphRules = {
  Conv1D: convolution1D,
  Conv2D: convolution(2),
  _FusedConv2D: convolution(2),
  Conv3D: convolution(3),
  DepthwiseConv2d: depthwise,
  DepthwiseConv2dNative: depthwise,
  FusedDepthwiseConv2dNative: depthwise,
  Conv2DBackpropInput: transposed,
};
