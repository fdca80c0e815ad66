/** @file Layers that are not what they were though they multiply and add as much: a comparison says which, and through what. */
import { beforeAll, expect, it } from 'vitest';
import { compareReports, countShapes, formatComparison, type Report } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

interface Variant {
  readonly activation?: 'relu' | 'elu';
  readonly dilationRate?: number;
  readonly filters?: number;
  readonly isMaximum?: boolean;
  readonly trainable?: boolean;
  readonly size?: number;
}

async function reportOf({
  activation = 'relu',
  dilationRate = 1,
  filters = 4,
  isMaximum = false,
  trainable = true,
  size = 8,
}: Variant): Promise<Report> {
  const pool = isMaximum ? tf.layers.maxPooling2d : tf.layers.averagePooling2d;
  const model = tf.sequential({
    name: 'net',
    layers: [
      tf.layers.conv2d({
        name: 'stem',
        inputShape: [size, size, 3],
        filters,
        kernelSize: 3,
        padding: 'same',
        activation,
        dilationRate,
      }),
      pool({ name: 'pool', poolSize: 2 }),
      tf.layers.globalAveragePooling2d({ name: 'mean' }),
      tf.layers.dense({ name: 'head', units: 5, trainable }),
    ],
  });
  return countShapes(model);
}

it.each<readonly [Variant, string | null]>([
  [{}, null],
  [{ activation: 'elu' }, 'stem: activation relu → elu'],
  [{ dilationRate: 2 }, 'stem: dilation_rate 1×1 → 2×2'],
  [{ isMaximum: true }, 'pool: class AveragePooling2D → MaxPooling2D'],
  [{ trainable: false }, 'head: trainable true → false'],
  [{ size: 12 }, null],
  [{ size: 12, filters: 6 }, 'stem: filters 4 → 6'],
])('%j', async (variant, says) => {
  const text = formatComparison(compareReports(await reportOf({}), await reportOf(variant)));
  const [, note] = /^ +changed +(.*)$/m.exec(text) ?? [];
  expect(note ?? null).toBe(says);
});
