/**
 * @file Convolutions. Dense by default: taps on padding count, as in published tables; the part that touches
 * the image is the amount `in-bounds`. Filters are [kh, kw, cIn, cOut] in NHWC and NCHW alike.
 */
import type { Formula } from '../core/formula.ts';
import type { KernelCall } from '../core/kernel-call.ts';
import { amount, type Work } from '../core/work.ts';
import { biasAndActivation, fusedBasis } from './activation.ts';
import { dim, dimsOf, outputsOf } from './shapes.ts';
import { batchInside, insideOf, tapsPerAxis, zerosAlong } from './in-bounds.ts';

/** Spatial axes start at 1 where channels are last, at 2 where they are first. */
export const firstSpatialAxis = (dataFormat: string): number => (dataFormat === 'NCHW' ? 2 : 1);

const SOURCE = 'Σ over a kh·kw·cIn window per output: outputs·kh·kw·cIn';
const DEPTHWISE_SOURCE = 'Σ over a kh·kw window of one channel per output: outputs·kh·kw';

function convolution(call: Omit<KernelCall<'Conv2D'>, 'kernel'>): Work {
  const { inputs, outputs, attrs } = call;
  const { x, filter } = inputs;
  const [kh, kw, cIn, cOut] = dimsOf(filter.shape, 4);
  const firstAxis = firstSpatialAxis(attrs.dataFormat);
  const shapes = { image: x.shape, outputs: outputs[0].shape, kernel: [kh, kw], firstAxis } as const;
  return [
    amount('products', 'multiplyAdds', { outputs: outputsOf(call), kh, kw, cIn }),
    ...insideOf(x, (zeros) => {
      const [tapsH, tapsW] = tapsPerAxis(attrs, { ...shapes, zeros });
      const channels = cIn - zerosAlong(firstAxis === 1 ? 3 : 1, zeros);
      return { batch: batchInside(x.shape, zeros), tapsH, tapsW, cIn: channels, cOut };
    }),
  ];
}

/**
 * Filter [kh, kw, cIn, multiplier]; outputs hold cIn·multiplier channels. Channels are last unless the last
 * axis is not cIn, which then is the second: the attribute that says so is ignored by some backends.
 */
function depthwise(call: Omit<KernelCall<'DepthwiseConv2dNative'>, 'kernel'>): Work {
  const { inputs, outputs, attrs } = call;
  const { x, filter } = inputs;
  const [kh, kw, cIn, multiplier] = dimsOf(filter.shape, 4);
  const firstAxis = dim(x.shape, -1) === cIn ? 1 : 2;
  if (dim(outputs[0].shape, firstAxis === 1 ? 3 : 1) !== cIn * multiplier)
    throw new Error(
      `The backend took channels that are first for the last: it made [${outputs[0].shape.join(', ')}] of [${x.shape.join(', ')}], which is no convolution.`,
    );
  const shapes = { image: x.shape, outputs: outputs[0].shape, kernel: [kh, kw], firstAxis } as const;
  return [
    amount('products', 'multiplyAdds', { outputs: outputsOf(call), kh, kw }),
    ...insideOf(x, (zeros) => {
      const [tapsH, tapsW] = tapsPerAxis(attrs, { ...shapes, zeros });
      const channels = cIn - zerosAlong(firstAxis === 1 ? 3 : 1, zeros);
      return { batch: batchInside(x.shape, zeros), tapsH, tapsW, cIn: channels, multiplier };
    }),
  ];
}

/** y[b,i,j,o] = Σ x[b, i·s+u·d−p, j·s+v·d−p, c]·w[u,v,c,o]: outputs·kh·kw·cIn. */
export const conv2D: Formula<'Conv2D'> = {
  state: 'counted',
  basis: 'exact',
  source: SOURCE,
  reads: ['strides', 'pad', 'dilations', 'dataFormat'],
  work: convolution,
};

/** Conv2D, then a bias per output channel, then an activation. */
export const fusedConv2D: Formula<'FusedConv2D'> = {
  state: 'counted',
  basis: 'exact',
  source: `${SOURCE}, + outputs for the bias, + the activation`,
  basisOf: fusedBasis,
  reads: ['strides', 'pad', 'dilations', 'dataFormat', 'activation'],
  work: (call) => [...convolution(call), ...biasAndActivation(call)],
};

/** y[b,i,j,c·m+q] = Σ x[b, i·s+u·d−p, j·s+v·d−p, c]·w[u,v,c,q]: outputs·kh·kw. */
export const depthwiseConv2dNative: Formula<'DepthwiseConv2dNative'> = {
  state: 'counted',
  basis: 'exact',
  source: DEPTHWISE_SOURCE,
  reads: ['strides', 'pad', 'dilations'],
  work: depthwise,
};

/** DepthwiseConv2dNative, then a bias per output channel, then an activation. */
export const fusedDepthwiseConv2D: Formula<'FusedDepthwiseConv2D'> = {
  state: 'counted',
  basis: 'exact',
  source: `${DEPTHWISE_SOURCE}, + outputs for the bias, + the activation`,
  basisOf: fusedBasis,
  reads: ['strides', 'pad', 'dilations', 'activation'],
  work: (call) => [...depthwise(call), ...biasAndActivation(call)],
};

/** Conv2D with a depth axis: outputs·kd·kh·kw·cIn. Channels are last. */
export const conv3D: Formula<'Conv3D'> = {
  state: 'counted',
  basis: 'exact',
  source: 'Σ over a kd·kh·kw·cIn window per output: outputs·kd·kh·kw·cIn',
  reads: ['strides', 'pad', 'dilations'],
  work(call) {
    const { x, filter } = call.inputs;
    const [kd, kh, kw, cIn, cOut] = dimsOf(filter.shape, 5);
    const shapes = {
      image: x.shape,
      outputs: call.outputs[0].shape,
      kernel: [kd, kh, kw],
      firstAxis: 1,
    } as const;
    return [
      amount('products', 'multiplyAdds', { outputs: outputsOf(call), kd, kh, kw, cIn }),
      ...insideOf(x, (zeros) => {
        const [tapsD, tapsH, tapsW] = tapsPerAxis(call.attrs, { ...shapes, zeros });
        const channels = cIn - zerosAlong(4, zeros);
        return { batch: batchInside(x.shape, zeros), tapsD, tapsH, tapsW, cIn: channels, cOut };
      }),
    ];
  },
};
