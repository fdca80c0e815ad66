/** @file Parameters of the nine networks as published, to the last digit. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { ZOO } from '../../models/index.ts';
import { parametersOf } from './checks.ts';

interface Published {
  readonly trainable: number;
  readonly statistics: number;
}

/** Where each network stands in the published table, which goes by the names of torchvision and timm. */
const PUBLISHED_AS: Readonly<Record<string, string>> = {
  resnet18: 'resnet18',
  resnet50: 'resnet50',
  vgg16: 'vgg16',
  'mobilenet-v1': 'mobilenetv1_100',
  'mobilenet-v2': 'mobilenet_v2',
  'vit-b16': 'vit_b_16',
  'deit-ti16': 'deit_tiny_patch16_224',
  'deit-ti16-distilled': 'deit_tiny_distilled_patch16_224',
};

function publishedTable(): ReadonlyMap<string, Published> {
  const csv = readFileSync(new URL('../published/open-exact.csv', import.meta.url), 'utf8');
  const [header = '', ...lines] = csv.trim().split(/\r?\n/);
  const columns = header.split(',');
  const value = (line: string, column: string): string => line.split(',')[columns.indexOf(column)]!;
  return new Map(
    lines.map((line) => [
      value(line, 'model'),
      {
        trainable: Number(value(line, 'params_trainable')),
        statistics: Number(value(line, 'bn_running_stats')),
      },
    ]),
  );
}

// keras.applications.ResNet50().summary(): 25,583,592 trainable of 25,636,712.
const KERAS_RESNET50: Published = { trainable: 25_583_592, statistics: 25_636_712 - 25_583_592 };

const parameters = (name: string, imageSize: number): number => {
  const model = ZOO.find((entry) => entry.name === name)!.build({ imageSize });
  const count = parametersOf(model.weights);
  model.dispose();
  return count;
};

beforeAll(async () => {
  await tf.setBackend('wasm');
});

describe('parameters', () => {
  const table = publishedTable();

  it('the zoo is the nine published networks', () => {
    expect(ZOO.map(({ name }) => name).toSorted()).toEqual(
      [...Object.keys(PUBLISHED_AS), 'resnet50-v1'].toSorted(),
    );
  });

  it.each(ZOO)('$name', ({ name, build }) => {
    const published = name === 'resnet50-v1' ? KERAS_RESNET50 : table.get(PUBLISHED_AS[name]!)!;
    const model = build();
    try {
      expect(parametersOf(model.trainableWeights)).toBe(published.trainable);
      expect(parametersOf(model.nonTrainableWeights)).toBe(published.statistics);
    } finally {
      model.dispose();
    }
  });

  it.each(['resnet18', 'resnet50', 'resnet50-v1', 'mobilenet-v1', 'mobilenet-v2'])(
    '%s has as many for small images',
    (name) => {
      expect(parameters(name, 33)).toBe(parameters(name, 224));
    },
  );

  it('a vision transformer has one position vector a token, a VGG one weight row a flattened feature', () => {
    const D = 192;
    const [tokens, moreTokens] = [(32 / 16) ** 2, (48 / 16) ** 2];
    expect(parameters('deit-ti16', 48) - parameters('deit-ti16', 32)).toBe((moreTokens - tokens) * D);
    const [channels, hidden] = [512, 4096];
    const [pixels, morePixels] = [(32 / 2 ** 5) ** 2, (64 / 2 ** 5) ** 2];
    expect(parameters('vgg16', 64) - parameters('vgg16', 32)).toBe((morePixels - pixels) * channels * hidden);
  });
});
