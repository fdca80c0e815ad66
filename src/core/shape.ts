/** @file Shapes: lists of sizes, outermost first. */

/** Sizes, outermost axis first; batch first for inputs of models. */
export type Shape = readonly number[];
/** The types of tfjs's tensors. */
export type DType = 'float32' | 'int32' | 'bool' | 'complex64' | 'string';

/** Plain data as JSON holds it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object, and no list. */
export const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Number of elements; 1 for a scalar. */
export const sizeOf = (shape: Shape): number => shape.reduce((product, dim) => product * dim, 1);

const BYTES: Readonly<Record<DType, number>> = { float32: 4, int32: 4, bool: 1, complex64: 8, string: 0 };

/** Bytes in memory; those of strings are not known from their shape. */
export const bytesOf = (shape: Shape, dtype: DType): number => sizeOf(shape) * BYTES[dtype];

/** Two lists of the same numbers. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
