/** @file Graph nodes as scopes: every kernel has a node, in loops, branches and functions too. */
import { beforeAll, describe, expect, it } from 'vitest';
import { count, profile, type Report } from '../../src/index.ts';
import {
  artifactsOf,
  FLOAT,
  loopAndBranch,
  matMul,
  placeholder,
  type HandMadeGraph,
} from '../support/graph-def.ts';
import { useBackend } from '../support/backend.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
type Model = Awaited<ReturnType<typeof tf.loadGraphModel>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

const load = (graph: HandMadeGraph): Promise<Model> =>
  tf.loadGraphModel({ load: async () => artifactsOf(graph) });
const row = (report: Report, path: string): Report['layers'][number] | undefined =>
  report.layers.find((layer) => layer.path.join('/') === path && layer.kind === 'node');
/** Kernels outside any node. */
const orphans = ({ layers }: Report): number =>
  layers.reduce((sum, { kind, calls }) => sum + (kind === 'node' ? 0 : calls), 0);

/** Own properties that a trace must not leave behind, nor accessors. */
function leftovers(model: Model): string[] {
  const { executor } = model as unknown as {
    executor: { graph: { nodes: object }; functionExecutorMap: object };
  };
  const executors = [executor, ...Object.values(executor.functionExecutorMap)] as (typeof executor)[];
  const accessors = executors
    .flatMap(({ graph }) => Object.values(graph.nodes))
    .filter((node: object) => Object.getOwnPropertyDescriptor(node, 'category')?.get !== undefined);
  const methods = executors.flatMap((target) =>
    Object.keys(target).filter((key) => key.startsWith('checkTensorForDisposal')),
  );
  const own = ['execute', 'executeAsync'].filter((name) => Object.hasOwn(model, name));
  return [...accessors.map(() => 'category'), ...methods, ...own];
}

const [B, I, H, O] = [4, 2, 3, 5];
const perceptron: HandMadeGraph = {
  nodes: [
    placeholder('x', [-1, I]),
    { name: 'mlp/kernel', op: 'Identity', input: ['W1'], attr: FLOAT },
    matMul('mlp/fc1/MatMul', 'x', 'mlp/kernel'),
    { name: 'mlp/fc1/Relu', op: 'Relu', input: ['mlp/fc1/MatMul'], attr: FLOAT },
    matMul('mlp/fc2/MatMul', 'mlp/fc1/Relu', 'W2'),
  ],
  weights: [
    { name: 'W1', shape: [I, H], dtype: 'float32', values: Array.from({ length: I * H }, () => 1) },
    { name: 'W2', shape: [H, O], dtype: 'float32', values: Array.from({ length: H * O }, () => 1) },
    { name: 'idle', shape: [7], dtype: 'float32', values: Array.from({ length: 7 }, () => 1) },
    { name: 'axes', shape: [2], dtype: 'int32', values: [0, 1] },
  ],
};

describe('a graph without control flow', () => {
  it('gives each kernel to its node, by the steps of its name', async () => {
    const model = await load(perceptron);
    const report = count(() => model.predict(tf.ones([B, I])), { models: [model] });
    expect(row(report, 'fc1/MatMul')?.counted.multiplyAdds).toBe(B * I * H);
    expect(row(report, 'fc2/MatMul')?.counted.multiplyAdds).toBe(B * H * O);
    expect(row(report, 'fc1/Relu')?.className).toBe('Relu');
    expect(orphans(report)).toBe(0);
    expect(leftovers(model)).toEqual([]);
    model.dispose();
  });

  it('gives each kernel to its node for two watchers at once, however they end', async () => {
    const model = await load(perceptron);
    const [x, models] = [tf.ones([B, I]), [model]];
    const run = (): unknown => model.predict(x);
    const alone = count(run, { models });
    const inner: Report[] = [];
    const outer = count(
      () => {
        inner.push(count(run, { models }));
        return run();
      },
      { models },
    );
    const rows = ({ layers }: Report, times: number): unknown =>
      layers.map(({ path, calls, counted }) => [path, calls * times, counted.multiplyAdds * times]);
    for (const report of [...inner, outer]) {
      expect(orphans(report)).toBe(0);
      expect(report.total.residual).toBe(0);
    }
    expect(inner.map((report) => rows(report, 1))).toEqual([rows(alone, 1)]);
    expect(rows(outer, 1)).toEqual(rows(alone, 2));
    expect(leftovers(model)).toEqual([]);
    x.dispose();
    model.dispose();
  });

  it('counts floats as parameters and integers apart; which are trainable it does not say', async () => {
    const model = await load(perceptron);
    const report = count(() => model.predict(tf.ones([B, I])), { models: [model] });
    expect(report.total.parameters).toEqual({
      trainable: null,
      nonTrainable: null,
      frozen: 0,
      total: I * H + H * O + 7,
    });
    expect(report.weights.filter(({ dtype }) => dtype === 'int32').map(({ name }) => name)).toEqual(['axes']);
    // The identity hands its weight on: the first node that computes with it owns it.
    expect(row(report, 'fc1/MatMul')?.parameters.total).toBe(I * H);
    expect(report.weights.filter(({ read }) => !read).map(({ name }) => name)).toEqual(['idle', 'axes']);
    model.dispose();
  });

  it('runs the nodes that the outputs need, and takes a model that ran twice as twice its theory', async () => {
    const model = await load(perceptron);
    const once = count(() => model.execute(tf.ones([B, I]), 'mlp/fc1/Relu'), { models: [model] });
    expect(row(once, 'fc2/MatMul')?.calls ?? 0).toBe(0);
    const twice = count(
      () => {
        model.predict(tf.ones([B, I]));
        return model.predict({ x: tf.ones([1, I]) });
      },
      { models: [model] },
    );
    expect(twice.total.counted.multiplyAdds).toBe((B + 1) * (I * H + H * O));
    expect(twice.total.residual).toBe(0);
    model.dispose();
  });

  it('restores the model after an error, and counts what is outside it in the root', async () => {
    const model = await load(perceptron);
    expect(() => count(() => model.predict(tf.ones([B, I + 1])), { models: [model] })).toThrow(/shape/);
    expect(leftovers(model)).toEqual([]);
    const report = count(() => tf.neg(model.predict(tf.ones([B, I])) as never), { models: [model] });
    expect(report.layers.find(({ kind }) => kind === 'root')?.calls).toBe(1);
    model.dispose();
  });
});

describe('loops and branches', () => {
  for (const [times, takesThen] of [
    [1, true],
    [4, true],
    [3, false],
    [0, false],
  ] as const)
    it(`counts a body ${times} times and the ${takesThen ? 'then' : 'else'} branch`, async () => {
      const [rows, size] = [2, 3];
      const model = await load(loopAndBranch(rows, size, times, takesThen));
      const tensors = tf.memory().numTensors;
      const report = await profile(model, { runs: 1 });
      expect(tf.memory().numTensors).toBe(tensors);
      expect(report.total.counted.multiplyAdds).toBe(times * rows * size * size);
      expect(row(report, 'loop/mm')?.calls ?? 0).toBe(times);
      // The condition is asked once more than the body runs.
      expect(row(report, 'loop/Less')?.calls).toBe(times + 1);
      expect(row(report, 'iff/tanh')?.calls ?? 0).toBe(takesThen ? 1 : 0);
      expect(row(report, 'iff/neg')?.calls ?? 0).toBe(takesThen ? 0 : 1);
      expect(orphans(report)).toBe(0);
      expect(report.environment['varyingPasses']).toBeUndefined();
      expect(leftovers(model)).toEqual([]);
      model.dispose();
    });
});

describe('work outside kernels', () => {
  it('is named and timed: non-max suppression and where', async () => {
    const boxes = [0, 0, 1, 1, 0, 0, 1, 1.01, 0.5, 0.5, 2, 2];
    const model = await load({
      nodes: [
        placeholder('scores', [3]),
        {
          name: 'post/nms',
          op: 'NonMaxSuppressionV5',
          input: ['boxes', 'scores', 'most', 'overlap', 'least', 'sigma'],
          attr: FLOAT,
        },
        { name: 'post/where', op: 'Where', input: ['scores'], attr: FLOAT },
        { name: 'post/out', op: 'Identity', input: ['post/nms'], attr: INT32 },
        { name: 'post/out2', op: 'Identity', input: ['post/where'], attr: INT32 },
      ],
      weights: [
        { name: 'boxes', shape: [3, 4], dtype: 'float32', values: boxes },
        { name: 'most', shape: [], dtype: 'int32', values: [3] },
        { name: 'overlap', shape: [], dtype: 'float32', values: [0.5] },
        { name: 'least', shape: [], dtype: 'float32', values: [0] },
        { name: 'sigma', shape: [], dtype: 'float32', values: [0] },
      ],
    });
    const report = await profile(model, { runs: 0 });
    expect(report.hostWork.map(({ op, calls }) => [op, calls])).toEqual(
      expect.arrayContaining([
        ['NonMaxSuppressionV5', 1],
        ['Where', 1],
      ]),
    );
    for (const { scope, op, upperMs } of report.hostWork) {
      expect(report.scopes[scope]?.className).toBe(op);
      expect(upperMs).toBeGreaterThanOrEqual(0);
    }
    model.dispose();
  });
});

const INT32 = { T: { type: 'DT_INT32' } };
