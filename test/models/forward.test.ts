/** @file The nine networks run on wasm: shapes, finite and normal values in every layer, batches. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { ZOO, zooWorkload } from '../../models/index.ts';
import { usualOf } from '../support/large.ts';
import { NARROW } from '../support/narrow-zoo.ts';
import { activations, isHonestFloat, take } from './checks.ts';

const classes = 7;
const imageSize = 32;

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const nameAndClass = (layer: tf.layers.Layer): string => `${layer.name} ${layer.getClassName()}`;
const dishonest = (outputs: ReadonlyMap<string, Float32Array>): string[] =>
  [...outputs].filter(([, values]) => !values.every(isHonestFloat)).map(([name]) => name);

const names = ZOO.map(({ name }) => name);
/** ViT-B/16 is DeiT-Ti with four times its width: 86 million weights. */
const drawn = usualOf(
  'seeded networks',
  names,
  names.filter((name) => name !== 'vit-b16'),
);

describe.each(ZOO)('$name', ({ name, build, minImageSize, patchSize }) => {
  it('fill: each layer is finite and without denormals', () => {
    const model = build({ imageSize, classes, weights: 'fill' });
    const image = tf.randomUniform([1, imageSize, imageSize, 3], 0, 1, 'float32', 5);
    const outputs = activations(model, image);
    expect(dishonest(outputs)).toEqual([]);
    const logits = outputs.get(model.layers.at(-1)!.name)!;
    expect(logits).toHaveLength(classes);
    expect(new Set(logits).size).toBe(1);
    // Tests of single layers run them in few channels.
    const narrow = NARROW[name]!({ imageSize, classes });
    expect(narrow.layers.map(nameAndClass)).toEqual(model.layers.map(nameAndClass));
    image.dispose();
    narrow.dispose();
    model.dispose();
  });

  // One model for both: seeded weights are drawn one after another.
  it.runIf(drawn.includes(name))(
    'seeded: each layer is finite and without denormals; the same image twice gives the same row twice',
    () => {
      const batch = 2;
      const model = build({ imageSize, classes, weights: 'seeded' });
      const image = tf.randomUniform([1, imageSize, imageSize, 3], 0, 1, 'float32', 5);
      const images = tf.tile(image, [batch, 1, 1, 1]);
      const outputs = activations(model, images);
      expect(dishonest(outputs)).toEqual([]);
      expect(model.outputs.map(({ shape }) => shape)).toEqual([[null, classes]]);
      const logits = outputs.get(model.layers.at(-1)!.name)!;
      expect(logits).toHaveLength(batch * classes);
      expect(new Set(logits).size).toBe(classes);
      expect(logits.slice(0, classes)).toEqual(logits.slice(classes));
      tf.dispose([image, images]);
      model.dispose();
    },
  );

  it('runs on the smallest image that it takes', async () => {
    const smallest = patchSize ?? minImageSize ?? 1;
    const session = await zooWorkload(name, { imageSize: smallest, classes }).open();
    expect(take(session.run() as tf.Tensor).every(isHonestFloat)).toBe(true);
    session.dispose();
  });
});
