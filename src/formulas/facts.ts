/** @file Small questions that formulas put to a call: sizes of outputs, inputs by name, window sizes. */
import type { KernelCall, Of, TensorSpec } from '../core/kernel-call.ts';
import { sizeOf, type Shape } from '../core/shape.ts';

/** The facts of any kernel's call, whatever its own input and attribute types. */
export interface CallFacts {
  readonly inputs: KernelCall['inputs'];
  readonly outputs: readonly [TensorSpec, ...TensorSpec[]];
}

/** `strides`, `pad`, `dilations` in all the forms that tfjs lets them have. */
export type Window = Of<'Conv3D'>['attrs'];
type Sizes = NonNullable<Window['dilations']>;

/** Number of elements of the first output. */
export const outputsOf = ({ outputs: [first] }: Pick<CallFacts, 'outputs'>): number => sizeOf(first.shape);

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

/** The input that a kernel names so. @throws Error if the call has none */
export function inputOf({ inputs }: Pick<CallFacts, 'inputs'>, name: string): TensorSpec {
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

/** Whether a complex64 tensor goes in or comes out. */
export const isComplex = ({ inputs, outputs }: CallFacts): boolean =>
  [...Object.values(inputs), ...outputs].some((tensor) => tensor?.dtype === 'complex64');

/** Guards formulas of real arithmetic. @throws Error if a tensor is complex64 */
export function assertReal(call: CallFacts): void {
  if (isComplex(call)) throw new Error('No formula for complex64 numbers; this one counts real arithmetic.');
}
