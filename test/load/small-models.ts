/** @file Small real model files, as values to change, and written to a folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

// oxlint-disable-next-line typescript/no-explicit-any -- faults reach into any part of a JSON
export type Loose = any;

/** A model.json as a value, and its shards by path. */
export interface Files {
  json: Loose;
  readonly shards: Map<string, Uint8Array<ArrayBuffer>>;
}

const UNITS = 3;
const FEATURES = 2;

/** Bytes of kernel and bias: 4·2·3 + 4·3. */
export const DENSE_BYTES = 4 * FEATURES * UNITS + 4 * UNITS;
/** The kernel 1…6, the bias 7…9. */
export const DENSE_VALUES = Float32Array.from({ length: FEATURES * UNITS + UNITS }, (_, i) => i + 1);

/** Borders that cut through values; the last shard is the longest, and the bias begins within it. */
const CUTS = [0, 5, 10, DENSE_BYTES];
export const SHARD_BYTES: readonly number[] = [5, 5, DENSE_BYTES - 10];

/** One dense layer in three shards. */
export function denseFiles(): Files {
  const bytes = new Uint8Array(DENSE_VALUES.slice().buffer);
  const paths = [1, 2, 3].map((part) => `group1-shard${part}of3.bin`);
  const config = { name: 'dense', units: UNITS, activation: 'linear', use_bias: true };
  const layer = { class_name: 'Dense', config: { ...config, batch_input_shape: [null, FEATURES] } };
  const model = { class_name: 'Sequential', config: { name: 'small', layers: [layer] } };
  return {
    json: {
      format: 'layers-model',
      modelTopology: { keras_version: '2.15.0', backend: 'tensorflow', model_config: model },
      weightsManifest: [
        {
          paths,
          weights: [
            { name: 'dense/kernel', shape: [FEATURES, UNITS], dtype: 'float32' },
            { name: 'dense/bias', shape: [UNITS], dtype: 'float32' },
          ],
        },
      ],
    },
    shards: new Map(paths.map((path, i) => [path, bytes.slice(CUTS[i], CUTS[i + 1])])),
  };
}

export const node = (name: string, op: string, input: readonly string[] = [], attr: Loose = {}): Loose => ({
  name,
  op,
  input,
  attr,
});

const FLOAT = { type: 'DT_FLOAT' };

/** x·W with a called function beside it: a while loop over a counter, and a TF1 loop. */
export function graphTopology(): Loose {
  const argument = { name: 'i', type: 'DT_INT32' };
  return {
    versions: { producer: 1 },
    node: [
      node('x', 'Placeholder', [], {
        dtype: FLOAT,
        shape: { shape: { dim: [{ size: '-1' }, { size: '2' }] } },
      }),
      node('w', 'Const', [], { dtype: FLOAT, value: { tensor: { dtype: 'DT_FLOAT', tensorShape: {} } } }),
      node('y', 'MatMul', ['x:0', 'w', '^zero'], { transpose_a: { b: false }, transpose_b: { b: false } }),
      node('zero', 'Const', [], { dtype: { type: 'DT_INT32' } }),
      node('loop', 'StatelessWhile', ['zero'], {
        cond: { func: { name: 'small' } },
        body: { func: { name: 'next' } },
        T: { list: { type: ['DT_INT32'] } },
        output_shapes: { list: { shape: [{}] } },
      }),
      node('enter', 'Enter', ['zero'], { frame_name: { s: 'ZnJhbWU=' } }),
      node('merge', 'Merge', ['enter', 'back']),
      node('back', 'NextIteration', ['merge']),
    ],
    library: {
      function: [
        {
          signature: { name: 'small', inputArg: [argument], outputArg: [{ name: 'out', type: 'DT_BOOL' }] },
          nodeDef: [node('less', 'Less', ['i', 'i'])],
          ret: { out: 'less:z:0' },
        },
        {
          signature: { name: 'next', inputArg: [argument], outputArg: [{ name: 'out', type: 'DT_INT32' }] },
          nodeDef: [node('add', 'AddV2', ['i', 'i'])],
          ret: { out: 'add:z:0' },
        },
      ],
    },
  };
}

/** x·W alone, which tfjs runs, in one shard. */
export function graphFiles(): Files {
  const topology = graphTopology();
  topology.node = [topology.node[0], topology.node[1], node('y', 'MatMul', ['x', 'w'])];
  topology.library = {};
  return {
    json: {
      format: 'graph-model',
      signature: { inputs: { x: { name: 'x:0' } }, outputs: { y: { name: 'y:0' } } },
      modelTopology: topology,
      weightsManifest: [
        { paths: ['weights.bin'], weights: [{ name: 'w', shape: [FEATURES, UNITS], dtype: 'float32' }] },
      ],
    },
    shards: new Map([['weights.bin', new Uint8Array(DENSE_VALUES.slice(0, FEATURES * UNITS).buffer)]]),
  };
}

export function writeFiles(folder: string, { json, shards }: Files, jsonName = 'model.json'): string {
  mkdirSync(folder, { recursive: true });
  const text = typeof json === 'string' || json instanceof Uint8Array ? json : JSON.stringify(json);
  writeFileSync(join(folder, jsonName), text);
  for (const [path, bytes] of shards) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}
