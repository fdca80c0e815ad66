/** @file Results that are wrong for some values alone, which no list of calls can name: docs/limits.md does. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import '@tensorflow/tfjs-backend-wasm';
import { kernel } from './kernel.ts';

describe('what depends on values', () => {
  it('is told by docs/limits.md: windows of negative numbers alone give the smallest normal number on wasm', async () => {
    await tf.setBackend('wasm');
    const [volume, image] = [tf.neg(tf.ones([1, 2, 2, 2, 1])), tf.neg(tf.ones([1, 2, 2, 1]))];
    const results = [
      tf.maxPool3d(volume as tf.Tensor5D, 2, 2, 'valid'),
      tf.dilation2d(image as tf.Tensor4D, tf.zeros([2, 2, 1]), 1, 'valid'),
    ];
    for (const result of results) expect([...(await result.data())]).toEqual([2 ** -126]);
    const marked = tf.maxPoolWithArgmax(image as tf.Tensor4D, 2, 2, 'valid')['result']!;
    expect([...(await marked.data())]).toEqual([2 ** -126]);
    tf.dispose([volume, image, marked, ...results]);
  });

  it('is told by docs/limits.md: the gradient of maxima finds no negative ones, and bool keeps numbers on wasm', async () => {
    await tf.setBackend('wasm');
    const read = (f: () => tf.Tensor): Promise<ArrayLike<number>> => tf.tidy(f).data();
    const input = tf.tensor4d([9, 9, 9, 9, -1, -2, -3, -4], [1, 4, 2, 1]);
    const output = tf.maxPool(input, 2, 2, 'valid');
    const attributes = { filterSize: 2, strides: 2, pad: 'valid' };
    const gradient = await read(() =>
      kernel('MaxPoolGrad', { dy: tf.onesLike(output), input, output }, attributes),
    );
    // Right is a 1 at the −1.
    expect(Array.from(gradient).slice(4)).toEqual([0, 0, 0, 0]);
    const flags = await read(() => tf.cast(tf.tensor1d([0, 1, 7], 'int32'), 'bool'));
    expect(Array.from(flags)).toEqual([0, 1, 7]);
    tf.dispose([input, output]);
  });
});
