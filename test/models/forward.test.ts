/** @file The nine networks run on wasm: shapes, finite and normal values in every layer, batches. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { ZOO, zooWorkload } from '../../models/index.ts';
import { activations, isHonestFloat, take } from './checks.ts';

const classes = 7;
const imageSize = 32;

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const dishonest = (outputs: ReadonlyMap<string, Float32Array>): string[] =>
  [...outputs].filter(([, values]) => !values.every(isHonestFloat)).map(([name]) => name);

describe.each(ZOO)('$name', ({ name, build, minImageSize, patchSize }) => {
  it.each(['fill', 'seeded'] as const)('%s: each layer is finite and without denormals', (weights) => {
    const model = build({ imageSize, classes, weights });
    const image = tf.randomUniform([1, imageSize, imageSize, 3], 0, 1, 'float32', 5);
    const outputs = activations(model, image);
    expect(dishonest(outputs)).toEqual([]);
    const logits = outputs.get(model.layers.at(-1)!.name)!;
    expect(logits).toHaveLength(classes);
    expect(new Set(logits).size).toBe(weights === 'fill' ? 1 : classes);
    image.dispose();
    model.dispose();
  });

  it('the same image twice gives the same row twice', () => {
    const batch = 2;
    const model = build({ imageSize, classes, weights: 'seeded' });
    const image = tf.randomUniform([1, imageSize, imageSize, 3], 0, 1, 'float32', 5);
    const images = tf.tile(image, [batch, 1, 1, 1]);
    const output = model.predict(images) as tf.Tensor;
    expect(output.shape).toEqual([batch, classes]);
    const logits = take(output);
    tf.dispose([image, images]);
    model.dispose();
    expect(logits.slice(0, classes)).toEqual(logits.slice(classes));
  });

  it('runs on the smallest image that it takes', async () => {
    const smallest = patchSize ?? minImageSize ?? 1;
    const session = await zooWorkload(name, { imageSize: smallest, classes }).open();
    expect(take(session.run() as tf.Tensor).every(isHonestFloat)).toBe(true);
    session.dispose();
  });
});
