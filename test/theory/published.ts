/** @file The published tables in `test/published`. */
import { readFileSync } from 'node:fs';

export interface PublishedModel {
  readonly model: string;
  readonly imageSize: number;
  readonly trainable: number;
  readonly statistics: number;
  readonly multiplyAdds: number;
}

/** Rows of a CSV file without quoted fields, by the names in its head. */
function csv(path: string): readonly Readonly<Record<string, string>>[] {
  const text = readFileSync(new URL(`../published/${path}`, import.meta.url), 'utf8');
  const [head = '', ...lines] = text.trim().split('\n');
  const names = head.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i] ?? '', cell])));
}

export const PUBLISHED: readonly PublishedModel[] = csv('open-exact.csv').map((row) => ({
  model: row['model'] ?? '',
  imageSize: Number(row['input_size']),
  trainable: Number(row['params_trainable']),
  statistics: Number(row['bn_running_stats']),
  multiplyAdds: Number(row['macs_total']),
}));

/** @throws where the table has no such row */
export function published(model: string): PublishedModel {
  const row = PUBLISHED.find((candidate) => candidate.model === model);
  if (row === undefined) throw new Error(`${model} is not in open-exact.csv`);
  return row;
}

export interface PublishedOp {
  /** PyTorch's path of the layer. */
  readonly module: string;
  readonly kind: string;
  readonly multiplyAdds: number;
}

/** Each convolution, dense layer and batched matrix product, in the table's order. */
export const publishedOps = (model: string): readonly PublishedOp[] =>
  csv(`layers/${model}.ops.csv`).map((row) => ({
    module: row['module'] ?? '',
    kind: row['op'] ?? '',
    multiplyAdds: Number(row['macs']),
  }));

/**
 * Those of ResNet-50 with each stage's stride of 2 in the first 1×1, which then has a quarter of the outputs.
 */
export const resnet50V1Ops = (): readonly PublishedOp[] =>
  publishedOps('resnet50').map(({ module, kind, multiplyAdds }) => ({
    module,
    kind,
    multiplyAdds: /^layer[234]\.0\.conv1$/.test(module) ? multiplyAdds / 4 : multiplyAdds,
  }));

/**
 * ResNet-50 v1: `keras.applications.ResNet50` of Keras 3.15.1, 25,583,592 trainable and 25,636,712 parameters
 * in all; its multiply-adds recounted on the same model.
 */
export const RESNET50_V1: PublishedModel = {
  model: 'resnet50-v1',
  imageSize: 224,
  trainable: 25_583_592,
  statistics: 25_636_712 - 25_583_592,
  multiplyAdds: 3_857_973_248,
};
