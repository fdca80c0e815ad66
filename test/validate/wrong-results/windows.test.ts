/** @file Windows padded by a number: where wasm and tfjs size the output otherwise, wasm's values are others than cpu's. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { count, fits } from '../../../src/index.ts';
import { useBackend } from '../../support/backend.ts';

afterAll(() => useBackend('wasm'));

type Rounding = 'floor' | 'ceil';

/** tfjs makes 4×4 of 8×8 where it rounds up, and XNNPACK 3×3: it writes less than there is room for. */
const [side, window, stride] = [8, 3, 2];
const image = (): tf.Tensor4D => tf.reshape(tf.range(0, side * side), [1, side, side, 1]);
const OPS: Readonly<Record<string, (rounding: Rounding) => tf.Tensor>> = {
  Conv2D: (rounding) =>
    tf.conv2d(image(), tf.ones<tf.Rank.R4>([window, window, 1, 1]), stride, 0, 'NHWC', 1, rounding),
  DepthwiseConv2dNative: (rounding) =>
    tf.depthwiseConv2d(image(), tf.ones<tf.Rank.R4>([window, window, 1, 1]), stride, 0, 'NHWC', 1, rounding),
  MaxPool: (rounding) => tf.maxPool(image(), window, stride, 0, rounding),
  AvgPool: (rounding) => tf.avgPool(image(), window, stride, 0, rounding),
};

const spoiled = (op: () => unknown): readonly string[] =>
  fits(count(op, { run: false }), { backends: ['wasm'] })[0]!
    .reasons.filter(({ effect }) => effect === 'spoils')
    .map(({ what }) => what);

describe.each(Object.keys(OPS))('%s on wasm', (kernel) => {
  it.each<[Rounding, readonly string[]]>([
    ['floor', []],
    ['ceil', [`${kernel} is wrong: padded by a number, it writes 3×3 values a channel where 4×4 have room`]],
  ])('rounded by %s', async (rounding, said) => {
    const op = (): tf.Tensor => OPS[kernel]!(rounding);
    expect(spoiled(op)).toEqual(said);
    await useBackend('cpu');
    const right = [...op().dataSync()];
    await useBackend('wasm');
    const values = [...op().dataSync()];
    expect(values.every((value, i) => value === right[i])).toBe(said.length === 0);
  });
});

it('a window that is no square overwrites what lies behind its output', () => {
  const narrow = (): tf.Tensor =>
    tf.conv2d(image(), tf.ones<tf.Rank.R4>([window, 2, 1, 1]), 1, 1, 'NHWC', 1, 'floor');
  expect(spoiled(narrow)).toEqual([
    'Conv2D is wrong: padded by a number, it writes 8×9 values a channel where 8×8 have room',
  ]);
  expect(spoiled(() => tf.conv2d(image(), tf.ones<tf.Rank.R4>([window, 2, 1, 1]), 1, 'same'))).toEqual([]);
});
