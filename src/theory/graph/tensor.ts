/**
 * @file What is known of a tensor before the run: its shape, and, of small ones that the graph computes from shapes
 * and constants, the values. A graph whose batch is open computes its shapes at run time; theory computes along.
 */
import { sizeOf, type DType, type Shape } from '../../core/shape.ts';

export interface GraphTensor {
  readonly shape: Shape;
  /** `null`: not known, and then values are not followed where the type matters. */
  readonly dtype: DType | null;
  /** Row-major, bools as 0 and 1; `null`: not known before the run. */
  readonly values: readonly number[] | null;
  /** What a list of tensors, of which this is the handle, holds; absent where that is not known. */
  readonly list?: TensorList;
  /** The values, which are not known, are made of those of an input. */
  readonly isFromInput?: true;
  /** The way that a `Switch` does not take: what takes this does not run. */
  readonly isDead?: true;
  /** Why not even the shape is known. */
  readonly unknown?: Cause;
}

/** What is said of a node by those that take it: `conv` `is dynamic`. */
export interface Cause {
  /** The node or weight at the root. */
  readonly of: string;
  readonly state: string;
}

/** A TensorList, or a TensorArray by its flow. */
export interface TensorList {
  /** −1 for open sizes; `null`: not even their number is known. */
  readonly element: Shape | null;
  /** `null`: not written. tfjs reserves nothing: a list is as long as what was written to it. */
  readonly items: readonly (GraphTensor | null)[];
}

/** Tensors whose values are known. */
export type KnownTensor = GraphTensor & { readonly values: readonly number[] };

/** More are no shape arithmetic any more, but tables. */
export const MOST_VALUES = 4096;

export type Index = readonly number[];

export const unvalued = (shape: Shape, dtype: DType | null = null): GraphTensor => ({
  shape,
  dtype,
  values: null,
});

/** A tensor of integers, as `Shape` gives them. */
export const integers = (values: readonly number[], shape: Shape = [values.length]): GraphTensor => ({
  shape,
  dtype: 'int32',
  values,
});

export const isKnown = (tensor: GraphTensor): tensor is KnownTensor => tensor.values !== null;

/** The value at an index of the tensor's own shape. */
export function valueAt({ shape, values }: KnownTensor, index: Index): number {
  const offset = shape.reduce((sum, size, axis) => sum * size + (index[axis] ?? 0), 0);
  const value = values[offset];
  if (value === undefined)
    throw new Error(`there is no element [${index.join(', ')}] in [${shape.join(', ')}]`);
  return value;
}

/** Row-major indices of a shape. */
export function indicesOf(shape: Shape): readonly Index[] {
  return shape.reduce<readonly Index[]>(
    (prefixes, size) => prefixes.flatMap((prefix) => Array.from({ length: size }, (_, i) => [...prefix, i])),
    [[]],
  );
}

/** How tfjs stores a number; `null` where the type cannot hold it, so that it is not followed. */
function stored(value: number, dtype: DType | null): number | null {
  if (!Number.isFinite(value)) return null;
  if (dtype === 'float32') return Math.fround(value);
  if (dtype === 'bool') return value === 0 ? 0 : 1;
  if (dtype !== 'int32') return null;
  const whole = Math.trunc(value);
  return whole === (whole | 0) ? whole : null;
}

/** A tensor whose values, where they are few enough, are computed index by index. */
export function tabulated(shape: Shape, type: DType | null, at: (index: Index) => number): GraphTensor {
  if (sizeOf(shape) > MOST_VALUES) return unvalued(shape, type);
  const values = indicesOf(shape).map((index) => stored(at(index), type));
  const isWhole = values.every((value) => value !== null);
  return { shape, dtype: type, values: isWhole ? values : null };
}

/** The elements of one tensor in another order or number: `from` says where each comes from. */
export const rearranged = (source: GraphTensor, shape: Shape, from: (index: Index) => Index): GraphTensor =>
  isKnown(source)
    ? tabulated(shape, source.dtype, (index) => valueAt(source, from(index)))
    : unvalued(shape, source.dtype);

export const DEAD: GraphTensor = { ...unvalued([]), isDead: true };

export const unknownFor = (cause: Cause): GraphTensor => ({ ...unvalued([]), unknown: cause });

/** The same elements under another shape. */
export const reshaped = (source: GraphTensor, shape: Shape): GraphTensor => ({ ...source, shape });
