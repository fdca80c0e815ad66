/** @file Sizes and inputs of a call, as tile forms use them. */
import type { KernelCall, TensorSpec } from '../core/kernel-call.ts';
import { sizeOf, type Shape } from '../core/shape.ts';

type CallTensors = Pick<KernelCall, 'inputs' | 'outputs'>;

/** Number of elements of the first output. */
export const outputsOf = ({ outputs: [first] }: Pick<CallTensors, 'outputs'>): number => sizeOf(first.shape);

/** The size of an axis, counted from the end if negative; 1 where the shape is too short, as in broadcasting. */
export const axis = (shape: Shape, index: number): number => shape.at(index) ?? 1;

/** The input of that name. @throws Error if the call has none */
export function inputOf({ inputs }: Pick<CallTensors, 'inputs'>, name: string): TensorSpec {
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
