/** @file Layers and their classes are restored, and a layer runs once whatever its class hierarchy. */
import { beforeAll, describe, expect, it } from 'vitest';
import { count, profile, type Report } from '../../../src/index.ts';
import { useBackend } from '../../support/backend.ts';
import { changedMethods, methodsOf } from '../../support/methods.ts';
import { apply, firstOf, row } from './rows.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

describe('what is restored', () => {
  it('leaves no method of ours on any layer or class, after success and after a model that throws', async () => {
    class Faulty extends tf.layers.Layer {
      override call(): never {
        throw new Error('no');
      }
      static get className(): string {
        return 'Faulty';
      }
    }
    const inner = tf.sequential({
      name: 'inner',
      layers: [tf.layers.dense({ name: 'x', units: 3, inputShape: [2] })],
    });
    const sound = tf.sequential({ layers: [inner] });
    const faulty = tf.sequential({ layers: [inner, new Faulty({ name: 'faulty' })] });
    const layers = [sound, faulty, ...sound.layers, ...faulty.layers, ...inner.layers];
    const before = methodsOf(layers);
    const tensors = tf.memory().numTensors;
    await profile(sound, { runs: 2 });
    expect(changedMethods(before, layers)).toEqual([]);
    expect(() => count(() => faulty.predict(tf.ones([1, 2])), { models: [faulty] })).toThrow('no');
    await expect(profile(faulty, { runs: 1 })).rejects.toThrow('no');
    expect(changedMethods(before, layers)).toEqual([]);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('leaves a method that was the layer’s own before', () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ name: 'd', units: 2, inputShape: [3] })] });
    const layer = model.layers[0]!;
    const mine = layer.call.bind(layer);
    layer.call = mine;
    count(() => model.predict(tf.ones([1, 3])), { models: [model] });
    expect(Reflect.get(layer, 'call')).toBe(mine);
  });

  it('leaves a class, and layers of its that are not traced, as they were when a trace within a trace ends', () => {
    const model = (): ReturnType<typeof tf.sequential> =>
      tf.sequential({ layers: [tf.layers.dense({ name: 'd', units: 2, inputShape: [3] })] });
    const [outer, inner, beside] = [model(), model(), model()];
    const before = methodsOf([outer, ...outer.layers]);
    let within: Report | undefined;
    const report = count(
      () => {
        outer.predict(tf.ones([1, 3]));
        expect(changedMethods(before, outer.layers)).not.toEqual([]);
        within = count(() => [inner, beside].map((each) => each.predict(tf.ones([1, 3]))), {
          models: [inner],
        });
        outer.predict(tf.ones([1, 3]));
      },
      { models: [outer] },
    );
    expect(changedMethods(before, [outer, ...outer.layers])).toEqual([]);
    const [I, O] = [3, 2];
    expect(row(report, 'd').counted.multiplyAdds).toBe(2 * I * O);
    expect(row(report, 'd').layerCalls).toBe(2);
    expect(row(within!, 'd').counted.multiplyAdds).toBe(I * O);
    expect(row(within!, 'd').layerCalls).toBe(1);
    // What no traced layer ran: two models in the outer count, one in the inner.
    expect(report.total.counted.multiplyAdds).toBe((2 + 2) * I * O);
    expect(within!.total.counted.multiplyAdds).toBe((1 + 1) * I * O);
  });

  it('notes one call of a layer whose class calls those above', () => {
    class Louder extends tf.layers.Layer {
      override call(x: unknown): never {
        return tf.mul<never>(firstOf(x), 2);
      }
      static get className(): string {
        return 'Louder';
      }
    }
    class Loudest extends Louder {
      override call(x: unknown): never {
        return tf.mul<never>(super.call(x), 2);
      }
      static override get className(): string {
        return 'Loudest';
      }
    }
    const input = tf.input({ shape: [2] });
    const model = tf.model({
      inputs: input,
      outputs: apply(new Loudest({ name: 'b' }), apply(new Louder({ name: 'a' }), input)),
    });
    const before = methodsOf(model.layers);
    const report = count(() => model.predict(tf.ones([1, 2])), { models: [model] });
    expect(['a', 'b'].map((name) => row(report, name).layerCalls)).toEqual([1, 1]);
    expect(['a', 'b'].map((name) => row(report, name).counted.multiplies)).toEqual([2, 2 * 2]);
    expect(changedMethods(before, model.layers)).toEqual([]);
  });
});
