/**
 * @file Gradients of convolutions. Each element of dy meets every weight that made it, once for the gradient
 * of the input and once for that of the filter: the dense count of the forward convolution, with size(dy)
 * outputs. Conv2DBackpropInput and Conv3DBackpropInputV2 are transposed convolutions when run forward.
 */
import type { Formula } from '../core/formula.ts';
import { sizeOf } from '../core/shape.ts';
import { amount, partOf } from '../core/work.ts';
import { firstSpatialAxis } from './convolution.ts';
import { dim, dimsOf } from './shapes.ts';
import { tapsPerAxis } from './in-bounds.ts';

/** dx[b,i,j,c] = Σ dy[b,y,x,o]·w[u,v,c,o]: size(dy)·kh·kw·cIn, cIn = filter[2] being the channels of dx. */
export const conv2DBackpropInput: Formula<'Conv2DBackpropInput'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets kh·kw·cIn weights: size(dy)·kh·kw·cIn',
  reads: ['strides', 'pad', 'dataFormat'],
  work({ inputs: { dy, filter }, outputs: [dx], attrs: { strides, pad, dataFormat } }) {
    const [kh, kw, cIn, cOut] = dimsOf(filter.shape, 4);
    const [tapsH, tapsW] = tapsPerAxis(
      { strides, pad, dilations: 1 },
      { image: dx.shape, outputs: dy.shape, kernel: [kh, kw], firstAxis: firstSpatialAxis(dataFormat) },
    );
    return [
      amount('products', 'multiplyAdds', { gradients: sizeOf(dy.shape), kh, kw, cIn }),
      partOf('products', 'in-bounds', 'multiplyAdds', { batch: dim(dy.shape, 0), tapsH, tapsW, cIn, cOut }),
    ];
  },
};

/** dw[u,v,c,o] = Σ x[b,i,j,c]·dy[b,y,x,o]: size(dy)·kh·kw·cIn; the output has the filter's shape. */
export const conv2DBackpropFilter: Formula<'Conv2DBackpropFilter'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets a kh·kw·cIn window of x: size(dy)·kh·kw·cIn',
  reads: [],
  work({ inputs: { dy }, outputs: [dw] }) {
    const [kh, kw, cIn] = dimsOf(dw.shape, 4);
    return [amount('products', 'multiplyAdds', { gradients: sizeOf(dy.shape), kh, kw, cIn })];
  },
};

/** dx[b,i,j,c] = Σ dy[b,y,x,c·m+q]·w[u,v,c,q]: size(dy)·kh·kw. */
export const depthwiseConv2dNativeBackpropInput: Formula<'DepthwiseConv2dNativeBackpropInput'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets kh·kw weights: size(dy)·kh·kw',
  reads: [],
  work({ inputs: { dy, filter } }) {
    const [kh, kw] = dimsOf(filter.shape, 4);
    return [amount('products', 'multiplyAdds', { gradients: sizeOf(dy.shape), kh, kw })];
  },
};

/** dw[u,v,c,q] = Σ x[b,i,j,c]·dy[b,y,x,c·m+q]: size(dy)·kh·kw; the output has the filter's shape. */
export const depthwiseConv2dNativeBackpropFilter: Formula<'DepthwiseConv2dNativeBackpropFilter'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets a kh·kw window of x: size(dy)·kh·kw',
  reads: [],
  work({ inputs: { dy }, outputs: [dw] }) {
    const [kh, kw] = dimsOf(dw.shape, 4);
    return [amount('products', 'multiplyAdds', { gradients: sizeOf(dy.shape), kh, kw })];
  },
};

/** Conv2DBackpropInput with a depth axis: size(dy)·kd·kh·kw·cIn. Channels are last. */
export const conv3DBackpropInputV2: Formula<'Conv3DBackpropInputV2'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets kd·kh·kw·cIn weights: size(dy)·kd·kh·kw·cIn',
  reads: ['strides', 'pad'],
  work({ inputs: { dy, filter }, outputs: [dx], attrs: { strides, pad } }) {
    const [kd, kh, kw, cIn, cOut] = dimsOf(filter.shape, 5);
    const [tapsD, tapsH, tapsW] = tapsPerAxis(
      { strides, pad, dilations: 1 },
      { image: dx.shape, outputs: dy.shape, kernel: [kd, kh, kw], firstAxis: 1 },
    );
    const batch = dim(dy.shape, 0);
    return [
      amount('products', 'multiplyAdds', { gradients: sizeOf(dy.shape), kd, kh, kw, cIn }),
      partOf('products', 'in-bounds', 'multiplyAdds', { batch, tapsD, tapsH, tapsW, cIn, cOut }),
    ];
  },
};

/** Conv2DBackpropFilter with a depth axis: size(dy)·kd·kh·kw·cIn; the output has the filter's shape. */
export const conv3DBackpropFilterV2: Formula<'Conv3DBackpropFilterV2'> = {
  state: 'counted',
  basis: 'exact',
  source: 'each element of dy meets a kd·kh·kw·cIn window of x: size(dy)·kd·kh·kw·cIn',
  reads: [],
  work({ inputs: { dy }, outputs: [dw] }) {
    const [kd, kh, kw, cIn] = dimsOf(dw.shape, 5);
    return [amount('products', 'multiplyAdds', { gradients: sizeOf(dy.shape), kd, kh, kw, cIn })];
  },
};
