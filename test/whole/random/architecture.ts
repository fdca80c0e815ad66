/** @file Random small networks: CNNs with branches, shared layers and nested models; vision transformers. */
import * as tf from '@tensorflow/tfjs';
import { vit } from '../../../models/index.ts';
import { branch, conv2d, LAYER_MOVES, shapeKeeping, type Move } from './layers.ts';
import { Sketch, sizesOf, type RandomArchitecture, type Symbolic } from './sketch.ts';

const MERGES = {
  add: () => tf.layers.add(),
  multiply: () => tf.layers.multiply(),
  maximum: () => tf.layers.maximum(),
  average: () => tf.layers.average(),
  concatenate: () => tf.layers.concatenate(),
} as const;

const branches: Move = (sketch, x) => {
  const { draw } = sketch;
  const strides: [number, number] = [draw.integer(1, 2), draw.integer(1, 2)];
  const merge = draw.pick(['add', 'multiply', 'maximum', 'average', 'concatenate', 'concatenate'] as const);
  sketch.note(merge);
  const filters = draw.integer(1, 3);
  const ends = Array.from({ length: draw.integer(2, 3) }, (_, i) =>
    branch(sketch, x, merge === 'concatenate' ? filters + i : filters, strides),
  );
  return sketch.apply(MERGES[merge](), ...ends);
};

/** One layer applied twice: in a row, or before and after a pool. */
const sharedLayer: Move = (sketch, x) => {
  const layer = shapeKeeping(sketch, x);
  const [h = 0, w = 0] = sizesOf(x);
  const between =
    h > 2 && w > 2 && sketch.chance('shared over sizes', 0.5)
      ? (y: Symbolic) => sketch.apply(tf.layers.maxPooling2d({ poolSize: 2 }), y)
      : (y: Symbolic) => y;
  sketch.note('shared layer');
  return sketch.apply(layer, between(sketch.apply(layer, x)));
};

function sequential(sketch: Sketch, x: Symbolic): tf.Sequential {
  sketch.note('nested sequential');
  const first = shapeKeeping(sketch, x);
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [...sizesOf(x)] }));
  for (const layer of [first, tf.layers.batchNormalization(), tf.layers.reLU()]) model.add(layer);
  return model;
}

/** A model used once, or one that keeps the shape of its map used twice, with a Sequential in it or not. */
const nestedModel: Move = (sketch, x) => {
  const input = tf.input({ shape: [...sizesOf(x)] });
  const isShared = sketch.chance('shared nested model', 0.5);
  let y = isShared ? sketch.apply(shapeKeeping(sketch, input), input) : moves(sketch, input, 2);
  if (sketch.draw.chance(0.5)) y = sequential(sketch, y).apply(y) as Symbolic;
  const model = tf.model({ inputs: input, outputs: y });
  sketch.note('nested model');
  const once = model.apply(x) as Symbolic;
  return isShared ? (model.apply(once) as Symbolic) : once;
};

const STRUCTURES: readonly Move[] = [branches, sharedLayer, nestedModel];

const moves = (sketch: Sketch, x: Symbolic, count: number): Symbolic => {
  let y = x;
  for (let i = 0; i < count; i++) y = sketch.draw.pick(LAYER_MOVES)(sketch, y);
  return y;
};

/** Something with multiply-adds, random moves, then a head. */
export function randomCnn(seed: number): RandomArchitecture {
  const sketch = new Sketch(seed);
  const { draw } = sketch;
  const shape = [draw.integer(3, 10), draw.integer(3, 10), draw.integer(1, 4)];
  const image = tf.input({ shape });
  let x = conv2d(sketch, image);
  for (let i = draw.integer(1, 4); i > 0; i--) {
    x = moves(sketch, x, 1);
    if (draw.chance(0.4)) x = draw.pick(STRUCTURES)(sketch, x);
  }
  if (sketch.chance('global pool', 0.5)) {
    const average = draw.chance(0.5);
    x = sketch.apply(average ? tf.layers.globalAveragePooling2d({}) : tf.layers.globalMaxPooling2d({}), x);
  } else x = sketch.apply(tf.layers.flatten(), x);
  x = sketch.apply(tf.layers.dense({ units: draw.integer(1, 5), useBias: draw.chance(0.5) }), x);
  const network = tf.model({ inputs: image, outputs: x });
  const isWrapped = sketch.chance('model in a sequential', 0.1);
  const model = isWrapped ? tf.sequential({ layers: [network, tf.layers.softmax()] }) : network;
  return { model, input: [batchOf(sketch), ...shape], kinds: sketch.kinds };
}

export function randomVit(seed: number): RandomArchitecture {
  const sketch = new Sketch(seed);
  const { draw } = sketch;
  sketch.note('ViT');
  const patch = draw.integer(1, 4);
  const imageSize = patch * draw.integer(1, 4);
  const width = draw.integer(2, 12);
  const heads = draw.integer(1, 5);
  const divides = width % heads === 0;
  sketch.note(
    divides ? 'ViT with heads that divide the width' : 'ViT with heads that do not divide the width',
  );
  const model = vit({
    imageSize,
    patch,
    width,
    heads,
    depth: draw.integer(1, 3),
    classes: draw.integer(1, 6),
    distilled: sketch.chance('ViT with a distillation token', 0.4),
    ...((!divides || draw.chance(0.3)) && { headWidth: draw.integer(1, 6) }),
    ...(draw.chance(0.4) && { mlp: draw.integer(1, 20) }),
  });
  return { model, input: [batchOf(sketch), imageSize, imageSize, 3], kinds: sketch.kinds };
}

function batchOf(sketch: Sketch): number {
  return sketch.chance('batch above 1', 0.6) ? sketch.draw.integer(2, 3) : 1;
}
