/** @file Theory goes on behind layers without a closed form, from the shapes that ran, and says so. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { formatTable, profile, theory, type Report } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

const [width, units, classes] = [4, 8, 2];

type Compute = (inputs: Tensor[]) => Tensor;

/** A layer of the user's own, of which nobody has a closed form. */
function custom(name: string, compute: Compute, shapeOf = (shape: number[]) => shape): object {
  class Custom extends tf.layers.Layer {
    static readonly className = 'Custom';
    override call(inputs: Tensor | Tensor[]): Tensor {
      return compute([inputs].flat());
    }
    override computeOutputShape(shape: number[] | number[][]): number[] {
      return shapeOf((Array.isArray(shape[0]) ? shape[0] : shape) as number[]);
    }
  }
  return new Custom({ name });
}

const apply = (layer: object, ...inputs: SymbolicTensor[]): SymbolicTensor =>
  (layer as { apply(inputs: unknown): unknown }).apply(
    inputs.length === 1 ? inputs[0] : inputs,
  ) as SymbolicTensor;
const dense = (name: string, size: number): object => tf.layers.dense({ name, units: size, useBias: false });

const scaled = (name: string): object => custom(name, ([x]) => tf.mul(x!, 0.5));

function scaledModel(): LayersModel {
  const x = tf.input({ shape: [width] });
  const y = apply(dense('b', classes), apply(scaled('scale'), apply(dense('a', units), x)));
  return tf.model({ inputs: x, outputs: y });
}

const givenIn = (report: Report): Record<string, string | undefined> =>
  Object.fromEntries(
    report.theoryRows.flatMap((row) => (row.state === 'derived' ? [[row.path.join('.'), row.given]] : [])),
  );

async function check(model: LayersModel, batch: number, wanted: Record<string, number>): Promise<Report> {
  const report = await profile(model, { batch, runs: 0 });
  for (const [path, multiplyAdds] of Object.entries(wanted))
    expect(report.layers.find((row) => row.path.join('.') === path)).toMatchObject({
      theory: { multiplyAdds },
      counted: { multiplyAdds },
      residual: 0,
    });
  expect(report.total.residual).toBe(0);
  expect(report.total.theoryCovers).toBe(1);
  return report;
}

describe('behind a custom layer', () => {
  // predict() runs 32 examples at a time.
  it.each([1, 3, 32, 33, 70])('that keeps the shape, %i examples', async (batch) => {
    const report = await check(scaledModel(), batch, {
      a: batch * width * units,
      b: batch * units * classes,
    });
    expect(givenIn(report)).toEqual({ a: undefined, b: 'scale' });
    expect(formatTable(report).replaceAll(/\s+/g, ' ')).toContain(
      '1 layer from the shape that scale returned in the pass',
    );
  });

  it('that changes the rank, and what follows in a nested model', async () => {
    const [batch, length] = [2, 3];
    const x = tf.input({ shape: [width] });
    const repeat = custom(
      'repeat',
      ([t]) => tf.stack([t!, t!, t!], 1),
      ([b, w]) => [b!, length, w!],
    );
    const inner = tf.input({ shape: [length, width] });
    const core = tf.model({ name: 'core', inputs: inner, outputs: apply(dense('c', units), inner) });
    const model = tf.model({ inputs: x, outputs: apply(core, apply(repeat, x)) });
    const report = await check(model, batch, { 'core.c': batch * length * width * units });
    expect(givenIn(report)).toEqual({ 'core.c': 'repeat' });
  });

  it('with two inputs, two of them in a row', async () => {
    const batch = 2;
    const x = tf.input({ shape: [width] });
    const [left, right] = [apply(dense('l', units), x), apply(dense('r', units), x)];
    const sum = custom('sum', ([a, b]) => tf.add(a!, b!));
    const y = apply(dense('out', classes), apply(scaled('scale'), apply(sum, left, right)));
    const report = await check(tf.model({ inputs: x, outputs: y }), batch, {
      l: batch * width * units,
      r: batch * width * units,
      out: batch * units * classes,
    });
    // The nearest one gave the shape that counts.
    expect(givenIn(report)).toEqual({ l: undefined, r: undefined, out: 'scale' });
  });

  it('in a function that runs the model itself', async () => {
    const model = scaledModel();
    const batch = 5;
    const report = await profile(() => tf.tidy(() => model.predict(tf.ones([batch, width]))), { runs: 0 });
    expect(report.total.theory?.multiplyAdds).toBe(batch * (width * units + units * classes));
    expect(givenIn(report)).toMatchObject({ b: 'scale' });
  });

  it('no pass, no shape: theory alone ends there', () => {
    const model = scaledModel();
    const rows = theory({
      format: 'layers',
      topology: model.toJSON(null, false),
      inputs: [[1, width]],
    } as never);
    expect(rows.map(({ path, state }) => [path[0], state])).toEqual([
      ['a', 'derived'],
      ['scale', 'not-derivable'],
      ['b', 'not-derivable'],
    ]);
  });
});

describe('a model in which nothing multiplies', () => {
  it('says so in words', async () => {
    const x = tf.input({ shape: [width] });
    const model = tf.model({ inputs: x, outputs: apply(tf.layers.activation({ activation: 'relu' }), x) });
    const table = formatTable(await profile(model, { runs: 0 }));
    expect(table).toContain('nothing multiplies: theory and counted are 0');
    expect(table).not.toContain('0 of 0');
  });
});
