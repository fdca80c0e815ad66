/** @file Layers that are not what they were though they multiply and add as much: a comparison says which, and through what. */
import { beforeAll, expect, it } from 'vitest';
import { compareReports, count, countShapes, formatComparison, type Report } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

interface Variant {
  readonly activation?: 'relu' | 'elu' | 'tanh';
  readonly dims?: readonly number[];
  readonly dilationRate?: number;
  readonly filters?: number;
  readonly isMaximum?: boolean;
  readonly trainable?: boolean;
  readonly size?: number;
}

async function reportOf({
  activation = 'relu',
  dims = [1, 2, 3],
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
      tf.layers.permute({ name: 'axes', dims: [...dims] }),
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
  // As many operations of other kinds, in kernels of its own.
  [{ activation: 'tanh' }, 'stem: activation relu → tanh'],
  // Nothing that is counted differs.
  [{ dims: [2, 1, 3] }, 'axes: dims 1×2×3 → 2×1×3'],
  [{ size: 12, activation: 'tanh' }, 'stem: activation relu → tanh'],
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

it('of the layer that two models call a different number of times', () => {
  const called = (times: number): Report => {
    const input = tf.input({ shape: [4] });
    const shared = tf.layers.dense({ name: 'shared', units: 4 });
    let output = input;
    for (let i = 0; i < times; i++) output = shared.apply(output) as typeof input;
    const model = tf.model({ inputs: input, outputs: output, name: 'net' });
    return count(() => model.predict(tf.ones([1, 4])), { models: [model] });
  };
  expect(formatComparison(compareReports(called(2), called(1)))).toMatch(
    /^ +changed +shared: layer calls 2 → 1$/m,
  );
});

it('names both backends, and says kernels and bytes on disk that differ', async () => {
  const [relu, tanh] = [await reportOf({}), await reportOf({ activation: 'tanh' })];
  const stored = (report: Report, diskBytes: number): Report => ({
    ...report,
    memory: { ...report.memory!, diskBytes },
  });
  const { weightBytes } = relu.memory!;
  const text = formatComparison(
    compareReports(stored(relu, weightBytes), { ...stored(tanh, weightBytes / 4), backend: 'wasm' }),
  ).replaceAll(/\s+/g, ' ');
  expect(text).toContain(' shape, wasm · tfjs 4.22.0 · unit');
  expect(text).toContain(' kernel calls Tanh 0 → 1 ');
  expect(text).toContain(`A ${weightBytes} B of weights (${weightBytes} B on disk), `);
  expect(text).toContain(`B ${weightBytes} B of weights (${weightBytes / 4} B on disk, quantised), `);
});

it('memory is of each model alone, whatever else is alive', async () => {
  const [before, text] = [
    await reportOf({}),
    async () => formatComparison(compareReports(before, await reportOf({}))),
  ];
  const kept = tf.zeros([1000, 1000]);
  // One text for both: they are the same model.
  expect(await text()).toMatch(/memory +each [\d.]+ k?B of weights, [\d.]+ kB alive at the peak/);
  kept.dispose();
});
