/**
 * @file Training steps of whole networks on cpu: forward, backward and optimizer of each layer are the products of its
 * sizes. The wasm backend has no gradient of a convolution's filter.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { count } from '../../../src/index.ts';
import { useBackend } from '../../support/backend.ts';
import { NARROW } from '../../support/narrow-zoo.ts';
import { stepFailures, trainStep, rowOf } from './failures.ts';
import { trainingFaults } from './faults.ts';
import { smallModels, smallVit, type Trained } from './models.ts';
import { OPTIMIZERS, scaled } from './optimizers.ts';
import { layersOf, stepWork } from './work.ts';

let models: readonly Trained[];
beforeAll(async () => {
  await useBackend('cpu');
  models = smallModels();
});

describe('a step is forward, backward and optimizer', () => {
  it('of small models', async () => {
    for (const trained of models) expect(await stepFailures(trained)).toEqual([]);
  });

  it('twice the forward pass, but for the gradient of an image that a first unfused layer leaves out', async () => {
    const [reluFirst, depthwiseFirst] = models as [Trained, Trained];
    for (const { model, batch } of [reluFirst, depthwiseFirst]) {
      const report = await trainStep({ model, batch });
      const [first] = layersOf(model);
      const { forward } = stepWork(first!, batch);
      const { forward: all, backward } = report.total.phases!;
      expect(rowOf(report, first!)!.phases!.backward.counted.multiplyAdds).toBe(forward);
      expect(backward.counted.multiplyAdds).toBe(2 * all.counted.multiplyAdds - forward);
    }
  });

  it('of ResNet-18 at 32 pixels in few channels, by trainOnBatch', async () => {
    const model = NARROW['resnet18']!({ imageSize: 32, classes: 10 });
    const batch = 1;
    expect(await stepFailures({ model, batch })).toEqual([]);
    // Its first convolution is linear, hence fused: even the image has a gradient.
    const work = layersOf(model).map((layer) => stepWork(layer, batch));
    expect(work.every(({ forward, backward }) => backward === 2 * forward)).toBe(true);
    expect(work.filter(({ forward }) => forward > 0).length).toBe(1 + 2 * 8 + 3 + 1);
    model.dispose();
  });

  it('of a small ViT, by minimize in count()', () => {
    const [model, batch, adam] = [smallVit(), 2, OPTIMIZERS.find(({ name }) => name === 'adam')!];
    const optimizer = adam.make(tf.train);
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const image = tf.ones([batch, 64, 64, 3]);
    const loss = (): tf.Scalar => tf.mean(tf.square(model.apply(image, { training: true }) as tf.Tensor));
    const report = count(() => optimizer.minimize(loss, false, variables), { models: [model] });
    const { forward, backward, optimizer: update } = report.total.phases!;
    const work = layersOf(model).map((layer) => stepWork(layer, batch));
    expect(forward.counted.multiplyAdds).toBe(work.reduce((sum, layer) => sum + layer.forward, 0));
    expect(backward.counted.multiplyAdds).toBe(2 * forward.counted.multiplyAdds);
    expect(update.counted).toEqual(scaled([model.countParams(), adam.each], [1, adam.perStep]));
    for (const [i, layer] of layersOf(model).entries())
      expect(rowOf(report, layer)!.phases!.backward.counted.multiplyAdds, layer.name).toBe(work[i]!.backward);
    expect(report.total.residual).toBe(0);
  });
});

describe('optimizers', () => {
  it.each(OPTIMIZERS)('$name: each parameter, each variable, each step', async (optimizer) => {
    for (const trained of [models[0]!, models[2]!])
      expect(await stepFailures(trained, { optimizer })).toEqual([]);
  });

  it.each(OPTIMIZERS)('$name leaves its slots, $slots a variable, and nothing else', async (optimizer) => {
    const { model, batch } = models[2]!;
    const own = optimizer.make(tf.train);
    const tensors = (): number => tf.memory().numTensors;
    const before = tensors();
    const made = optimizer.slots * model.trainableWeights.length;
    // Its first step makes them; a second one makes none.
    for (let i = 0; i < 2; i++) {
      await trainStep({ model, batch }, { optimizer: { ...optimizer, make: () => own } });
      expect(tensors() - before).toBe(made);
    }
  });
});

describe('planted faults', () => {
  it('each one is caught', async () => {
    const faults = trainingFaults();
    const caught: string[] = [];
    for (const { name, plant, ...options } of faults) {
      const undo = plant?.() ?? ((): void => {});
      try {
        const adam = OPTIMIZERS.find((optimizer) => optimizer.name === 'adam')!;
        for (const trained of models) {
          const failures = await stepFailures(trained, { optimizer: adam, ...options });
          if (failures.length === 0) continue;
          caught.push(name);
          break;
        }
      } finally {
        undo();
      }
    }
    console.log(`training: ${caught.length} of ${faults.length} planted faults caught`);
    expect(caught).toEqual(faults.map(({ name }) => name));
    for (const trained of models) expect(await stepFailures(trained)).toEqual([]);
  });
});
