/** @file In-bounds multiply-adds of gradients: forward, of the filter and of the image all meet the same taps. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { count } from '../../../src/index.ts';
import { useBackend } from '../../support/backend.ts';
import { trainStep } from './failures.ts';

beforeAll(() => useBackend('cpu'));

const { layers: L } = tf;

/** Taps of a row of `outputs` windows of 3, of which one side or both lie outside at `outside` ends. */
const taps = (outputs: number, outside = 2): number => 3 * outputs - outside;

/** What every convolution here has. */
const WINDOW = { kernelSize: 3, padding: 'same', activation: 'relu' } as const;

const step = async (layers: tf.layers.Layer[], batch: number): Promise<number> => {
  const model = tf.sequential({ layers });
  const report = await trainStep({ model, batch });
  model.dispose();
  return report.total.inBounds;
};

describe('in-bounds of a training step', () => {
  it('3×3 same on 4×4×1, relu, no bias: 100 forward and 100 for the filter', async () => {
    const conv = L.conv2d({ ...WINDOW, inputShape: [4, 4, 1], filters: 1, useBias: false });
    expect(await step([conv], 1)).toBe(2 * taps(4) * taps(4));
  });

  it('two of them: the second also for its image', async () => {
    const first = L.conv2d({ ...WINDOW, inputShape: [6, 7, 3], filters: 5 });
    const second = L.conv2d({ ...WINDOW, filters: 2 });
    const image = taps(6) * taps(7);
    expect(await step([first, second], 2)).toBe(2 * image * (2 * 3 * 5 + 3 * 5 * 2));
  });

  it('depthwise, stride 2, same on 8×8: one tap after the end of each axis', async () => {
    const conv = L.depthwiseConv2d({ ...WINDOW, inputShape: [8, 8, 3], strides: 2, depthMultiplier: 2 });
    const once = taps(4, 1) * taps(4, 1) * 3 * 2;
    expect(await step([conv], 1)).toBe(2 * once);
  });

  it('a volume, same on 3×4×5', async () => {
    const conv = L.conv3d({ ...WINDOW, inputShape: [3, 4, 5, 2], filters: 3 });
    const once = taps(3) * taps(4) * taps(5) * 2 * 3;
    expect(await step([conv], 1)).toBe(2 * once);
  });

  it('a saliency map: forward and both gradients', async () => {
    const model = tf.sequential({
      layers: [
        L.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, padding: 'same' }),
        L.reLU(),
        L.flatten(),
        L.dense({ units: 2 }),
      ],
    });
    const saliency = tf.grad((x) => (model.apply(x) as tf.Tensor).sum());
    const x = tf.zeros([1, 8, 8, 3]);
    const report = count(() => saliency(x), { models: [model] });
    expect(report.total.inBounds).toBe(3 * (taps(8) * taps(8) * 3 * 4 + 8 * 8 * 4 * 2));
    tf.dispose(x);
    model.dispose();
  });
});
