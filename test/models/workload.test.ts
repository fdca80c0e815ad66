/** @file The zoo's workloads: what they open, what they leave behind, what they refuse and in which words. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { mobilenetV1, vit, ZOO, zooWorkload, type ZooOptions } from '../../models/index.ts';
import { editDistance, nearest } from '../../src/core/nearest-word.ts';
import { TfjsFlopsError } from '../../src/core/errors.ts';
import { take } from './checks.ts';

beforeAll(async () => {
  await tf.setBackend('wasm');
});

/** Logits of the same small network on an image of the same size. */
const logits = async (seed: number): Promise<number[]> => {
  const options = { imageSize: 16, classes: 4, weights: 'seeded', seed } as const;
  const session = await zooWorkload('mobilenet-v2', options).open();
  const values = take(session.run() as tf.Tensor);
  session.dispose();
  return values;
};

describe('a session', () => {
  it.each(ZOO)('of $name leaves no tensor behind', async ({ name }) => {
    const before = tf.memory().numTensors;
    const session = await zooWorkload(name, { imageSize: 32, classes: 3 }).open();
    expect(tf.memory().numTensors).toBeGreaterThan(before);
    const opened = tf.memory().numTensors;
    take(session.run() as tf.Tensor);
    expect(tf.memory().numTensors).toBe(opened);
    session.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('states what it runs on', async () => {
    const [batch, imageSize, classes] = [2, 32, 3];
    const workload = zooWorkload('deit-ti16', { batch, imageSize, classes, weights: 'seeded', seed: 9 });
    const { name, title, spec } = workload;
    expect({ name, title, spec }).toEqual({
      name: 'deit-ti16',
      title: 'DeiT-Ti/16',
      spec: { zoo: 'deit-ti16', batch, imageSize, classes, weights: 'seeded', seed: 9 },
    });
    const session = await workload.open();
    const shape = [batch, imageSize, imageSize, 3];
    expect(session.inputs).toEqual([{ name: 'image', shape, dtype: 'float32', origin: 'value' }]);
    expect(session.architecture?.inputs).toEqual([shape]);
    const model = session.models[0] as tf.LayersModel;
    expect(session.architecture?.topology).toEqual(model.toJSON(null, false));
    expect(model.inputs[0]!.shape).toEqual([null, imageSize, imageSize, 3]);
    const output = session.run() as tf.Tensor;
    expect(output.shape).toEqual([batch, classes]);
    expect(new Set(take(output)).size).toBe(batch * classes);
    session.dispose();
  });

  it('never splits a batch', async () => {
    const batch = 33;
    const session = await zooWorkload('mobilenet-v1', { batch, imageSize: 8, classes: 2 }).open();
    const call = vi.spyOn((session.models[0] as tf.LayersModel).getLayer('stem.conv'), 'call');
    take(session.run() as tf.Tensor);
    expect(call.mock.calls.map(([x]) => [x].flat()[0]!.shape[0])).toEqual([batch]);
    session.dispose();
  });

  it('repeats for a seed, differs for another', async () => {
    expect(await logits(0)).toEqual(await logits(0));
    expect(await logits(0)).not.toEqual(await logits(1));
  });
});

const refuses = (act: () => unknown, code: string, message: string): void => {
  const before = tf.memory().numTensors;
  let thrown: unknown;
  try {
    act();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(TfjsFlopsError);
  expect(thrown).toMatchObject({ code, message });
  expect(tf.memory().numTensors).toBe(before);
};

describe('one sentence for each mistake', () => {
  it.each([
    [
      'mobilenetv2',
      'no model "mobilenetv2": not a zoo name. Did you mean mobilenet-v2? All: ZOO of tfjs-flops/models',
    ],
    [
      'ResNet-50',
      'no model "ResNet-50": not a zoo name. Did you mean resnet50? All: ZOO of tfjs-flops/models',
    ],
    ['vit-l16', 'no model "vit-l16": not a zoo name. Did you mean vit-b16? All: ZOO of tfjs-flops/models'],
    ['yolo', 'no model "yolo": not a zoo name. All: ZOO of tfjs-flops/models'],
    ['', 'no model "": not a zoo name. All: ZOO of tfjs-flops/models'],
  ])('no model %j', (name, message) => {
    refuses(() => zooWorkload(name), 'unknown-model', message);
  });

  it.each<[string, ZooOptions, string]>([
    ['resnet18', { batch: 0 }, 'batch: 0 is not a positive integer. Give 1 or more.'],
    ['resnet18', { batch: 1.5 }, 'batch: 1.5 is not a positive integer. Give 1 or more.'],
    ['resnet18', { classes: -3 }, 'classes: -3 is not a positive integer. Give 1 or more.'],
    ['resnet18', { imageSize: 0 }, 'imageSize: 0 is not a positive integer. Give 1 or more.'],
    ['deit-ti16', { imageSize: NaN }, 'imageSize: NaN is not a positive integer. Give 1 or more.'],
    ['vgg16', { imageSize: 31 }, 'imageSize: 31 is too small for vgg16. Give 32 or more.'],
    [
      'deit-ti16',
      { imageSize: 225 },
      'imageSize: 225 is not a multiple of 16 pixels, the patch size of deit-ti16. Give imageSize: 224, or imageSize: 240',
    ],
    [
      'vit-b16',
      { imageSize: 8 },
      'imageSize: 8 is not a multiple of 16 pixels, the patch size of vit-b16. Give imageSize: 16',
    ],
    ['vit', { depth: 0 }, 'depth: 0 is not a positive integer. Give 1 or more.'],
    ['vit', { depth: 1e9 }, 'depth: 1000000000 is more than can be built. Give at most 1000.'],
    ['vit', { imageSize: 1e9 }, 'imageSize: 1000000000 is more than can be built. Give at most 1000000.'],
    [
      'deit-ti16',
      { heads: 5 },
      'heads: 5 does not divide the width 192. Give headWidth, or give a width that is a multiple of 5.',
    ],
    ['mobilenet-v2', { width: 0 }, 'width: 0 is not a positive number. Give a published one, 0.25 to 1.4.'],
    ['resnet18', { blocks: [2, 0] }, 'blocks: 0 is not a positive integer. Give 1 or more.'],
    ['vgg16', { convs: [1, 1] }, 'filters has 5 stages where 2 are needed. Give a number for each stage.'],
    ['resnet18', { seed: -1 }, 'seed: -1 is not an integer from 0 to 2^32 − 1.'],
    ['resnet18', { weights: 'random' as 'seeded' }, "weights: 'random' is not 'fill' or 'seeded'."],
  ])('%s with %j', (name, options, message) => {
    refuses(() => zooWorkload(name, options), 'invalid-option', message);
  });

  it('builders refuse what they cannot build', () => {
    const config = { depth: 1, width: 10, heads: 3, patch: 4, imageSize: 8 };
    refuses(
      () => vit(config),
      'invalid-option',
      'heads: 3 does not divide the width 10. Give headWidth, or give a width that is a multiple of 3.',
    );
    refuses(
      () => vit({ ...config, headWidth: 0 }),
      'invalid-option',
      'headWidth: 0 is not a positive integer. Give 1 or more.',
    );
    refuses(
      () => vit({ ...config, headWidth: 2, imageSize: 9 }),
      'invalid-option',
      'imageSize: 9 is not a multiple of 4 pixels, the patch size of vit. Give imageSize: 8, or imageSize: 12',
    );
    refuses(
      () => mobilenetV1({ alpha: 0 }),
      'invalid-option',
      'alpha: 0 is not a positive number. Give a published one, 0.25 to 1.4.',
    );
  });
});

describe('a network of other dimensions', () => {
  const parametersOf = async (name: string, options: ZooOptions): Promise<number> => {
    const session = await zooWorkload(name, options).open();
    const count = (session.models[0] as tf.LayersModel).countParams();
    session.dispose();
    return count;
  };

  it('vit: each dimension is in its parameters', async () => {
    const [patch, depth, width, heads, headWidth, mlp, imageSize, classes] = [4, 3, 10, 2, 3, 7, 8, 6];
    const options = { patch, depth, width, heads, headWidth, mlp, imageSize, classes };
    const [A, N] = [heads * headWidth, (imageSize / patch) ** 2 + 1];
    const block =
      2 * 2 * width + (width + 1) * 3 * A + (A + 1) * width + (width + 1) * mlp + (mlp + 1) * width;
    expect(await parametersOf('vit', options)).toBe(
      (patch * patch * 3 + 1) * width + (1 + N) * width + depth * block + 2 * width + (width + 1) * classes,
    );
  });

  it('resnet18, vgg16, mobilenet-v1', async () => {
    const [width, classes] = [4, 5];
    const norm = (filters: number): number => 4 * filters;
    const conv = (k: number, from: number, to: number): number => k * k * from * to + norm(to);
    expect(await parametersOf('resnet18', { blocks: [1], width, classes, imageSize: 8 })).toBe(
      conv(7, 3, width) + 2 * conv(3, width, width) + (width + 1) * classes,
    );
    const [f1, f2, hidden] = [3, 5, 4];
    expect(
      await parametersOf('vgg16', { convs: [1, 2], filters: [f1, f2], hidden, classes, imageSize: 4 }),
    ).toBe(
      (9 * 3 + 1) * f1 +
        (9 * f1 + 1) * f2 +
        (9 * f2 + 1) * f2 +
        (f2 + 1) * hidden +
        (hidden + 1) * hidden +
        (hidden + 1) * classes,
    );
    // 1024 · 1/8 features; 32 · 1/8 of the stem.
    const session = await zooWorkload('mobilenet-v1', { width: 1 / 8, imageSize: 8, classes }).open();
    const shapes = session.models.flatMap((model) =>
      (model as tf.LayersModel).getWeights().map(({ shape }) => shape),
    );
    expect(shapes[0]).toEqual([3, 3, 3, 32 / 8]);
    expect(shapes).toContainEqual([1024 / 8, classes]);
    session.dispose();
  });

  it('says so in its name, its title and what repeats it', () => {
    const { name, title, spec } = zooWorkload('vit', { patch: 8, headWidth: 4, imageSize: 32 });
    expect({ name, title }).toEqual({
      name: 'vit:patch=8,head-width=4',
      title: 'ViT, patch 8, head-width 4',
    });
    expect(spec).toMatchObject({ zoo: 'vit', imageSize: 32, dimensions: { patch: 8, headWidth: 4 } });
    expect(zooWorkload('resnet18', { blocks: [1, 2] }).name).toBe('resnet18:blocks=1-2');
    expect(zooWorkload('mobilenet-v2', { width: 1.4 }).title).toBe('MobileNetV2, width 1.4');
  });
});

describe('the nearest word', () => {
  it('by edit distance', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('abc', 'abc')).toBe(0);
  });

  it('is none when all are far, the first of equals, or one that begins so', () => {
    expect(nearest('zebra', ['cpu', 'wasm'])).toBeUndefined();
    expect(nearest('wsam', ['cpu', 'wasm'])).toBeUndefined();
    expect(nearest('was', ['cpu', 'wasm'])).toBe('wasm');
    expect(nearest('abx', ['aby', 'abz'])).toBe('aby');
    expect(nearest('res', ['vgg16', 'resnet18'])).toBe('resnet18');
  });
});
