/**
 * @file Gradients of convolutions. Each element of dy meets every weight that made it, once for the gradient
 * of the input and once for that of the filter: the dense count of the forward convolution, with size(dy)
 * outputs, and its taps inside the image. Conv2DBackpropInput and Conv3DBackpropInputV2 are transposed convolutions when run forward.
 */
import type { Formula } from '../core/formula.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { amount, partOf, type Work } from '../core/work.ts';
import { firstSpatialAxis } from './convolution.ts';
import { dim, dimsOf, type Window } from './shapes.ts';
import { tapsPerAxis } from './in-bounds.ts';

/** The image is that of the forward convolution: x, or its gradient dx. */
interface Tensors {
  readonly image: Shape;
  readonly dy: Shape;
  readonly filter: Shape;
}

function convolution2D(
  { strides, pad }: Omit<Window, 'dilations'>,
  { image, dy, filter }: Tensors,
  format: string,
): Work {
  const [kh, kw, cIn, cOut] = dimsOf(filter, 4);
  const [tapsH, tapsW] = tapsPerAxis(
    { strides, pad, dilations: 1 },
    { image, outputs: dy, kernel: [kh, kw], firstAxis: firstSpatialAxis(format) },
  );
  return [
    amount('products', 'multiplyAdds', { gradients: sizeOf(dy), kh, kw, cIn }),
    partOf('products', 'in-bounds', 'multiplyAdds', { batch: dim(dy, 0), tapsH, tapsW, cIn, cOut }),
  ];
}

/** Channels are last. */
function depthwise(attrs: Window, { image, dy, filter }: Tensors): Work {
  const [kh, kw, cIn, multiplier] = dimsOf(filter, 4);
  const [tapsH, tapsW] = tapsPerAxis(attrs, { image, outputs: dy, kernel: [kh, kw], firstAxis: 1 });
  return [
    amount('products', 'multiplyAdds', { gradients: sizeOf(dy), kh, kw }),
    partOf('products', 'in-bounds', 'multiplyAdds', { batch: dim(dy, 0), tapsH, tapsW, cIn, multiplier }),
  ];
}

/** Channels are last. */
function convolution3D({ strides, pad }: Omit<Window, 'dilations'>, { image, dy, filter }: Tensors): Work {
  const [kd, kh, kw, cIn, cOut] = dimsOf(filter, 5);
  const [tapsD, tapsH, tapsW] = tapsPerAxis(
    { strides, pad, dilations: 1 },
    { image, outputs: dy, kernel: [kd, kh, kw], firstAxis: 1 },
  );
  return [
    amount('products', 'multiplyAdds', { gradients: sizeOf(dy), kd, kh, kw, cIn }),
    partOf('products', 'in-bounds', 'multiplyAdds', { batch: dim(dy, 0), tapsD, tapsH, tapsW, cIn, cOut }),
  ];
}

/** dx[b,i,j,c] = Σ dy[b,y,x,o]·w[u,v,c,o]: size(dy)·kh·kw·cIn, cIn = filter[2] being the channels of dx. */
export const conv2DBackpropInput: Formula<'Conv2DBackpropInput'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets kh·kw·cIn weights: size(dy)·kh·kw·cIn',
  reads: ['strides', 'pad', 'dataFormat'],
  work: ({ inputs: { dy, filter }, outputs: [dx], attrs }) =>
    convolution2D(attrs, { image: dx.shape, dy: dy.shape, filter: filter.shape }, attrs.dataFormat),
};

/** dw[u,v,c,o] = Σ x[b,i,j,c]·dy[b,y,x,o]: size(dy)·kh·kw·cIn; the output has the filter's shape. */
export const conv2DBackpropFilter: Formula<'Conv2DBackpropFilter'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets a kh·kw·cIn window of x: size(dy)·kh·kw·cIn',
  reads: ['strides', 'pad', 'dataFormat'],
  work: ({ inputs: { x, dy }, outputs: [dw], attrs }) =>
    convolution2D(attrs, { image: x.shape, dy: dy.shape, filter: dw.shape }, attrs.dataFormat),
};

/** dx[b,i,j,c] = Σ dy[b,y,x,c·m+q]·w[u,v,c,q]: size(dy)·kh·kw. */
export const depthwiseConv2dNativeBackpropInput: Formula<'DepthwiseConv2dNativeBackpropInput'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets kh·kw weights: size(dy)·kh·kw',
  reads: ['strides', 'pad', 'dilations'],
  work: ({ inputs: { dy, filter }, outputs: [dx], attrs }) =>
    depthwise(attrs, { image: dx.shape, dy: dy.shape, filter: filter.shape }),
};

/** dw[u,v,c,q] = Σ x[b,i,j,c]·dy[b,y,x,c·m+q]: size(dy)·kh·kw; the output has the filter's shape. */
export const depthwiseConv2dNativeBackpropFilter: Formula<'DepthwiseConv2dNativeBackpropFilter'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets a kh·kw window of x: size(dy)·kh·kw',
  reads: ['strides', 'pad', 'dilations'],
  work: ({ inputs: { x, dy }, outputs: [dw], attrs }) =>
    depthwise(attrs, { image: x.shape, dy: dy.shape, filter: dw.shape }),
};

/** Conv2DBackpropInput with a depth axis: size(dy)·kd·kh·kw·cIn. */
export const conv3DBackpropInputV2: Formula<'Conv3DBackpropInputV2'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets kd·kh·kw·cIn weights: size(dy)·kd·kh·kw·cIn',
  reads: ['strides', 'pad'],
  work: ({ inputs: { dy, filter }, outputs: [dx], attrs }) =>
    convolution3D(attrs, { image: dx.shape, dy: dy.shape, filter: filter.shape }),
};

/** Conv2DBackpropFilter with a depth axis: size(dy)·kd·kh·kw·cIn; the output has the filter's shape. */
export const conv3DBackpropFilterV2: Formula<'Conv3DBackpropFilterV2'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets a kd·kh·kw·cIn window of x: size(dy)·kd·kh·kw·cIn',
  reads: ['strides', 'pad'],
  work: ({ inputs: { x, dy }, outputs: [dw], attrs }) =>
    convolution3D(attrs, { image: x.shape, dy: dy.shape, filter: dw.shape }),
};
