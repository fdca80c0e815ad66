/** @file A Sequential whose layers are others than those that it was built with: tfjs runs the former ones, in silence. */
import { beforeAll, expect, it } from 'vitest';
import type { Sequential } from '@tensorflow/tfjs';
import { profile } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

const [inputs, hidden, classes, others] = [5, 4, 3, 2];

/** Two layers, built by a first call. */
function built(): Sequential {
  const model = tf.sequential({
    name: 'net',
    layers: [
      tf.layers.dense({ name: 'hidden', units: hidden, inputShape: [inputs] }),
      tf.layers.dense({ name: 'old', units: classes }),
    ],
  });
  model.predict(tf.ones([1, inputs]));
  return model;
}

it('is refused by name until it is built anew', async () => {
  const model = built();
  model.pop();
  await expect(profile(model, { runs: 0 })).rejects.toThrow(
    '"net" still runs "old", which it has no longer: TensorFlow.js runs the layers that a Sequential had when it was built. Call its build()',
  );
  model.add(tf.layers.dense({ name: 'new', units: others }));
  await expect(profile(model, { runs: 0 })).rejects.toThrow('does not run "new" yet');
  model.build();
  const { total } = await profile(model, { runs: 0 });
  expect(total.counted.multiplyAdds).toBe(inputs * hidden + hidden * others);
  expect(total.residual).toBe(0);
});

it('the layers of a model that a Sequential begins with are its own', async () => {
  const popped = built();
  popped.pop();
  const model = tf.sequential({ layers: [popped, tf.layers.dense({ name: 'head', units: others })] });
  for (const run of [1, 2]) {
    const { total } = await profile(model, { runs: 0 });
    expect(total.counted.multiplyAdds, `profile ${run}`).toBe(inputs * hidden + hidden * others);
    expect(total.residual).toBe(0);
  }
  popped.add(tf.layers.dense({ name: 'late', units: classes }));
  await expect(profile(model, { runs: 0 })).rejects.toThrow('does not run "late" yet');
});

it('within another model apply builds it after add, not after pop', async () => {
  const head = (base: Sequential): Sequential =>
    tf.sequential({
      layers: [
        tf.layers.inputLayer({ inputShape: [inputs] }),
        base,
        tf.layers.dense({ name: 'head', units: others }),
      ],
    });
  const popped = built();
  popped.pop();
  await expect(profile(head(popped), { runs: 0 })).rejects.toThrow('"net" still runs "old"');
  const longer = built();
  longer.add(tf.layers.dense({ name: 'new', units: classes }));
  const model = head(longer);
  const products = inputs * hidden + hidden * classes + classes * classes + classes * others;
  for (const run of [1, 2]) {
    const { total } = await profile(model, { runs: 0 });
    expect(total.counted.multiplyAdds, `profile ${run}`).toBe(products);
    expect(total.residual).toBe(0);
  }
});
