/** @file Layer names make the tree; the architecture's JSON makes the same model again. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { mobilenetV1, mobilenetV2, resnet, vgg, vit, ZOO } from '../../models/index.ts';
import { multipleOf8 } from '../../models/mobilenet-v2.ts';
import { activations, parametersOf, take } from './checks.ts';

const seeded = { imageSize: 32, classes: 5, weights: 'seeded', seed: 4 } as const;
const tinyVit = { ...seeded, depth: 2, width: 12, heads: 2, patch: 16, mlp: 8 } as const;

beforeAll(async () => {
  await tf.setBackend('wasm');
});

const names = (model: tf.LayersModel): string[] => model.layers.map(({ name }) => name);

describe('JSON makes the same model again, initial weights included', () => {
  it.each<[string, () => tf.LayersModel]>([
    ['resnet, basic', () => resnet({ ...seeded, blocks: [1, 2], width: 8 })],
    ['resnet, bottleneck', () => resnet({ ...seeded, blocks: [1, 2], width: 4, bottleneck: true })],
    [
      'resnet, v1',
      () =>
        resnet({ ...seeded, blocks: [1, 1], width: 4, bottleneck: true, strideIn: 'conv1', convBias: true }),
    ],
    ['vgg', () => vgg({ ...seeded, filters: [[4], [6, 8]], hidden: 10 })],
    ['mobilenet v1', () => mobilenetV1({ ...seeded, alpha: 0.1 })],
    ['mobilenet v2', () => mobilenetV2({ ...seeded, alpha: 0.1 })],
    ['vit', () => vit(tinyVit)],
    ['vit, heads of their own width', () => vit({ ...tinyVit, heads: 5, headWidth: 3 })],
    ['vit, distilled', () => vit({ ...tinyVit, distilled: true })],
    ['vit, filled', () => vit({ ...tinyVit, weights: 'fill' })],
  ])('%s', async (_, build) => {
    const model = build();
    const json: unknown = JSON.parse(JSON.stringify(model.toJSON(null, false)));
    const copy = await tf.models.modelFromJSON(json as Parameters<typeof tf.models.modelFromJSON>[0]);
    expect(names(copy)).toEqual(names(model));
    expect(copy.toJSON(null, false)).toEqual(model.toJSON(null, false));
    expect(parametersOf(copy.trainableWeights)).toBe(parametersOf(model.trainableWeights));
    expect(parametersOf(copy.nonTrainableWeights)).toBe(parametersOf(model.nonTrainableWeights));
    const image = tf.randomUniform([1, 32, 32, 3], 0, 1, 'float32', 3);
    const [original, again] = [model, copy].map((m) => take(m.predict(image) as tf.Tensor));
    expect(again).toEqual(original);
    image.dispose();
    model.dispose();
    copy.dispose();
  });
});

describe('names', () => {
  it('of an inverted residual and what surrounds it', () => {
    const model = mobilenetV2({ ...seeded, alpha: 0.1 });
    expect(names(model).slice(0, 4)).toEqual(['image', 'stem.conv', 'stem.norm', 'stem.relu6']);
    expect(names(model).filter((name) => name.startsWith('stage2.block2.'))).toEqual(
      ['expand', 'expand_norm', 'expand_relu6', 'depthwise', 'depthwise_norm', 'depthwise_relu6', 'project']
        .concat('project_norm', 'add')
        .map((name) => `stage2.block2.${name}`),
    );
    expect(names(model).slice(-5)).toEqual(['top.conv', 'top.norm', 'top.relu6', 'head.pool', 'head.dense']);
    model.dispose();
  });

  it('of a distilled vision transformer', () => {
    const model = vit({ ...tinyVit, depth: 1, distilled: true });
    expect(new Set(names(model))).toEqual(
      new Set([
        'image',
        'patch_embed',
        ...['flatten', 'distillation', 'class', 'positions'].map((name) => `tokens.${name}`),
        'blocks.0.norm1',
        ...['qkv', 'scores', 'softmax', 'apply', 'proj', 'add'].map((name) => `blocks.0.attn.${name}`),
        'blocks.0.norm2',
        ...['fc1', 'gelu', 'fc2', 'add'].map((name) => `blocks.0.mlp.${name}`),
        'norm',
        'pool',
        'head',
        'pool_distillation',
        'head_distillation',
        'average',
      ]),
    );
    model.dispose();
  });

  it('of a bottleneck with a projection', () => {
    const model = resnet({ ...seeded, blocks: [1], width: 4, bottleneck: true });
    expect(new Set(names(model).filter((name) => name.startsWith('stage1.block1.')))).toEqual(
      new Set(
        [
          'conv1',
          'norm1',
          'relu1',
          'conv2',
          'norm2',
          'relu2',
          'conv3',
          'norm3',
          'shortcut.conv',
          'shortcut.norm',
        ]
          .concat('add', 'relu')
          .map((name) => `stage1.block1.${name}`),
      ),
    );
    model.dispose();
  });
});

const strides = (name: string): Record<string, unknown> => {
  const model = ZOO.find((entry) => entry.name === name)!.build({ imageSize: 32 });
  const found = ['conv1', 'conv2', 'shortcut.conv'].map((part) => {
    const { strides } = model.getLayer(`stage2.block1.${part}`).getConfig();
    return [part, strides];
  });
  model.dispose();
  return Object.fromEntries(found) as Record<string, unknown>;
};

describe('structure', () => {
  it('the stride is in the first 1×1 of ResNet v1, in the 3×3 of v1.5', () => {
    expect(strides('resnet50-v1')).toEqual({ conv1: [2, 2], conv2: [1, 1], 'shortcut.conv': [2, 2] });
    expect(strides('resnet50')).toEqual({ conv1: [1, 1], conv2: [2, 2], 'shortcut.conv': [2, 2] });
  });

  it('MobileNetV2 adds where stride is 1 and widths are equal', () => {
    const model = mobilenetV2(seeded);
    const repeats = [1, 2, 3, 4, 3, 3, 1];
    expect(names(model).filter((name) => name.endsWith('.add'))).toEqual(
      repeats.flatMap((n, i) => Array.from({ length: n - 1 }, (_, j) => `stage${i + 1}.block${j + 2}.add`)),
    );
    model.dispose();
  });

  it('a transformer is wired as published: softmax over keys, two residuals a block, mean of two heads', () => {
    const model = vit({ ...tinyVit, distilled: true });
    const image = tf.randomUniform([1, 32, 32, 3], 0, 1, 'float32', 3);
    const outputs = activations(model, image);
    image.dispose();
    model.dispose();
    const of = (name: string): number[] => [...outputs.get(name)!];
    const expectSum = (sum: string, ...summands: string[]): void => {
      for (const [i, x] of of(sum).entries()) {
        expect(x).toBeCloseTo(
          summands.reduce((total, name) => total + of(name)[i]!, 0),
          4,
        );
      }
    };
    const tokens = (32 / 16) ** 2 + 2;
    const probabilities = of('blocks.1.attn.softmax');
    expect(probabilities).toHaveLength(tinyVit.heads * tokens * tokens);
    for (let i = 0; i < probabilities.length; i += tokens) {
      expect(probabilities.slice(i, i + tokens).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    }
    expectSum('blocks.0.attn.add', 'tokens.positions', 'blocks.0.attn.proj');
    expectSum('blocks.0.mlp.add', 'blocks.0.attn.add', 'blocks.0.mlp.fc2');
    expectSum('blocks.1.attn.add', 'blocks.0.mlp.add', 'blocks.1.attn.proj');
    const { width } = tinyVit;
    expect(of('pool')).toEqual(of('norm').slice(0, width));
    expect(of('pool_distillation')).toEqual(of('norm').slice(width, 2 * width));
    const [taught, both] = [of('head_distillation'), of('average')];
    expect(of('head').map((x, i) => (x + taught[i]!) / 2)).toEqual(both.map((x) => expect.closeTo(x, 5)));
  });

  it('MobileNetV2 rounds widths to 8 and loses no more than a tenth', () => {
    expect([32 * 0.35, 16 * 0.35, 24 * 0.75, 96 * 1.4, 1280 * 1.4].map(multipleOf8)).toEqual([
      16, 8, 24, 136, 1792,
    ]);
  });
});
