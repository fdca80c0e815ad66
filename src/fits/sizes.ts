/** @file Tensors that are larger than what a GPU's backend can hold in one piece. */
import type { KernelCall, TensorSpec } from '../core/kernel-call.ts';
import { sizeOf } from '../core/shape.ts';
import { dimensions, integer } from '../core/writing.ts';
import type { Found } from './found.ts';
import { bufferBytes, textureValues, type FitLimits } from './limits.ts';
import { inputsOf } from './refusals/rule.ts';

type Where = readonly [scope: number, calls: number];

/** What a call holds on the device; strings stay on the host, complex numbers are two tensors. */
const tensorsOf = (call: KernelCall): readonly TensorSpec[] =>
  [...inputsOf(call), ...call.outputs].filter(({ dtype }) => dtype !== 'string' && dtype !== 'complex64');

const largestOf = (call: KernelCall): TensorSpec | undefined => {
  const [first, ...others] = tensorsOf(call);
  return others.reduce<TensorSpec | undefined>(
    (largest, next) => (largest === undefined || sizeOf(next.shape) > sizeOf(largest.shape) ? next : largest),
    first,
  );
};

export function checkTexture(found: Found, call: KernelCall, limits: FitLimits, where: Where): void {
  const largest = largestOf(call);
  if (largest === undefined) return;
  const values = sizeOf(largest.shape);
  const { unpacked, packed } = textureValues(limits);
  if (values <= unpacked) return;
  const side = integer(limits.textureSide);
  const isSure = values > packed;
  found.add(
    {
      kind: 'texture',
      effect: isSure ? 'stops' : 'may-stop',
      kernel: call.kernel,
      what: `${call.kernel} has a tensor of ${dimensions(largest.shape)}, ${integer(values)} values; a texture of ${side}×${side} pixels holds ${integer(isSure ? packed : unpacked)}${isSure ? ' at most' : ', unless its program packs them'}`,
      evidence: { values, most: isSure ? packed : unpacked, textureSide: limits.textureSide },
    },
    ...where,
  );
}

export function checkBuffer(found: Found, call: KernelCall, limits: FitLimits, where: Where): void {
  const largest = largestOf(call);
  if (largest === undefined) return;
  const bytes = bufferBytes(largest.shape);
  const { storageBufferBytes } = limits;
  if (bytes <= storageBufferBytes) return;
  found.add(
    {
      kind: 'buffer',
      effect: 'stops',
      kernel: call.kernel,
      what: `${call.kernel} has a tensor of ${dimensions(largest.shape)}, ${integer(bytes)} bytes; a program binds ${integer(storageBufferBytes)} at most`,
      evidence: { bytes, storageBufferBytes },
    },
    ...where,
  );
}
