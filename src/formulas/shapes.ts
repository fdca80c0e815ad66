/** @file Sizes of a call's outputs, inputs by name, window sizes, as formulas use them. */
import type { KernelCall, KernelSignature, TensorSpec } from '../core/kernel-call.ts';
import { sizeOf, type Shape } from '../core/shape.ts';

/** The tensors of any kernel's call, whatever its own input types. */
export interface CallTensors {
  readonly inputs: KernelCall['inputs'];
  readonly outputs: readonly [TensorSpec, ...TensorSpec[]];
}

/** `strides`, `pad`, `dilations` in every form that tfjs allows. */
export type Window = KernelSignature<'Conv3D'>['attrs'];
type Sizes = NonNullable<Window['dilations']>;

/** Number of elements of the first output. */
export const outputsOf = ({ outputs: [first] }: Pick<CallTensors, 'outputs'>): number => sizeOf(first.shape);

/** The size of one axis, counted from the end if negative. @throws Error if the shape has no such axis */
export function dim(shape: Shape, axis: number): number {
  const size = shape.at(axis);
  if (size === undefined) throw new Error(`Axis ${axis} does not exist in the shape [${shape.join(', ')}].`);
  return size;
}

interface Dims {
  readonly 2: readonly [number, number];
  readonly 3: readonly [number, number, number];
  readonly 4: readonly [number, number, number, number];
  readonly 5: readonly [number, number, number, number, number];
}

/** All sizes of a shape whose rank is known. @throws Error if the rank is another */
export function dimsOf<R extends keyof Dims>(shape: Shape, rank: R): Dims[R] {
  if (shape.length !== rank) throw new Error(`Expected rank ${rank}, got the shape [${shape.join(', ')}].`);
  return shape as Dims[R];
}

/** The input of that name. @throws Error if the call has none */
export function inputOf({ inputs }: Pick<CallTensors, 'inputs'>, name: string): TensorSpec {
  const input = Array.isArray(inputs) ? undefined : (inputs as Record<string, TensorSpec | undefined>)[name];
  if (input === undefined) throw new Error(`The call has no input "${name}".`);
  return input;
}

/** One size per axis, from one number for all or a list; `null` and `undefined` mean 1. */
export const sizesOf = (sizes: Sizes | null | undefined, rank: number): readonly number[] =>
  typeof sizes === 'object' && sizes !== null ? sizes : Array.from({ length: rank }, () => sizes ?? 1);

/** Elements under one window of `rank` spatial axes. */
export const windowSize = (filterSize: Sizes, rank: number): number => sizeOf(sizesOf(filterSize, rank));

/** ⌈log₂ n⌉ in integers; 0 for n ≤ 1. */
export const ceilLog2 = (n: number): number => (n <= 1 ? 0 : 32 - Math.clz32(n - 1));

/** Whether an input or output is complex64. */
export const isComplex = ({ inputs, outputs }: CallTensors): boolean =>
  [...Object.values(inputs), ...outputs].some((tensor) => tensor?.dtype === 'complex64');

/** Refuses what formulas of real arithmetic do not cover. @throws Error if a tensor is complex64 */
export function assertReal(call: CallTensors): void {
  if (isComplex(call)) throw new Error('No formula for complex64 numbers; this one counts real arithmetic.');
}
