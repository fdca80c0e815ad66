/** @file Rows belong to layers and models themselves, whoever lists them: found by what runs, of one name, nested, twice. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { count, profile, type Report } from '../../src/index.ts';
import type { Workload } from '../../src/core/workload.ts';
import { artifactsOf, matMul, placeholder } from '../support/graph-def.ts';
import { useBackend } from '../support/backend.ts';
import { changedMethods, methodsOf } from '../support/methods.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

/** A chain of dense layers without biases; its first size is the input's. */
function chain(name: string, sizes: readonly number[], layerName = (i: number) => `d${i}`): LayersModel {
  const input = tf.input({ shape: [sizes[0]!] });
  let x = input;
  for (const [i, units] of sizes.slice(1).entries())
    x = tf.layers.dense({ name: layerName(i), units, useBias: false }).apply(x) as typeof input;
  return tf.model({ name, inputs: input, outputs: x });
}

/** Multiply-adds of one example. */
const cost = (sizes: readonly number[]): number =>
  sizes.slice(1).reduce((sum, size, i) => sum + sizes[i]! * size, 0);

/** Every row by its path, with theory and counted; the residual of each and of the total is 0. */
function rowsOf(report: Report): Record<string, number> {
  expect(report.total.residual).toBe(0);
  const rows: Record<string, number> = {};
  for (const { path, kind, theory, counted, residual } of report.layers) {
    if (kind !== 'layer') continue;
    expect({ path, residual, theory: theory?.multiplyAdds }).toEqual({
      path,
      residual: 0,
      theory: counted.multiplyAdds,
    });
    expect(rows).not.toHaveProperty([path.join('/')]);
    rows[path.join('/')] = counted.multiplyAdds;
  }
  return rows;
}

const batch = 2;
const on = (model: LayersModel): Tensor =>
  model.predict(tf.ones([batch, model.inputs[0]!.shape[1]!])) as Tensor;

describe('models that the pass runs are found', () => {
  it('one: its layers are rows, without its name', async () => {
    const model = chain('net', [4, 3, 2]);
    const wanted = { d0: batch * 4 * 3, d1: batch * 3 * 2 };
    expect(rowsOf(count(() => on(model)))).toEqual(wanted);
    const report = await profile(() => tf.tidy(() => on(model)), { runs: 2 });
    expect(rowsOf(report)).toEqual(wanted);
    expect(report.total.parameters.total).toBe(4 * 3 + 3 * 2);
    expect(report.environment.varyingPasses).toBeUndefined();
    expect(report.layers.every(({ kind, time }) => kind === 'root' || time !== null)).toBe(true);
  });

  it.each(['predict', 'apply', 'call', 'predictOnBatch'] as const)('by %s', (name) => {
    const model = tf.sequential({ layers: [tf.layers.dense({ name: 'd', units: 3, inputShape: [4] })] });
    const x = tf.ones([batch, 4]);
    const run = (): unknown => (name === 'call' ? model.call(x, {}) : model[name](x));
    const rows = rowsOf(count(run));
    expect(rows).toEqual({ d: batch * 4 * 3 });
  });

  it('by a training step', () => {
    const model = chain('net', [4, 3]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    return profile(() => model.trainOnBatch(tf.ones([batch, 4]), tf.ones([batch, 3])), { runs: 0 }).then(
      (report) => {
        const row = report.layers.find(({ path }) => path.join('/') === 'd0');
        // Forward, and the gradients of the kernel and of the input, which tfjs derives as well.
        expect(row?.counted.multiplyAdds).toBe(3 * batch * 4 * 3);
        expect(row?.theory?.multiplyAdds).toBe(batch * 4 * 3);
        expect(report.total.residual).toBe(0);
      },
    );
  });

  it('inside a class of a library, two of them, and a graph model', async () => {
    const size = 3;
    const graph = await tf.loadGraphModel({
      load: async () =>
        artifactsOf({
          nodes: [placeholder('x', [batch, size]), matMul('head/product', 'x', 'w')],
          weights: [{ name: 'w', shape: [size, size], dtype: 'float32', values: Array(size * size).fill(1) }],
        }),
    });
    class Library {
      readonly #model = chain('encoder', [4, size]);
      classify(): Tensor {
        return graph.execute(on(this.#model)) as Tensor;
      }
    }
    const library = new Library();
    const workload: Workload = {
      name: 'library',
      title: 'library',
      spec: {},
      open: async () => ({
        run: () => tf.tidy(() => library.classify()),
        architecture: null,
        models: [],
        modelClasses: [tf.GraphModel],
        inputs: [],
        dispose: () => {},
      }),
    };
    const report = await profile(workload, { runs: 1 });
    expect(rowsOf(report)).toEqual({ 'encoder/d0': batch * 4 * size });
    const node = report.layers.find(({ kind }) => kind === 'node');
    expect(node).toMatchObject({
      path: ['graph2', 'head', 'product'],
      counted: { multiplyAdds: batch * size * size },
      theory: { multiplyAdds: batch * size * size },
      residual: 0,
    });
    expect(report.total.residual).toBe(0);
  });

  it('not those that each pass makes anew: its kernels have no layers, its passes are the same', async () => {
    const report = await profile(
      () =>
        tf.tidy(() => {
          const model = chain('new', [4, 3]);
          const y = on(model).clone();
          model.dispose();
          return y;
        }),
      { runs: 2 },
    );
    expect(report.layers.map(({ kind }) => kind)).toEqual(['root']);
    expect(report.total.counted.multiplyAdds).toBe(batch * 4 * 3);
    expect(report.total.residual).toBeNull();
    expect(report.environment.varyingPasses).toBeUndefined();
  });

  it('not beside listed ones, whose paths stay', () => {
    const [listed, other] = [chain('listed', [4, 3]), chain('other', [4, 5])];
    const report = count(() => [on(listed), on(other)], { models: [listed] });
    expect(rowsOf(report)).toEqual({ d0: batch * 4 * 3 });
    expect(report.total.counted.multiplyAdds).toBe(batch * (4 * 3 + 4 * 5));
  });

  it('a pass that builds a model of symbolic tensors finds none of them', () => {
    const model = chain('net', [4, 3]);
    const report = count(() => {
      model.apply(tf.input({ shape: [4] }));
      return on(model);
    });
    expect(rowsOf(report)).toEqual({ d0: batch * 4 * 3 });
  });

  it('classes are afterwards as they were, also when the function throws', () => {
    const model = chain('net', [4, 3]);
    const before = methodsOf([model, ...model.layers]);
    expect(() =>
      count(() => {
        on(model);
        throw new Error('after it');
      }),
    ).toThrow('after it');
    expect(changedMethods(before, [model, ...model.layers])).toEqual([]);
  });
});

describe('two models of one name', () => {
  it.each([
    ['of the same sizes', [5, 4, 2]],
    ['of other sizes under the same names', [5, 7, 3]],
  ])('%s: each has rows of its own', (_, sizes) => {
    const [online, target] = [chain('net', [5, 4, 2]), chain('net', sizes)];
    const listed = rowsOf(count(() => [on(online), on(target)], { models: [online, target] }));
    const [first, second, third] = sizes as [number, number, number];
    expect(listed).toEqual({
      'net/d0': batch * 5 * 4,
      'net/d1': batch * 4 * 2,
      'net (2)/d0': batch * first * second,
      'net (2)/d1': batch * second * third,
    });
    expect(rowsOf(count(() => [on(online), on(target)]))).toEqual(listed);
  });
});

describe('a model inside another', () => {
  const inner = [4, 3] as const;
  function nested(): { outer: LayersModel; core: LayersModel } {
    const core = chain('core', [...inner], () => 'd');
    const input = tf.input({ shape: [5] });
    const head = tf.layers.dense({ name: 'head', units: inner[0], useBias: false }).apply(input);
    return { core, outer: tf.model({ name: 'outer', inputs: input, outputs: core.apply(head) as never }) };
  }

  it('listed in any order, twice, or not at all: the same rows', () => {
    const { outer, core } = nested();
    const wanted = { head: batch * 5 * inner[0], 'core/d': batch * cost(inner) };
    for (const models of [[outer, core], [core, outer], [outer], [outer, outer], [core, outer, core], []])
      expect(rowsOf(count(() => on(outer), { models }))).toEqual(wanted);
  });

  it('run beside it: what the caller runs himself is in theory too', () => {
    const { outer, core } = nested();
    for (const models of [[outer, core], [core, outer], [outer]]) {
      const report = count(() => [on(outer), on(core)], { models });
      const rows = rowsOf(report);
      expect(rows).toEqual({ head: batch * 5 * inner[0], 'core/d': 2 * batch * cost(inner) });
      expect(report.total.bridges[0]!.terms).toEqual([]);
    }
  });

  it('a GAN: the generator and the discriminator inside it, and the discriminator alone', () => {
    const [generator, discriminator] = [chain('gen', [4, 6], () => 'g'), chain('disc', [6, 1], () => 'd')];
    const input = tf.input({ shape: [4] });
    const gan = tf.model({
      name: 'gan',
      inputs: input,
      outputs: discriminator.apply(generator.apply(input)) as never,
    });
    const wanted = { 'gen/g': batch * 4 * 6, 'disc/d': 2 * batch * 6 * 1 };
    for (const models of [[gan, generator, discriminator], [discriminator, gan], [gan]])
      expect(rowsOf(count(() => [on(gan), on(discriminator)], { models }))).toEqual(wanted);
  });

  it('a layer that the caller runs by itself is a term of its own', () => {
    const model = chain('net', [4, 3]);
    const report = count(() => [on(model), model.layers[1]!.apply(tf.ones([5, 4]))], { models: [model] });
    expect(report.layers.find(({ path }) => path.join() === 'd0')).toMatchObject({
      theory: { multiplyAdds: batch * 4 * 3 },
      counted: { multiplyAdds: (batch + 5) * 4 * 3 },
      residual: 0,
    });
    expect(report.total.bridges[0]!.terms).toEqual([
      { term: 'called by itself', amount: 5 * 4 * 3, basis: 'closed-form' },
    ]);
  });

  it('an input that no output needs takes part in nothing', () => {
    const [used, unused, units] = [5, 7, 3];
    const [x, idle] = [tf.input({ shape: [used] }), tf.input({ shape: [unused] })];
    const y = tf.layers.dense({ name: 'd', units, useBias: false }).apply(x) as typeof x;
    for (const [inputs, i] of [
      [[x, idle], 0],
      [[idle, x], 1],
    ] as const) {
      const model = tf.model({ inputs: [...inputs], outputs: y });
      const values = [tf.ones([batch, unused]), tf.ones([batch, unused])];
      values[i] = tf.ones([batch, used]);
      expect(rowsOf(count(() => model.predict(values), { models: [model] }))).toEqual({
        d: batch * used * units,
      });
    }
  });

  it('a nested model `a` with a layer `b` beside a layer `a.b`', () => {
    const a = chain('a', [5, 5], () => 'b');
    const input = tf.input({ shape: [5] });
    const x = tf.layers.dense({ name: 'a.b', units: 5, useBias: false }).apply(input);
    const model = tf.model({ name: 'm', inputs: input, outputs: a.apply(x) as never });
    expect(rowsOf(count(() => on(model), { models: [model] }))).toEqual({
      'a.b': batch * 5 * 5,
      'a/b': batch * 5 * 5,
    });
  });

  it('dots make groups, but not of half a number', () => {
    const model = chain('m', [2, 2, 2], (i) => ['blocks.0.fc', 'mobilenet_1.00_224'][i]!);
    expect(Object.keys(rowsOf(count(() => on(model), { models: [model] })))).toEqual([
      'blocks/0/fc',
      'mobilenet_1.00_224',
    ]);
  });
});
