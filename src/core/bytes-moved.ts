/** @file Bytes that a kernel call moves at least: each input read once, each output written once; views move none. */
import type { KernelCall, TensorSpec } from './kernel-call.ts';
import { bytesOf } from './shape.ts';

/** Kernels whose output is their input's data under another shape. */
const VIEWS = new Set(['Reshape', 'Identity']);

const sumBytes = (tensors: readonly (TensorSpec | undefined)[]): number =>
  tensors.reduce((sum, tensor) => sum + (tensor === undefined ? 0 : bytesOf(tensor.shape, tensor.dtype)), 0);

/** Bytes of the tensors that a call makes. */
export const outputBytesOf = ({ kernel, outputs }: KernelCall): number =>
  VIEWS.has(kernel) ? 0 : sumBytes(outputs);

/** Bytes of the tensors that a call reads. */
export const inputBytesOf = ({ kernel, inputs }: KernelCall): number =>
  VIEWS.has(kernel) ? 0 : sumBytes(Object.values<TensorSpec | undefined>(inputs));
