/** @file Weights that a custom layer keeps in its fields, of which tfjs knows nothing: they are parameters all the same. */
import { beforeAll, expect, it } from 'vitest';
import type * as tfjs from '@tensorflow/tfjs';
import { amount, countShapes, parameters, profile, type LayerFormula } from '../../../src/index.ts';
import { useBackend } from '../../support/backend.ts';

let tf: typeof tfjs;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

const WIDTH = 4;
const OWN = WIDTH * WIDTH;
const DENSE = WIDTH * WIDTH + WIDTH;
const SCALE = WIDTH;

/** dense(x·w)·scale: only `w` is in its `weights`. */
function gateClass() {
  return class Gate extends tf.layers.Layer {
    static readonly className: string = 'Gate';
    readonly dense: tfjs.layers.Layer;
    readonly scale = [tf.variable(tf.ones([SCALE]))];
    /** A layer of the model, which keeps its weights. */
    readonly other: tfjs.layers.Layer;
    w!: ReturnType<tfjs.layers.Layer['addWeight']>;
    constructor(config: { name: string; other: tfjs.layers.Layer; isFrozen: boolean }) {
      super({ name: config.name });
      this.other = config.other;
      this.dense = tf.layers.dense({ units: WIDTH, name: 'dense', trainable: !config.isFrozen });
    }
    override build(shape: tfjs.Shape): void {
      this.w = this.addWeight('w', [WIDTH, WIDTH], 'float32', tf.initializers.ones());
      this.dense.build(shape);
      super.build(shape);
    }
    override call(inputs: tfjs.Tensor | tfjs.Tensor[]): tfjs.Tensor {
      const x = [inputs].flat()[0] as tfjs.Tensor2D;
      return tf.mul(
        this.dense.apply(tf.matMul(x, this.w.read() as tfjs.Tensor2D)) as tfjs.Tensor,
        this.scale[0]!,
      );
    }
  };
}

function build(isFrozen: boolean) {
  const Gate = gateClass();
  tf.serialization.registerClass(Gate);
  const last = tf.layers.dense({ units: 2, name: 'last' });
  const gate = new Gate({ name: 'gate', other: last, isFrozen });
  return tf.sequential({
    layers: [tf.layers.dense({ units: WIDTH, name: 'first', inputShape: [3] }), gate, last],
  });
}

const FIRST = 3 * WIDTH + WIDTH;
const LAST = WIDTH * 2 + 2;
const GATE = OWN + DENSE + SCALE;

const gateForm: LayerFormula = (_config, inputs) => ({
  outputs: inputs,
  work: [amount('products', 'multiplyAdds', { matrices: 2, rows: 1, in: WIDTH, out: WIDTH })],
  parameters: { trainable: GATE, nonTrainable: 0, frozen: 0, total: GATE },
});

it('are those of the layer, and agree with a closed form that has them', async () => {
  const model = build(false);
  const layerFormulas = { Gate: gateForm };
  for (const { layers, total } of [
    await profile(model, { runs: 0, layerFormulas }),
    await countShapes(model, { layerFormulas }),
  ]) {
    const rows = layers.flatMap(({ path, parameters: own }) =>
      own.total > 0 ? [[path.join('.'), own.total]] : [],
    );
    expect(rows).toEqual([
      ['first', FIRST],
      ['gate', GATE],
      ['last', LAST],
    ]);
    expect(total.parameters).toMatchObject({ trainable: FIRST + GATE + LAST, total: FIRST + GATE + LAST });
    expect(total.residual).toBe(0);
  }
});

it('are frozen where the layer that they are of is', () => {
  expect(parameters(build(true))).toMatchObject({ frozen: DENSE, trainable: FIRST + OWN + SCALE + LAST });
});
