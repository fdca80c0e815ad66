/** @file Model files for `bench:count`, made where they are wanted: a layers model of 102 MB, and graphs of any length. */
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zooWorkload } from '../../models/index.ts';
import { onShapes } from '../../src/shape/in-place.ts';

/** Bytes of a shard, as the converter cuts them. */
const SHARD_BYTES = 4 << 20;

interface Specified {
  readonly name: string;
  readonly shape: readonly number[];
}

const bytesOf = (specs: readonly Specified[]): number =>
  specs.reduce((sum, { shape }) => sum + 4 * shape.reduce((product, size) => product * size, 1), 0);

/** A file that is all zeros and takes no room on the disk. */
function hollow(path: string, bytes: number): void {
  writeFileSync(path, '');
  truncateSync(path, bytes);
}

/** Writes model.json and its shards. @returns bytes of the shards */
function writeFolder(folder: string, json: object, specs: readonly Specified[]): number {
  mkdirSync(folder, { recursive: true });
  const bytes = bytesOf(specs);
  const count = Math.max(1, Math.ceil(bytes / SHARD_BYTES));
  const paths = Array.from({ length: count }, (_, i) => `group1-shard${i + 1}of${count}.bin`);
  for (const [i, path] of paths.entries())
    hollow(join(folder, path), Math.min(SHARD_BYTES, bytes - i * SHARD_BYTES));
  const weights = specs.map((spec) => ({ ...spec, dtype: 'float32' }));
  const text = JSON.stringify({ ...json, weightsManifest: [{ paths, weights }] });
  writeFileSync(join(folder, 'model.json'), text);
  return bytes;
}

/** ResNet-50 as `model.save` writes it; its values are zeros. @returns bytes of its weights */
export async function writeLayers(folder: string): Promise<number> {
  const { architecture, weights } = await onShapes(async () => {
    const session = await zooWorkload('resnet50').open();
    const [model] = session.models as readonly { weights: readonly { name: string; shape: number[] }[] }[];
    return {
      architecture: session.architecture as { readonly topology: object },
      weights: model!.weights.map(({ name, shape }) => ({ name, shape })),
    };
  });
  return writeFolder(folder, { format: 'layers-model', modelTopology: architecture.topology }, weights);
}

const dims = (shape: readonly number[]): object => ({ dim: shape.map((size) => ({ size: String(size) })) });
const text = (value: string): object => ({ s: Buffer.from(value).toString('base64') });
const ONES = { list: { i: ['1', '1', '1', '1'] } };
const FLOAT = { T: { type: 'DT_FLOAT' } };
const WIDTH = 8;

interface Step {
  readonly op: string;
  /** Weights, after what the node before it made. */
  readonly takes: readonly string[];
  readonly attr?: object;
}

/** What is repeated, one behind the other: each node with the weights that it takes. */
const CHAINS = {
  products: {
    input: [1, WIDTH],
    weights: { w: [WIDTH, WIDTH], b: [WIDTH] },
    nodes: [
      { op: 'MatMul', takes: ['w'] },
      { op: 'AddV2', takes: ['b'] },
      { op: 'Relu', takes: [] },
      { op: 'Identity', takes: [] },
    ],
  },
  convolutions: {
    input: [1, WIDTH, WIDTH, WIDTH],
    weights: { w: [1, 1, WIDTH, WIDTH], scale: [WIDTH], offset: [WIDTH], mean: [WIDTH], variance: [WIDTH] },
    nodes: [
      {
        op: 'Conv2D',
        takes: ['w'],
        attr: { strides: ONES, dilations: ONES, padding: text('SAME'), data_format: text('NHWC') },
      },
      {
        op: 'FusedBatchNormV3',
        takes: ['scale', 'offset', 'mean', 'variance'],
        attr: { epsilon: { f: 1e-3 }, is_training: { b: false } },
      },
      { op: 'Relu', takes: [] },
      { op: 'Identity', takes: [] },
    ],
  },
} as const;

export type Chain = keyof typeof CHAINS;

/** A chain of so many nodes. */
export function writeChain(folder: string, nodes: number, kind: Chain = 'products'): void {
  const { input, weights, nodes: steps } = CHAINS[kind];
  const specs = Object.entries(weights).map(([name, shape]) => ({ name, shape }));
  const constants = specs.map(({ name, shape }) => ({
    name,
    op: 'Const',
    attr: {
      dtype: { type: 'DT_FLOAT' },
      value: { tensor: { dtype: 'DT_FLOAT', tensorShape: dims(shape) } },
    },
  }));
  const x = {
    name: 'x',
    op: 'Placeholder',
    attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: dims(input) } },
  };
  const chain = Array.from({ length: nodes }, (_, i) => {
    const step: Step = steps[i % steps.length]!;
    const before = i === 0 ? 'x' : `n${i - 1}`;
    return { name: `n${i}`, op: step.op, input: [before, ...step.takes], attr: { ...FLOAT, ...step.attr } };
  });
  const modelTopology = { node: [...constants, x, ...chain], versions: { producer: 1 } };
  writeFolder(folder, { format: 'graph-model', modelTopology }, specs);
}
