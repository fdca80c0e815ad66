/** @file Small questions that tile forms put to a call. */
import type { KernelCall, TensorSpec } from '../core/kernel-call.ts';
import { sizeOf, type Shape } from '../core/shape.ts';

type Facts = Pick<KernelCall, 'inputs' | 'outputs'>;

/** Number of elements of the first output. */
export const outputsOf = ({ outputs: [first] }: Pick<Facts, 'outputs'>): number => sizeOf(first.shape);

/** A size, axes counted from the end if negative; 1 where the shape is too short, as broadcasting has it. */
export const axis = (shape: Shape, index: number): number => shape.at(index) ?? 1;

/** The input that a kernel names so. @throws Error if the call has none */
export function inputOf({ inputs }: Pick<Facts, 'inputs'>, name: string): TensorSpec {
  const input = Array.isArray(inputs) ? undefined : (inputs as Record<string, TensorSpec | undefined>)[name];
  if (input === undefined) throw new Error(`The call has no input "${name}".`);
  return input;
}

/** Integers are added as integers, which is no floating-point instruction. */
export const isFloat = ({ dtype }: TensorSpec): boolean => dtype === 'float32';

type Sizes = number | readonly number[] | null | undefined;

/** One size per axis, from one number for all or a list; `null` means 1. */
export const perAxis = (sizes: Sizes, rank: number): readonly number[] =>
  typeof sizes === 'object' && sizes !== null ? sizes : Array.from({ length: rank }, () => sizes ?? 1);
