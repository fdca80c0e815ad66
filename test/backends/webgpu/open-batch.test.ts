/**
 * @file A graph with an open batch on webgpu in Node: its shape arithmetic stays on the host, where it can be read at
 * once, under a profile as without one. It is counted as on cpu, and named.
 */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { webgpu } from '../../../src/backends/webgpu/start.ts';
import { formatTable, profile, type Report } from '../../../src/index.ts';
import { fileWorkload } from '../../../src/load/workload.ts';
import { filesOf, inFolder } from '../../load/graphs/build.ts';
import { useBackend } from '../../support/backend.ts';
import {
  FLOAT,
  INT,
  matMul,
  placeholder,
  type GraphNode,
  type HandMadeGraph,
} from '../../support/graph-def.ts';
import { skipsWebgpu } from '../../support/webgpu.ts';
import { graphsWithLoops } from './loops.ts';

const FORWARD = 'WEBGPU_CPU_FORWARD';
const [SIDE, CHANNELS, UNITS] = [2, 3, 5];
const FEATURES = SIDE * SIDE * CHANNELS;

const scalar = (name: string, value: number): HandMadeGraph['weights'][number] => ({
  name,
  shape: [],
  dtype: 'int32',
  values: [value],
});
const vector = (name: string, value: number): HandMadeGraph['weights'][number] => ({
  ...scalar(name, value),
  shape: [1],
});

/** The batch of `x`, as Keras writes it: Shape → StridedSlice. */
const batchOf: readonly GraphNode[] = [
  { name: 'shape', op: 'Shape', input: ['x'], attr: { ...FLOAT, out_type: { type: 'DT_INT32' } } },
  {
    name: 'batch',
    op: 'StridedSlice',
    input: ['shape', 'begin', 'end', 'step'],
    attr: { ...INT, Index: { type: 'DT_INT32' }, shrink_axis_mask: { i: '1' } },
  },
];
const limits = [vector('begin', 0), vector('end', 1), vector('step', 1)];
const pack = (name: string, inputs: readonly string[]): GraphNode => ({
  name,
  op: 'Pack',
  input: inputs,
  attr: { ...INT, N: { i: String(inputs.length) }, axis: { i: '0' } },
});
const reshape = (shape: string): GraphNode => ({
  name: 'flat',
  op: 'Reshape',
  input: ['x', shape],
  attr: { ...FLOAT, Tshape: { type: 'DT_INT32' } },
});
const weight = {
  name: 'W',
  shape: [FEATURES, UNITS],
  dtype: 'float32',
  values: Array.from({ length: FEATURES * UNITS }, () => 0.5),
} as const;

/** Graphs whose Reshape needs arithmetic on shapes: what it is made of, and the kernels that do it. */
const GRAPHS: Readonly<Record<string, readonly [HandMadeGraph, Readonly<Record<string, number>>]>> = {
  'a flattening: Pack': [
    {
      nodes: [
        placeholder('x', [-1, SIDE, SIDE, CHANNELS]),
        ...batchOf,
        pack('sizes', ['batch', 'features']),
        reshape('sizes'),
        matMul('y', 'flat', 'W'),
      ],
      weights: [...limits, scalar('features', FEATURES), weight],
    },
    { StridedSlice: 1, Pack: 1 },
  ],
  'a product of sizes: Mul': [
    {
      nodes: [
        placeholder('x', [-1, SIDE, SIDE, CHANNELS]),
        ...batchOf,
        { name: 'rows', op: 'Mul', input: ['batch', 'one'], attr: INT },
        pack('sizes', ['rows', 'features']),
        reshape('sizes'),
        matMul('y', 'flat', 'W'),
      ],
      weights: [...limits, scalar('one', 1), scalar('features', FEATURES), weight],
    },
    { StridedSlice: 1, Multiply: 1, Pack: 1 },
  ],
  'a product of a part of the shape: Prod': [
    {
      nodes: [
        placeholder('x', [-1, SIDE, SIDE, CHANNELS]),
        ...batchOf,
        { name: 'inner', op: 'GatherV2', input: ['shape', 'axes', 'axis'], attr: INT },
        { name: 'size', op: 'Prod', input: ['inner', 'along'], attr: { ...INT, keep_dims: { b: false } } },
        pack('sizes', ['batch', 'size']),
        reshape('sizes'),
        matMul('y', 'flat', 'W'),
      ],
      weights: [
        ...limits,
        { name: 'axes', shape: [3], dtype: 'int32', values: [1, 2, 3] },
        scalar('axis', 0),
        vector('along', 0),
        weight,
      ],
    },
    { StridedSlice: 1, GatherV2: 1, Prod: 1, Pack: 1 },
  ],
  'a join of shapes: Concat': [
    {
      nodes: [
        placeholder('x', [-1, SIDE, SIDE, CHANNELS]),
        ...batchOf,
        pack('first', ['batch']),
        { name: 'sizes', op: 'ConcatV2', input: ['first', 'rest', 'axis'], attr: { ...INT, N: { i: '2' } } },
        reshape('sizes'),
        matMul('y', 'flat', 'W'),
      ],
      weights: [...limits, vector('rest', FEATURES), scalar('axis', 0), weight],
    },
    { StridedSlice: 1, Pack: 1, Concat: 1 },
  ],
};

const callsOf = ({ entries, scopes, calls, costs }: Report): readonly string[] =>
  entries.map((entry) =>
    JSON.stringify([scopes[entry.scope]!.path, calls[entry.call], entry.calls, costs[entry.call]]),
  );

const noteOf = (report: Report): string | null =>
  /ran no GPU program: ([^·]*?) ·/.exec(formatTable(report, { width: 200 }))?.[1] ?? null;

/** With a batch that is not 1, which no converter could have folded. */
const BATCH = 2;

const profiledOn = (graph: HandMadeGraph, runs: number): Promise<Report> =>
  inFolder(filesOf(graph), async (folder) => profile(await fileWorkload(folder, { batch: BATCH }), { runs }));

describe.skipIf(skipsWebgpu)('a graph with an open batch on webgpu', () => {
  beforeAll(async () => {
    await webgpu.start();
  });
  afterEach(() => {
    tf.env().set(FORWARD, true);
  });

  it.each(Object.entries(GRAPHS))('%s: counts are those of cpu', async (_, [graph, onHost]) => {
    await useBackend('cpu');
    const onCpu = await profiledOn(graph, 1);
    expect(noteOf(onCpu)).toBeNull();
    await webgpu.start();
    const report = await profiledOn(graph, 1);
    expect(callsOf(report)).toEqual(callsOf(onCpu));
    expect(report.total.counted).toEqual(onCpu.total.counted);
    expect(report.total.counted.multiplyAdds).toBe(BATCH * FEATURES * UNITS);
    const { entries, entryTimes, calls } = report;
    for (const [i, { call }] of entries.entries()) {
      const { kernel } = calls[call]!;
      if (kernel === 'BatchMatMul' || kernel === '_FusedMatMul')
        expect(entryTimes[i]!.meanMs).toBeGreaterThan(0);
      else expect(entryTimes[i]).toBeNull();
    }
    const named = Object.entries(onHost).map(([kernel, times]) => `${kernel} ${times}`);
    expect(noteOf(report)?.split(', ').sort()).toEqual(named.sort());
    expect(tf.env().get(FORWARD)).toBe(true);
  });

  it('is refused with the flag turned off by its user, and the flag stays off', async () => {
    tf.env().set(FORWARD, false);
    const [graph] = GRAPHS['a flattening: Pack']!;
    await expect(profiledOn(graph, 1)).rejects.toMatchObject({ code: 'refused-by-backend' });
    expect(tf.env().get(FORWARD)).toBe(false);
  });

  graphsWithLoops();
});
