/** @file What a rule of wrong results is made of. */
import type { KernelCall, TensorSpec } from '../kernel-call.ts';
import type { Json } from '../shape.ts';

/** What is wrong with a call's result, or `null`. */
export type Check = (call: KernelCall) => string | null;

export interface Rule {
  readonly backends: readonly string[];
  readonly check: Check;
}

export const WASM = ['wasm'];
export const CPU = ['cpu'];
export const BOTH = ['cpu', 'wasm'];

export const inputOf = ({ inputs }: KernelCall, name: string): TensorSpec | undefined =>
  (inputs as Readonly<Record<string, TensorSpec | undefined>>)[name];

/** Sizes along `axes` axes, of which one may be given for all. */
export const sizesOf = (value: Json | undefined, axes: number): readonly number[] =>
  Array.from({ length: axes }, (_, axis) =>
    Number((Array.isArray(value) ? (value as readonly number[])[axis] : value) ?? 1),
  );
