/** @file Random calls of sums and other reductions, of running ones and of those that sort. */
import { cumprod, cumsum, topk, unique, type Tensor } from '@tensorflow/tfjs-core';
import { flags, fractions, integers, kernel, shapeOf, someAxes, type Make, type Makers } from './draw.ts';

const reduction =
  (name: string): Make =>
  (dice) => {
    const shape = shapeOf(dice, 0);
    const x = dice.unit() < 0.3 ? integers(dice, shape, -3, 3) : fractions(dice, shape, -2, 2);
    const axis = someAxes(dice, shape.length);
    return () => kernel(name, { x }, { axis, keepDims: dice.unit() < 0.5 });
  };

const logical =
  (name: string): Make =>
  (dice) => {
    const shape = shapeOf(dice, 0);
    const x = flags(dice, shape);
    const axis = someAxes(dice, shape.length);
    return () => kernel(name, { x }, { axis, keepDims: dice.unit() < 0.5 });
  };

const place =
  (name: string): Make =>
  (dice) => {
    const shape = shapeOf(dice);
    const x = dice.unit() < 0.3 ? integers(dice, shape, -3, 3) : fractions(dice, shape, -2, 2);
    const axis = dice.from(0, shape.length - 1);
    return () => kernel(name, { x }, { axis });
  };

const running =
  (op: typeof cumsum | typeof cumprod): Make =>
  (dice) => {
    const shape = shapeOf(dice, 1, 4);
    const [x, axis] = [dice.tensor(shape), dice.from(0, shape.length - 1)];
    return () => op(x, axis, dice.unit() < 0.5, dice.unit() < 0.5);
  };

export const REDUCTIONS: Makers = {
  ...Object.fromEntries(['Max', 'Mean', 'Min', 'Prod', 'Sum'].map((name) => [name, reduction(name)])),
  All: logical('All'),
  Any: logical('Any'),
  ArgMax: place('ArgMax'),
  ArgMin: place('ArgMin'),
  Cumsum: running(cumsum),
  Cumprod: running(cumprod),
  TopK(dice) {
    const shape = shapeOf(dice);
    const x = dice.unit() < 0.3 ? integers(dice, shape) : dice.tensor(shape);
    const k = dice.from(1, shape.at(-1)!);
    return () => {
      const { values, indices } = topk(x, k, true);
      return [values, indices];
    };
  },
  Unique(dice) {
    const shape = shapeOf(dice, 1, 3);
    const x: Tensor = integers(dice, shape, 0, 3, dice.of(['int32', 'float32'] as const));
    const axis = dice.from(0, shape.length - 1);
    return () => {
      const { values, indices } = unique(x, axis);
      return [values, indices];
    };
  },
  SearchSorted(dice) {
    const [batch, length] = [dice.from(1, 3), dice.from(1, 6)];
    const steps = cumsum(fractions(dice, [batch, length], 0, 2), 1);
    const values = fractions(dice, [batch, dice.from(1, 5)], 0, 8);
    return () =>
      kernel('SearchSorted', { sortedSequence: steps, values }, { side: dice.of(['left', 'right']) });
  },
};
