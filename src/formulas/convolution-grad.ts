/**
 * @file Gradients of convolutions. Each element of dy meets every weight that made it, once for the gradient
 * of the input and once for that of the filter: the dense count of the forward convolution, with size(dy)
 * outputs, and its taps inside the image. Conv2DBackpropInput and Conv3DBackpropInputV2 are transposed convolutions when run forward.
 */
import type { Formula } from '../core/formula.ts';
import type { TensorSpec } from '../core/kernel-call.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { amount, type Work } from '../core/work.ts';
import { firstSpatialAxis } from './convolution.ts';
import { dimsOf, type Window } from './shapes.ts';
import { batchInside, insideOf, tapsPerAxis, zerosAlong } from './in-bounds.ts';

/** The image is that of the forward convolution: x, or its gradient dx. */
interface Tensors {
  readonly image: TensorSpec;
  readonly dy: Shape;
  readonly filter: Shape;
}

function convolution2D(
  { strides, pad }: Omit<Window, 'dilations'>,
  { image, dy, filter }: Tensors,
  format: string,
): Work {
  const [kh, kw, cIn, cOut] = dimsOf(filter, 4);
  const firstAxis = firstSpatialAxis(format);
  const shapes = { image: image.shape, outputs: dy, kernel: [kh, kw], firstAxis } as const;
  return [
    amount('products', 'multiplyAdds', { gradients: sizeOf(dy), kh, kw, cIn }),
    ...insideOf(image, (zeros) => {
      const [tapsH, tapsW] = tapsPerAxis({ strides, pad, dilations: 1 }, { ...shapes, zeros });
      const channels = cIn - zerosAlong(firstAxis === 1 ? 3 : 1, zeros);
      return { batch: batchInside(image.shape, zeros), tapsH, tapsW, cIn: channels, cOut };
    }),
  ];
}

/** Channels are last. */
function depthwise(attrs: Window, { image, dy, filter }: Tensors): Work {
  const [kh, kw, cIn, multiplier] = dimsOf(filter, 4);
  const shapes = { image: image.shape, outputs: dy, kernel: [kh, kw], firstAxis: 1 } as const;
  return [
    amount('products', 'multiplyAdds', { gradients: sizeOf(dy), kh, kw }),
    ...insideOf(image, (zeros) => {
      const [tapsH, tapsW] = tapsPerAxis(attrs, { ...shapes, zeros });
      const channels = cIn - zerosAlong(3, zeros);
      return { batch: batchInside(image.shape, zeros), tapsH, tapsW, cIn: channels, multiplier };
    }),
  ];
}

/** Channels are last. */
function convolution3D({ strides, pad }: Omit<Window, 'dilations'>, { image, dy, filter }: Tensors): Work {
  const [kd, kh, kw, cIn, cOut] = dimsOf(filter, 5);
  const shapes = { image: image.shape, outputs: dy, kernel: [kd, kh, kw], firstAxis: 1 } as const;
  return [
    amount('products', 'multiplyAdds', { gradients: sizeOf(dy), kd, kh, kw, cIn }),
    ...insideOf(image, (zeros) => {
      const [tapsD, tapsH, tapsW] = tapsPerAxis({ strides, pad, dilations: 1 }, { ...shapes, zeros });
      const channels = cIn - zerosAlong(4, zeros);
      return { batch: batchInside(image.shape, zeros), tapsD, tapsH, tapsW, cIn: channels, cOut };
    }),
  ];
}

/** dx[b,i,j,c] = Σ dy[b,y,x,o]·w[u,v,c,o]: size(dy)·kh·kw·cIn, cIn = filter[2] being the channels of dx. */
export const conv2DBackpropInput: Formula<'Conv2DBackpropInput'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets kh·kw·cIn weights: size(dy)·kh·kw·cIn',
  reads: ['strides', 'pad', 'dataFormat'],
  work: ({ inputs: { dy, filter }, outputs: [dx], attrs }) =>
    convolution2D(attrs, { image: dx, dy: dy.shape, filter: filter.shape }, attrs.dataFormat),
};

/** dw[u,v,c,o] = Σ x[b,i,j,c]·dy[b,y,x,o]: size(dy)·kh·kw·cIn; the output has the filter's shape. */
export const conv2DBackpropFilter: Formula<'Conv2DBackpropFilter'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets a kh·kw·cIn window of x: size(dy)·kh·kw·cIn',
  reads: ['strides', 'pad', 'dataFormat'],
  work: ({ inputs: { x, dy }, outputs: [dw], attrs }) =>
    convolution2D(attrs, { image: x, dy: dy.shape, filter: dw.shape }, attrs.dataFormat),
};

/** dx[b,i,j,c] = Σ dy[b,y,x,c·m+q]·w[u,v,c,q]: size(dy)·kh·kw. */
export const depthwiseConv2dNativeBackpropInput: Formula<'DepthwiseConv2dNativeBackpropInput'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets kh·kw weights: size(dy)·kh·kw',
  reads: ['strides', 'pad', 'dilations'],
  work: ({ inputs: { dy, filter }, outputs: [dx], attrs }) =>
    depthwise(attrs, { image: dx, dy: dy.shape, filter: filter.shape }),
};

/** dw[u,v,c,q] = Σ x[b,i,j,c]·dy[b,y,x,c·m+q]: size(dy)·kh·kw; the output has the filter's shape. */
export const depthwiseConv2dNativeBackpropFilter: Formula<'DepthwiseConv2dNativeBackpropFilter'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets a kh·kw window of x: size(dy)·kh·kw',
  reads: ['strides', 'pad', 'dilations'],
  work: ({ inputs: { x, dy }, outputs: [dw], attrs }) =>
    depthwise(attrs, { image: x, dy: dy.shape, filter: dw.shape }),
};

/** Conv2DBackpropInput with a depth axis: size(dy)·kd·kh·kw·cIn. */
export const conv3DBackpropInputV2: Formula<'Conv3DBackpropInputV2'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets kd·kh·kw·cIn weights: size(dy)·kd·kh·kw·cIn',
  reads: ['strides', 'pad'],
  work: ({ inputs: { dy, filter }, outputs: [dx], attrs }) =>
    convolution3D(attrs, { image: dx, dy: dy.shape, filter: filter.shape }),
};

/** Conv2DBackpropFilter with a depth axis: size(dy)·kd·kh·kw·cIn; the output has the filter's shape. */
export const conv3DBackpropFilterV2: Formula<'Conv3DBackpropFilterV2'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets a kd·kh·kw·cIn window of x: size(dy)·kd·kh·kw·cIn',
  reads: ['strides', 'pad'],
  work: ({ inputs: { x, dy }, outputs: [dw], attrs }) =>
    convolution3D(attrs, { image: x, dy: dy.shape, filter: dw.shape }),
};
