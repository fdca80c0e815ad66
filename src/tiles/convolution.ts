/**
 * @file Convolutions that XNNPACK runs. Taps on padding are run as well, on a row of zeros, as the formula counts
 * them. Channels are last: the backend takes no other layout.
 */
import type { Machine, TileTerm } from '../core/instructions.ts';
import type { KernelCall } from '../core/kernel-call.ts';
import { depthwiseTerms } from './depthwise.ts';
import { closedForm, type Tile } from './form.ts';
import { fused } from './fused.ts';
import { gemm } from './gemm.ts';
import { axis } from './shapes.ts';
import { tileSizes } from './tile-sizes.ts';
import { isPointwise } from './window.ts';

/**
 * Pointwise: one product of all pixels. Else a product per image, whose rows are pixels and whose k runs over
 * the window; rows are rounded up for each image. One channel in and out is a depthwise convolution.
 */
function convolution(call: Omit<KernelCall<'Conv2D'>, 'kernel'>, machine: Machine): readonly TileTerm[] {
  const { filter } = call.inputs;
  const [kh = 1, kw = 1, cIn = 1, n = 1] = filter.shape;
  const y = call.outputs[0].shape;
  const [batch, pixels] = [axis(y, 0), axis(y, 1) * axis(y, 2)];
  const pointwise = isPointwise(filter.shape, call.attrs);
  if (cIn === 1 && n === 1)
    return depthwiseTerms({ batch, pixels, taps: kh * kw, channels: 1, multiplier: 1, pointwise }, machine);
  const product = pointwise
    ? { products: 1, m: batch * pixels, k: cIn, n }
    : { products: batch, m: pixels, k: kh * kw * cIn, n };
  return gemm(product, tileSizes(machine));
}

export const conv2D: Tile<'Conv2D'> = (call, machine) => closedForm(convolution(call, machine));

export const fusedConv2D: Tile<'FusedConv2D'> = (call, machine) =>
  fused(call, machine, convolution(call, machine));

function depthwise(
  call: Omit<KernelCall<'DepthwiseConv2dNative'>, 'kernel'>,
  machine: Machine,
): readonly TileTerm[] {
  const { filter } = call.inputs;
  const [kh = 1, kw = 1, channels = 1, multiplier = 1] = filter.shape;
  const y = call.outputs[0].shape;
  return depthwiseTerms(
    {
      batch: axis(y, 0),
      pixels: axis(y, 1) * axis(y, 2),
      taps: kh * kw,
      channels,
      multiplier,
      pointwise: isPointwise(filter.shape, call.attrs),
    },
    machine,
  );
}

export const depthwiseConv2dNative: Tile<'DepthwiseConv2dNative'> = (call, machine) =>
  closedForm(depthwise(call, machine));

export const fusedDepthwiseConv2D: Tile<'FusedDepthwiseConv2D'> = (call, machine) =>
  fused(call, machine, depthwise(call, machine));
