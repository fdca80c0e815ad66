/** @file What random calls of all families are made of: shapes, axes, tensors of each type. */
import { engine, tensor, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';
import type { Dice } from '../grid.ts';

/** A call, its tensors made before. */
export type Run = () => Tensor | Tensor[];
/** Draws a call of one kernel. */
export type Make = (dice: Dice) => Run;
export type Makers = Readonly<Record<string, Make>>;

export const shapeOf = (dice: Dice, low = 1, high = 5, largest = 5): number[] =>
  Array.from({ length: dice.from(low, high) }, () => dice.from(1, largest));

export const sizes = (dice: Dice, length: number, high: number, low = 1): number[] =>
  Array.from({ length }, () => dice.from(low, high));

/** Whole numbers from `low` to `high`. */
export function integers(
  dice: Dice,
  shape: readonly number[],
  low = -9,
  high = 9,
  dtype: 'float32' | 'int32' | 'bool' = 'int32',
): Tensor {
  const length = shape.reduce((product, size) => product * size, 1);
  const values = Array.from({ length }, () => dice.from(low, high));
  return tensor(values, [...shape], dtype);
}

export const flags = (dice: Dice, shape: readonly number[]): Tensor => integers(dice, shape, 0, 1, 'bool');

/** Fractions from `low` to `high`. */
export function fractions(dice: Dice, shape: readonly number[], low: number, high: number): Tensor {
  const length = shape.reduce((product, size) => product * size, 1);
  return tensor(
    Float32Array.from({ length }, () => low + dice.unit() * (high - low)),
    [...shape],
  );
}

/** Some of the axes of a rank, in order; none of them for a rank of 0. */
export const someAxes = (dice: Dice, rank: number): number[] => {
  const axes = Array.from({ length: rank }, (_, axis) => axis).filter(() => dice.unit() < 0.5);
  return axes.length === 0 && rank > 0 ? [dice.from(0, rank - 1)] : axes;
};

/** A kernel of its own, as gradients and layers run it. */
export const kernel = (name: string, inputs: object, attributes: object = {}): Tensor | Tensor[] =>
  engine().runKernel(name, inputs as NamedTensorMap, attributes as never);
