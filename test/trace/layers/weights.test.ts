/** @file A model's weights: which are trainable, which a pass read, and where they went. */
import { beforeAll, describe, expect, it } from 'vitest';
import { count, parameters } from '../../../src/index.ts';
import { useBackend } from '../../support/backend.ts';
import { firstOf } from './rows.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

describe('weights', () => {
  it('tells trainable, frozen and non-trainable apart', () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ name: 'd', units: 3, inputShape: [2] }),
        tf.layers.batchNormalization({ name: 'bn' }),
        tf.layers.dense({ name: 'frozen', units: 4 }),
      ],
    });
    model.layers[2]!.trainable = false;
    const [I, H, O] = [2, 3, 4];
    expect(parameters(model)).toMatchObject({
      trainable: I * H + H + 2 * H,
      nonTrainable: 2 * H + (H * O + O),
      frozen: H * O + O,
      total: I * H + H + 4 * H + H * O + O,
    });
    const report = count(() => model.predict(tf.ones([1, 2])), { models: [model] });
    expect(report.total.parameters).toEqual(report.total.theory!.parameters);
  });

  it('says which variables the pass read', () => {
    class Spare extends tf.layers.Layer {
      override build(): void {
        this.addWeight('used', [2], 'float32', tf.initializers.ones());
        this.addWeight('unused', [2], 'float32', tf.initializers.ones());
        this.built = true;
      }
      override call(x: unknown): never {
        return tf.mul<never>(firstOf(x), this.weights[0]!.read());
      }
      static get className(): string {
        return 'Spare';
      }
    }
    const model = tf.sequential({ layers: [tf.layers.dense({ name: 'd', units: 2, inputShape: [3] })] });
    model.add(new Spare({ name: 'spare' }));
    const report = count(() => model.predict(tf.ones([1, 3])), { models: [model] });
    expect(
      report.weights.map(({ name, read }) => [name.split('/').at(-1)!.replace(/_\d+$/, ''), read]),
    ).toEqual([
      ['kernel', true],
      ['bias', true],
      ['used', true],
      ['unused', false],
    ]);
  });

  it('follows a weight through Reshape, Cast and Transpose', () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ name: 'd', units: 2, inputShape: [3] })] });
    const kernel = model.layers[0]!.weights[0]!.read() as never;
    const report = count(
      () => {
        model.predict(tf.ones([1, 3]));
        tf.matMul(tf.ones([1, 2]), tf.transpose(kernel));
        tf.square(tf.add(kernel, 1));
      },
      { models: [model] },
    );
    const origins = (name: string): string[] =>
      report.calls
        .filter(({ kernel }) => kernel === name)
        .map(({ inputs }) =>
          Object.values(inputs as Record<string, { origin: string }>)
            .map(({ origin }) => origin)
            .join(),
        );
    expect(origins('BatchMatMul')).toEqual(['value,weight']);
    expect(origins('_FusedMatMul')).toEqual(['value,weight,weight']);
    expect(origins('Square')).toEqual(['value']);
  });
});
