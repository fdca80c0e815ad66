/**
 * @file What Keras applications and keras-cv-attention-models write into layers models, in small: attention in windows, over
 * patches and over channels, preprocessing within the model, activations by their dotted names. Each is loaded, its count is a
 * product of the file's dimensions and theory's, its values are those of the same computation by tfjs's functions.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../src/core/shape.ts';
import { count, theory, TfjsFlopsError } from '../../../src/index.ts';
import { registerOwnLayers } from '../../../src/load/layers/register.ts';
import { ATTENTION_TWINS } from './cases/twins/attention.ts';
import type { Twin } from './cases/twins/build.ts';
import { IMAGE_TWINS } from './cases/twins/images.ts';
import { NOTATION_TWINS } from './cases/twins/notation.ts';
import { keras2 } from './keras.ts';
import { BATCH, fill, inputsOf, load, repaired, unlike } from './trial.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerOwnLayers();
});

const { input, layer, model } = keras2;

const topologyOf = ({ sizes, layers }: Pick<Twin, 'sizes' | 'layers'>): Json =>
  model('net', [input('x', sizes), ...layers], ['x'], [layers.at(-1)!.name]);

describe('a twin of a public file', () => {
  it.each([...IMAGE_TWINS, ...ATTENTION_TWINS, ...NOTATION_TWINS])('$name', async (twin) => {
    const { topology, repairs } = repaired(topologyOf(twin));
    for (const part of twin.says) expect(repairs.join('\n')).toContain(part);
    const live = await load(topology);
    fill(live, 3);
    const [x] = inputsOf({ inputs: [{ sizes: twin.sizes }] });
    const weights = new Map(live.weights.map((weight) => [weight.originalName, weight.read()]));
    expect(unlike(live.predict(x!) as tf.Tensor, twin.means(x!, weights))).toBeNull();
    const report = count(() => live.predict(x!, { batchSize: BATCH }), { models: [live] });
    expect(report.total.counted.multiplyAdds).toBe(BATCH * twin.multiplyAdds);
    expect(report.total.residual).toBe(0);
    expect(report.total.parameters.total).toBe(live.countParams());
    const rows = theory({ format: 'layers', topology, inputs: [x!.shape] });
    expect(rows.filter(({ state }) => state !== 'derived')).toEqual([]);
    expect(rows).toHaveLength(twin.rows ?? twin.layers.length);
    live.dispose();
  });
});

describe('a layer of a library’s own', () => {
  it.each([
    ['keras-cv-attention-models', 'kecam>ClassToken', {}],
    ['keras-cv-attention-models', 'kecam>MultiHeadRelativePositionalEmbedding', { with_cls_token: true }],
    ['another one', 'LayerScale', { dim: 4 }],
    ['keras-cv, which joins two tensors', 'StochasticDepth', { rate: 0.1 }],
  ])('of %s is refused by its name: %s', (_, className, config) => {
    const refusal = (): unknown =>
      repaired(topologyOf({ sizes: [3, 4], layers: [layer(className, 'own', config, 'x')] }));
    expect(refusal).toThrow(TfjsFlopsError);
    expect(refusal).toThrow(`layer "own" (${className}) has no tfjs class`);
  });
});
