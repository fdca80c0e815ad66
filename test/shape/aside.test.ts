/** @file A count without a run inside other passes, and between their pieces: it is no part of them. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { count } from '../../src/profile/count.ts';
import { countShapes } from '../../src/profile/count-shapes.ts';
import { profile } from '../../src/profile/profile.ts';

beforeAll(() => tf.setBackend('cpu'));

const [rows, others, inner, columns] = [1, 5, 3, 2];
const dense = (): tf.LayersModel =>
  tf.sequential({ layers: [tf.layers.dense({ name: 'dense', units: columns, inputShape: [inner] })] });

const shapesOf = (model: tf.LayersModel): number =>
  count(() => model.predict(tf.ones([others, inner])), { models: [model], run: false }).total.counted
    .multiplyAdds;

it.each([true, false])('inside of count, run: %s', (run) => {
  const model = dense();
  const seen: number[] = [];
  const both = (): unknown => {
    seen.push(shapesOf(model));
    return model.predict(tf.ones([rows, inner]));
  };
  const report = count(both, { models: [model], run });
  expect(seen).toEqual([others * inner * columns]);
  expect(report.total.counted.multiplyAdds).toBe(rows * inner * columns);
  expect(report.total.residual).toBe(0);
  expect(count(both, { models: [model], run }).total.calls).toBe(report.total.calls);
});

it('while a profile or a count of another waits', async () => {
  const model = dense();
  const slow = async (): Promise<tf.Tensor> => {
    await Promise.resolve();
    await Promise.resolve();
    return tf.tidy(() => model.predict(tf.ones([rows, inner])) as tf.Tensor);
  };
  const models = [model];
  for (const start of [() => profile(slow, { models, runs: 0 }), () => countShapes(slow, { models })]) {
    const seen: number[] = [];
    const now = { isDone: false };
    const report = start().finally(() => (now.isDone = true));
    while (!now.isDone) {
      seen.push(shapesOf(model));
      await Promise.resolve();
    }
    expect(new Set(seen)).toEqual(new Set([others * inner * columns]));
    expect((await report).total.counted.multiplyAdds).toBe(rows * inner * columns);
    expect((await report).total.residual).toBe(0);
    expect(tf.getKernelsForBackend('shape')).toEqual([]);
  }
});

it('that fails leaves the pass around it as it was', () => {
  const model = dense();
  const report = count(
    () => {
      expect(() => count(() => tf.matMul(tf.ones([2, 3]), tf.ones([4, 5])), { run: false })).toThrow(
        'inner sizes',
      );
      return model.predict(tf.ones([rows, inner]));
    },
    { models: [model] },
  );
  expect(report.total.counted.multiplyAdds).toBe(rows * inner * columns);
});
