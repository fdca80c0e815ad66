/** @file Layers as scopes: every kernel has an owner. */
import { beforeAll, describe, expect, it } from 'vitest';
import { count, parameters, profile, scope } from '../../../src/index.ts';
import type { Report } from '../../../src/index.ts';
import { useBackend } from '../../support/backend.ts';
import { apply, firstOf, row } from './rows.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

const dense = (name: string, units: number): ReturnType<typeof tf.layers.dense> =>
  tf.layers.dense({ name, units });
const paths = (report: Report): string[] => report.layers.map(({ path }) => path.join('/'));

describe('owners', () => {
  it('gives each kernel to the layer that ran it, by the dots in its name', () => {
    const model = tf.sequential({
      name: 'm',
      layers: [tf.layers.dense({ name: 'a.b', units: 3, inputShape: [2] }), dense('a.c', 5)],
    });
    const report = count(() => model.predict(tf.ones([4, 2])), { models: [model] });
    const [B, I, H, O] = [4, 2, 3, 5];
    expect(row(report, 'a/b').counted.multiplyAdds).toBe(B * I * H);
    expect(row(report, 'a/c').counted.multiplyAdds).toBe(B * H * O);
    expect(report.total.counted.multiplyAdds).toBe(B * I * H + B * H * O);
    expect(report.total.residual).toBe(0);
    expect(report.total.comparedRows).toBe(2);
    expect(report.total.agreeingRows).toBe(2);
  });

  it('gives the kernels of a nested model to its layers, below its name', () => {
    const inner = tf.sequential({
      name: 'inner',
      layers: [tf.layers.dense({ name: 'x', units: 3, inputShape: [2] }), dense('y', 2)],
    });
    const input = tf.input({ shape: [2] });
    const model = tf.model({ inputs: input, outputs: apply(dense('head', 1), apply(inner, input)) });
    const report = count(() => model.predict(tf.ones([1, 2])), { models: [model] });
    expect(paths(report).filter((path) => path !== '')).toEqual(['inner/x', 'inner/y', 'head']);
    expect(report.total.residual).toBe(0);
  });

  it('adds up the calls of a shared layer, and counts its parameters once', () => {
    const shared = dense('shared', 2);
    const input = tf.input({ shape: [2] });
    const outputs = apply(tf.layers.add({ name: 'sum' }), [
      apply(shared, input),
      apply(shared, apply(shared, input)),
    ]);
    const model = tf.model({ inputs: input, outputs });
    const report = count(() => model.predict(tf.ones([1, 2])), { models: [model] });
    const [uses, I, O] = [3, 2, 2];
    expect(row(report, 'shared').layerCalls).toBe(uses);
    expect(row(report, 'shared').counted.multiplyAdds).toBe(uses * I * O);
    expect(report.total.parameters.trainable).toBe(I * O + O);
    expect(report.total.residual).toBe(0);
  });

  it('counts a layer of two nested models once in parameters, and names the second owner', () => {
    const shared = tf.layers.dense({ name: 'd', units: 4, inputShape: [4] });
    const nest = (name: string): ReturnType<typeof tf.sequential> => {
      const input = tf.input({ shape: [4] });
      return tf.model({ name, inputs: input, outputs: apply(shared, input) }) as never;
    };
    const input = tf.input({ shape: [4] });
    const model = tf.model({ inputs: input, outputs: apply(nest('second'), apply(nest('first'), input)) });
    const report = count(() => model.predict(tf.ones([1, 4])), { models: [model] });
    const size = 4 * 4 + 4;
    // tfjs's own count would be twice that.
    expect(model.countParams()).toBe(2 * size);
    expect(parameters(model).total).toBe(size);
    expect(row(report, 'first/d').counted.multiplyAdds).toBe(4 * 4);
    expect(row(report, 'second/d').counted.multiplyAdds).toBe(4 * 4);
    expect(row(report, 'second/d').bridges.flatMap(({ terms }) => terms)).toEqual([
      { term: 'owned by an earlier layer', amount: -size, basis: 'closed-form' },
    ]);
    expect(report.total.residual).toBe(0);
  });

  it('traces custom layers that are not registered, and reports that theory does not know them', () => {
    class Twice extends tf.layers.Layer {
      override call(x: unknown): never {
        return tf.mul<never>(firstOf(x), 2);
      }
      static get className(): string {
        return 'Twice';
      }
    }
    const model = tf.sequential({ layers: [tf.layers.dense({ name: 'd', units: 2, inputShape: [3] })] });
    model.add(new Twice({ name: 'twice' }));
    const report = count(() => model.predict(tf.ones([1, 3])), { models: [model] });
    expect(row(report, 'twice').counted.multiplies).toBe(2);
    expect(row(report, 'twice').why?.text).toMatch(/Twice/);
    expect(row(report, 'twice').residual).toBeNull();
    const known = count(() => model.predict(tf.ones([1, 3])), {
      models: [model],
      layerFormulas: {
        Twice: (_, inputs) => ({
          outputs: inputs,
          work: [],
          parameters: { trainable: 0, nonTrainable: 0, frozen: 0, total: 0 },
        }),
      },
    });
    expect(row(known, 'twice').residual).toBe(0);
  });

  it('names what ran outside any layer: batches that predict cuts and joins, and a caller’s own work', () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ name: 'd', units: 2, inputShape: [3] })] });
    const report = count(
      () => {
        const y = model.predict(tf.ones([70, 3])) as never;
        scope('post.scale', () => tf.mul(y, 2));
        tf.add(y, 1);
      },
      { models: [model] },
    );
    const own = report.layers.find(({ kind }) => kind === 'model')!;
    const kernels = report.entries
      .filter(({ scope }) => scope === own.scope)
      .map(({ call }) => report.calls[call]!.kernel);
    expect(new Set(kernels)).toEqual(new Set(['Slice', 'Concat']));
    expect(report.layers.find(({ kind }) => kind === 'root')!.counted.adds).toBe(70 * 2);
    expect(row(report, 'post/scale').counted.multiplies).toBe(70 * 2);
    expect(row(report, 'd').layerCalls).toBe(3);
    expect(row(report, 'd').bridges[0]!.terms).toEqual([]);
    expect(report.total.residual).toBe(0);
  });

  it('names the layers that predict runs once for each output used', () => {
    class Split extends tf.layers.Layer {
      override computeOutputShape(shape: never): never {
        return [shape, shape] as never;
      }
      override call(x: unknown): never {
        const input = firstOf(x);
        return [tf.matMul(input, tf.eye(4)), tf.relu(input)] as never;
      }
      static get className(): string {
        return 'Split';
      }
    }
    const input = tf.input({ shape: [4] });
    const outputs = new Split({ name: 'split' }).apply(input) as never;
    const model = tf.model({ inputs: input, outputs });
    const report = count(() => model.predict(tf.ones([1, 4])), {
      models: [model],
      layerFormulas: {
        Split: (_, inputs) => ({
          outputs: [inputs[0]!, inputs[0]!],
          work: [{ term: 'products', op: 'multiplyAdds', factors: { rows: inputs[0]![0]!, in: 4, out: 4 } }],
          parameters: { trainable: 0, nonTrainable: 0, frozen: 0, total: 0 },
        }),
      },
    });
    expect(row(report, 'split').layerCalls).toBe(2);
    expect(row(report, 'split').bridges[0]!.terms).toEqual([
      { term: 'run more than once', amount: 4 * 4, basis: 'closed-form' },
    ]);
    expect(report.total.residual).toBe(0);
  });

  it('sets several models side by side, each below its own name', () => {
    const [a, b] = ['a', 'b'].map((name) =>
      tf.sequential({ name, layers: [tf.layers.dense({ name: 'd', units: 2, inputShape: [3] })] }),
    ) as [ReturnType<typeof tf.sequential>, ReturnType<typeof tf.sequential>];
    const report = count(
      () => {
        a.predict(tf.ones([1, 3]));
        a.predict(tf.ones([2, 3]));
        b.predict(tf.ones([1, 3]));
      },
      { models: [a, b] },
    );
    expect(row(report, 'a/d').theory!.multiplyAdds).toBe((1 + 2) * 3 * 2);
    expect(row(report, 'b/d').theory!.multiplyAdds).toBe(3 * 2);
    expect(report.total.residual).toBe(0);
  });

  it('counts no initialiser of a Sequential that was never run: its layers are built when they are added', async () => {
    const fresh = (): ReturnType<typeof tf.sequential> =>
      tf.sequential({ layers: [tf.layers.dense({ name: 'd', units: 2, inputShape: [3] })] });
    const model = fresh();
    const run = (): Report => count(() => model.predict(tf.ones([1, 3])), { models: [model] });
    const [first, second] = [run(), run()];
    expect(first.entries).toEqual(second.entries);
    expect(first.total.residual).toBe(0);
    const profiled = await profile(fresh(), { inputs: [[1, 3]], runs: 1 });
    expect(profiled.total.calls).toBe(first.total.calls);
    expect(profiled.environment).not.toHaveProperty('varyingPasses');
    // Without a shape there is nothing to build: tfjs refuses the layer.
    expect(() => tf.sequential({ layers: [dense('d', 2)] })).toThrow(/inputShape/);
  });

  it('says which layer the function did not run', () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ name: 'a', units: 2, inputShape: [3] }), dense('b', 4)],
    });
    const report = count(() => model.layers[0]!.apply(tf.ones([1, 3])), { models: [model] });
    // The model itself was not run: there is nothing to derive it from, and nothing to compare.
    expect(row(report, 'a').residual).toBeNull();
    expect(report.total.residual).toBeNull();
  });
});
