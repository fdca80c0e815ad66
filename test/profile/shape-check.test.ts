/** @file Each profile of a model is held against what its shapes alone give: agreement is silent, each planted fault is found. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { profile } from '../../src/index.ts';
import { readsOf } from '../../src/profile/cost.ts';
import { shapeCheckOf } from '../../src/profile/shape-check.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import type { Described, ShapeRules } from '../../src/shape/rule.ts';
import { SHAPE_RULES } from '../../src/shape/table.ts';
import { zooWorkload } from '../../models/index.ts';
import { workloadFrom } from '../../src/session/session.ts';
import { GRAPHS } from '../shape/graphs.ts';
import { useBackend } from '../support/backend.ts';
import { float, FLOAT, INT, placeholder, type HandMadeGraph } from '../support/graph-def.ts';
import { filesOf, profiled } from '../load/graphs/build.ts';

beforeAll(() => useBackend('cpu'));

const [BATCH, SIZE, WIDER, CHANNELS, FILTERS, UNITS] = [2, 8, 3, 3, 4, 5];

const net = (): tf.Sequential =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: 'conv',
        filters: FILTERS,
        kernelSize: 3,
        activation: 'relu',
        inputShape: [SIZE, SIZE + WIDER, CHANNELS],
      }),
      tf.layers.batchNormalization({ name: 'norm' }),
      tf.layers.maxPooling2d({ name: 'pool', poolSize: 2 }),
      tf.layers.flatten({ name: 'flat' }),
      tf.layers.dense({ name: 'head', units: UNITS, activation: 'softmax' }),
    ],
  });

const foundIn = ({ findings }: Report) => findings.find(({ rule }) => rule === 'differs-from-shapes');

/** The first difference of each finding: where, the kernel, how often it ran and should have. */
const differencesOf = (report: Report) =>
  (report.environment.shapeCheck?.differences ?? []).map(({ scope, kernel, ran, expected }) => [
    report.scopes[scope]!.path.join('.'),
    kernel,
    ran,
    expected,
  ]);

describe('a pass that agrees with its shapes', () => {
  it('of a network is silent, and leaves the live model and the engine as they were', async () => {
    const model = net();
    const x = tf.ones([BATCH, SIZE, SIZE + WIDER, CHANNELS]);
    const before = (model.predict(x) as tf.Tensor).dataSync();
    const { numTensors, numBytes } = tf.memory();
    const report = await profile(model, { batch: BATCH, runs: 0 });
    expect(report.environment.shapeCheck).toBeUndefined();
    expect(foundIn(report)).toBeUndefined();
    expect([tf.memory().numTensors, tf.memory().numBytes]).toEqual([numTensors, numBytes]);
    expect(tf.getBackend()).toBe('cpu');
    expect((model.predict(x) as tf.Tensor).dataSync()).toEqual(before);
    tf.dispose([model.getWeights(), x]);
  });

  it('of a network of the zoo is silent', async () => {
    const workload = zooWorkload('mobilenet-v2', { imageSize: 32, classes: 10 });
    expect((await profile(workload, { runs: 0 })).environment.shapeCheck).toBeUndefined();
  });

  it.each([
    ['floats of FloorDiv on wasm', 'FloorDiv', FLOAT],
    ['floats of Expm1 of integers on wasm', 'Expm1', INT],
  ])('with %s is silent', async (_name, op, attr) => {
    await useBackend('wasm');
    const isBinary = op === 'FloorDiv';
    const graph: HandMadeGraph = {
      nodes: [
        placeholder('x', [BATCH, SIZE], isBinary ? 'DT_FLOAT' : 'DT_INT32'),
        { name: 'y', op, input: isBinary ? ['x', 'two'] : ['x'], attr },
        { name: 'z', op: 'Relu', input: ['y'], attr },
      ],
      weights: isBinary ? [float('two', 2)] : [],
    };
    try {
      const report = await profiled(filesOf(graph));
      expect(report.backend).toBe('wasm');
      expect(report.environment.shapeCheck).toBeUndefined();
    } finally {
      await useBackend('cpu');
    }
  });

  it.each(Object.entries(GRAPHS).slice(0, 4))(
    'of a graph that computes shapes is silent: %s',
    async (_name, graph) => {
      const report = await profiled(filesOf(graph));
      expect(report.environment.shapeCheck).toBeUndefined();
    },
  );

  it('of a function is not asked: it may do anything else', async () => {
    let times = 0;
    await profile(() => (times++, tf.zeros([2])), { runs: 0 });
    expect(times).toBe(1);
  });
});

describe('what is not compared is named', () => {
  it('a class of the caller', async () => {
    class Own extends tf.layers.Layer {
      static className = 'Own';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return tf.neg([inputs].flat()[0]!);
      }
    }
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] }), new Own({})] });
    const { environment } = await profile(model, { runs: 0 });
    expect(environment.shapeCheck?.why).toBe('Own of a live model may keep what it computes');
  });
});

type Tensor = tf.TensorInfo;
type Change = (output: Tensor) => Tensor;

const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).forEach((restore) => restore()));

/** A kernel of cpu whose result says something else of itself; the data stay. */
function plant(kernelName: string, change: Change): void {
  const config = tf.getKernel(kernelName, 'cpu');
  const replace = (kernelFunc: tf.KernelFunc): void => {
    tf.unregisterKernel(kernelName, 'cpu');
    tf.registerKernel({ ...config, kernelFunc });
  };
  replace((given) => {
    const output = config.kernelFunc(given);
    return Array.isArray(output) ? output.map(change) : change(output);
  });
  undo.push(() => replace(config.kernelFunc));
}

const swapped: Change = ({ shape, ...rest }) => ({
  ...rest,
  shape: shape.length < 3 ? shape : shape.with(1, shape[2]!).with(2, shape[1]!),
});
const typed =
  (dtype: tf.DataType): Change =>
  (output) => ({ ...output, dtype });
const flat: Change = ({ shape, ...rest }) => ({
  ...rest,
  shape: [shape[0]!, shape.slice(1).reduce((a, b) => a * b, 1)],
});

type RuleChange = (output: Described) => Described;

const RULE_CHANGES: readonly (readonly [string, RuleChange])[] = [
  ['longer by one', ({ shape, dtype }) => ({ dtype, shape: [...shape.slice(0, -1), shape.at(-1)! + 1] })],
  ['an axis more', ({ shape, dtype }) => ({ dtype, shape: [...shape, 1] })],
  ['of bool', ({ shape }) => ({ shape, dtype: 'bool' })],
];

const changedRule =
  (kernel: string, change: RuleChange): ShapeRules[string] =>
  (inputs, attrs) => {
    const outputs = SHAPE_RULES[kernel]!(inputs, attrs);
    const made = [outputs].flat() as readonly Described[];
    return Array.isArray(outputs) ? made.map(change) : change(made[0]!);
  };

describe('planted faults', () => {
  const KERNELS = [
    ['FusedConv2D, its axes swapped', 'conv', 'FusedConv2D', swapped],
    ['FusedConv2D, as integers', 'conv', 'FusedConv2D', typed('int32')],
    ['FusedBatchNorm, flattened', 'norm', 'FusedBatchNorm', flat],
    ['MaxPool, its axes swapped', 'pool', 'MaxPool', swapped],
    ['_FusedMatMul, as integers', 'head', '_FusedMatMul', typed('int32')],
    ['Softmax, as integers', 'head', 'Softmax', typed('int32')],
  ] as const;

  it(`of kernels: ${KERNELS.length} of ${KERNELS.length} are found, in their layers`, async () => {
    const caught: string[] = [];
    for (const [name, layer, kernel, change] of KERNELS) {
      plant(kernel, change);
      const report = await profile(net(), { batch: BATCH, runs: 0 }).catch((error: unknown) => String(error));
      undo.splice(0).forEach((restore) => restore());
      if (typeof report === 'string') caught.push(`${name}: stopped itself`);
      else if (
        differencesOf(report).some(([at, of]) => at === layer && of === kernel) &&
        foundIn(report)?.rows.length
      )
        caught.push(name);
    }
    expect(caught.map((name) => name.replace(': stopped itself', ''))).toEqual(KERNELS.map(([name]) => name));
  });

  it('says what ran, how often, and by shapes', async () => {
    plant('Softmax', typed('int32'));
    const report = await profile(net(), { batch: BATCH, runs: 0 });
    const shape = `${BATCH}×${UNITS}`;
    expect(differencesOf(report)).toEqual(
      expect.arrayContaining([
        ['head', 'Softmax', 1, 0],
        ['head', 'Softmax', 0, 1],
      ]),
    );
    expect(report.findings[0]!.what).toContain(
      `What ran on cpu is not what the shapes of the same model give: 5 distinct calls: Softmax ${shape} → ${shape} int32 in head (1 instead of 0)`,
    );
  });

  it('of rules: three of each kernel that the network runs are found', async () => {
    const workload = workloadFrom(net(), { batch: BATCH });
    const real = await profile(workload, { runs: 0 });
    const session = await workload.open();
    const missed: string[] = [];
    const kernels = [...new Set(real.kernels.map(({ kernel }) => kernel))];
    for (const kernel of kernels)
      for (const [name, change] of RULE_CHANGES) {
        const rules = { [kernel]: changedRule(kernel, change) };
        const { shapeCheck } = await shapeCheckOf(workload, session, real, readsOf(FORMULAS), rules);
        if (shapeCheck === undefined) missed.push(`${kernel}: ${name}`);
      }
    expect(missed).toEqual([]);
    expect(kernels.length).toBeGreaterThan(5);
    expect(await shapeCheckOf(workload, session, real, readsOf(FORMULAS), {})).toEqual({});
    session.dispose();
  });
});
