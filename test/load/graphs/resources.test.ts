/** @file Hash tables that an initialiser graph fills, and inputs that are no floats. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { profile } from '../../../src/index.ts';
import { artifactsOf, matMul, placeholder, type HandMadeGraph } from '../../support/graph-def.ts';
import { useBackend } from '../../support/backend.ts';
import { fileWorkload } from '../../../src/load/workload.ts';
import type { Loose } from '../small-models.ts';
import { exactly, figures, filesOf, inFolder, profiled } from './build.ts';

beforeAll(() => useBackend('cpu'));

const [IDS, ROWS, FEATURES, CLASSES] = [2, 4, 8, 3];

const int = (name: string, values: readonly number[], shape: readonly number[] = []) =>
  ({ name, shape, dtype: 'int32', values }) as const;
const float = (name: string, ...shape: readonly number[]) =>
  ({
    name,
    shape,
    dtype: 'float32',
    values: Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0.5),
  }) as const;

const type = (name: string): Loose => ({ type: `DT_${name}` });
const resource = (name: string): Loose => ({
  name,
  op: 'Placeholder',
  attr: { dtype: type('RESOURCE'), shape: { shape: {} } },
});
const node = (name: string, op: string, input: readonly string[], attr: Loose = {}): Loose => ({
  name,
  op,
  input,
  attr,
});
const TABLE: Loose = { key_dtype: type('INT32'), value_dtype: type('INT32') };

/** Rows of a table of features, looked up by what `indices` gives; then a dense layer. */
const behind = (indices: string): readonly Loose[] => [
  node('rows', 'GatherV2', ['features', indices, 'axis'], { batch_dims: { i: '0' }, Tparams: type('FLOAT') }),
  matMul('y', 'rows', 'W'),
];
const WEIGHTS = [float('features', ROWS, FEATURES), float('W', FEATURES, CLASSES), int('axis', [0])];
const RIGHT = exactly(IDS * FEATURES * CLASSES, ROWS * FEATURES + FEATURES * CLASSES);

const find = (name: string, table: string, keys: string): Loose =>
  node(name, 'LookupTableFindV2', [table, keys, 'default'], { Tin: type('INT32'), Tout: type('INT32') });

const constant = (name: string, length: number): Loose => ({
  name,
  op: 'Const',
  attr: {
    dtype: type('INT32'),
    value: { tensor: { dtype: 'DT_INT32', tensorShape: { dim: [{ size: String(length) }] } } },
  },
});

/** An initialiser that fills tables; each is output `OUT:0` with its place as `resourceId`. */
function initialiser(...tables: readonly string[]): Loose {
  const nodes = tables.flatMap((table) => [
    node(table, 'HashTableV2', [], TABLE),
    node(`${table}/import`, 'LookupTableImportV2', [table, 'keys', 'values'], {
      Tin: type('INT32'),
      Tout: type('INT32'),
    }),
    node(`${table}/out`, 'Identity', [table, `^${table}/import`], { T: type('RESOURCE') }),
  ]);
  return {
    modelInitializer: {
      node: [constant('keys', 3), constant('values', 3), ...nodes],
      versions: { producer: 1 },
    },
    initializerSignature: {
      outputs: Object.fromEntries(
        tables.map((table, i) => [`${table}/out:0`, { name: `${table}/out:0`, resourceId: 100 + i }]),
      ),
    },
  };
}

const signature = (captured: readonly string[], own: readonly string[]): Loose => ({
  signature: {
    inputs: Object.fromEntries([
      ...captured.map((name, i) => [
        `${name}:0`,
        { name: `${name}:0`, dtype: 'DT_RESOURCE', resourceId: 100 + i },
      ]),
      ...own.map((name) => [name, { name: `${name}:0` }]),
    ]),
    outputs: { y: { name: 'y:0' } },
  },
});

const TABLE_WEIGHTS = [
  ...WEIGHTS,
  int('default', [3]),
  int('keys', [1, 2, 3], [3]),
  int('values', [0, 1, 2], [3]),
];

const oneTable: HandMadeGraph = {
  nodes: [
    resource('table'),
    placeholder('ids', [IDS], 'DT_INT32'),
    find('found', 'table', 'ids'),
    ...behind('found'),
  ],
  weights: TABLE_WEIGHTS,
};
const oneTableMembers = { ...initialiser('a'), ...signature(['table'], ['ids']) };

/** The placeholders lie as captured, own, captured, own. */
const twoTables: HandMadeGraph = {
  nodes: [
    resource('first'),
    placeholder('ids', [IDS], 'DT_INT32'),
    resource('second'),
    placeholder('bias', [IDS, CLASSES]),
    find('found', 'first', 'ids'),
    find('again', 'second', 'found'),
    node('rows', 'GatherV2', ['features', 'again', 'axis'], {
      batch_dims: { i: '0' },
      Tparams: type('FLOAT'),
    }),
    matMul('product', 'rows', 'W'),
    node('y', 'AddV2', ['product', 'bias'], { T: type('FLOAT') }),
  ],
  weights: TABLE_WEIGHTS,
};

/** As older converters write it: the table stands in both graphs under one name, and nothing is captured. */
const sharedTable: HandMadeGraph = {
  nodes: [
    node('a', 'HashTableV2', [], TABLE),
    placeholder('ids', [IDS], 'DT_INT32'),
    find('found', 'a', 'ids'),
    ...behind('found'),
    node('size', 'LookupTableSizeV2', ['a']),
    node('float', 'Cast', ['size'], { SrcT: type('INT32'), DstT: type('FLOAT') }),
    node('z', 'AddV2', ['y', 'float'], { T: type('FLOAT') }),
  ],
  weights: TABLE_WEIGHTS,
};

describe('hash tables', () => {
  it('a captured table is no input', async () => {
    const report = await profiled(filesOf(oneTable, oneTableMembers));
    expect(figures(report)).toEqual(RIGHT);
    expect(report.inputs.map(({ name, shape, dtype }) => [name, shape, dtype])).toEqual([
      ['ids', [IDS], 'int32'],
    ]);
  });

  it('nor are two, between the inputs', async () => {
    const files = filesOf(twoTables, {
      ...initialiser('a', 'b'),
      ...signature(['first', 'second'], ['ids', 'bias']),
    });
    const report = await profiled(files, { inputs: [[IDS], [IDS, CLASSES]] });
    expect(figures(report)).toEqual(RIGHT);
    expect(report.inputs.map(({ name }) => name)).toEqual(['ids', 'bias']);
  });

  for (const version of ['', 'V2'])
    it(`one that the graph shares with its initialiser by name, as ops${version || ' V1'}`, async () => {
      const { initializerSignature: _none, modelInitializer } = initialiser('a');
      const rename = (op: string): string => (/Table/.test(op) ? op.replace(/V2$/, version) : op);
      const renamed = (nodes: readonly Loose[]): Loose[] =>
        nodes.map((entry) => ({ ...entry, op: rename(entry.op) }));
      const graph = { ...sharedTable, nodes: renamed(sharedTable.nodes) };
      const members = { modelInitializer: { ...modelInitializer, node: renamed(modelInitializer.node) } };
      const report = await profiled(filesOf(graph, members));
      expect(figures(report)).toEqual(RIGHT);
      expect(report.theoryRows.filter(({ state }) => state !== 'derived')).toEqual([]);
    });

  it('in a live model, and in a function that passes its own ids in each of three ways', async () => {
    const artifacts = { ...artifactsOf(oneTable), ...oneTableMembers };
    const model = await tf.loadGraphModel({ load: async () => artifacts });
    const ids = tf.tensor1d([1, 2], 'int32');
    expect(figures(await profile(model, { runs: 0 }))).toEqual(RIGHT);
    for (const given of [ids, [ids], { ids }])
      expect(figures(await profile(() => model.executeAsync(given), { models: [model], runs: 0 }))).toEqual(
        RIGHT,
      );
    tf.dispose(ids);
    model.dispose();
  });
});

describe('inputs that are no floats', () => {
  const withInput = (dtype: string, ...nodes: readonly Loose[]): Loose =>
    filesOf({ nodes: [placeholder('ids', [IDS], `DT_${dtype}`), ...nodes], weights: WEIGHTS });

  it('int64 and uint8 are int32, in the rows of the table', async () => {
    for (const dtype of ['INT64', 'UINT8', 'INT32'])
      expect(figures(await profiled(withInput(dtype, ...behind('ids'))))).toEqual(RIGHT);
  });

  it('bool is true', async () => {
    const cast = node('index', 'Cast', ['ids'], { SrcT: type('BOOL'), DstT: type('INT32') });
    const report = await profiled(withInput('BOOL', cast, ...behind('index')));
    expect(figures(report)).toEqual(RIGHT);
    expect(report.inputs.map(({ dtype }) => dtype)).toEqual(['bool']);
  });

  it('a string is a word', async () => {
    const hash = node('index', 'StringToHashBucketFast', ['ids'], { num_buckets: { i: String(ROWS) } });
    expect(figures(await profiled(withInput('STRING', hash, ...behind('index'))))).toEqual(RIGHT);
  });

  it('a resource that no initialiser fills is refused in a sentence', () =>
    inFolder(filesOf({ ...oneTable }), async (folder) => {
      const workload = await fileWorkload(folder);
      await expect(workload.open()).rejects.toThrow(
        'Input "table" has a type that TensorFlow.js does not have, and the signature names no initialiser that fills it. Profile a function that passes your own.',
      );
    }));
});
