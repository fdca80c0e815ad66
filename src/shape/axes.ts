/** @file Arithmetic on shapes that several rules share. */
import { sameShape, type DType, type Shape } from '../core/shape.ts';
import { demand, refuse, text } from './rule.ts';

/** The shape of both stretched against each other, as numpy does: a size of 1 takes the other's. */
export function broadcast(a: Shape, b: Shape): Shape {
  if (a === b || sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  const shape = (a.length === rank ? a : b).slice();
  for (let back = 1; back <= rank; back++) {
    const one = a[a.length - back] ?? 1;
    const other = b[b.length - back] ?? 1;
    if (one !== other && one !== 1 && other !== 1)
      refuse(`${text(a)} and ${text(b)} do not broadcast: sizes ${one} and ${other} meet`);
    shape[rank - back] = one === 1 ? other : one;
  }
  return shape;
}

const WIDTH: Readonly<Record<DType, number>> = { bool: 1, int32: 2, float32: 3, complex64: 4, string: 5 };

/** The dtype that holds both. */
export function wider(a: DType, b: DType): DType {
  if (a === b) return a;
  demand(a !== 'string' && b !== 'string', () => `${a} and ${b} have no common dtype`);
  return WIDTH[a] > WIDTH[b] ? a : b;
}

/** What a sum of it is. */
export const summed = (dtype: DType): DType => (dtype === 'bool' ? 'int32' : dtype);

/** Counted from the front. */
export function front(axis: number, rank: number): number {
  demand(
    Number.isInteger(axis) && axis >= -rank && axis < rank,
    () => `axis ${axis} is none of a tensor of rank ${rank}`,
  );
  return axis < 0 ? axis + rank : axis;
}

/** One axis, a list of them, or all where none is given. */
export type Axes = number | readonly number[] | null | undefined;

export function reduced(shape: Shape, axes: Axes, keepsAxes: boolean | undefined): Shape {
  if (axes === null || axes === undefined) return keepsAxes === true ? shape.map(() => 1) : [];
  const gone = new Set((typeof axes === 'number' ? [axes] : axes).map((axis) => front(axis, shape.length)));
  return keepsAxes === true
    ? shape.map((size, axis) => (gone.has(axis) ? 1 : size))
    : shape.filter((_, axis) => !gone.has(axis));
}

/** With another size along one axis. */
export const resized = (shape: Shape, axis: number, size: number): Shape => shape.with(axis, size);

export const product = (sizes: Shape): number => {
  let result = 1;
  for (let i = 0; i < sizes.length; i++) result *= sizes[i]!;
  return result;
};
