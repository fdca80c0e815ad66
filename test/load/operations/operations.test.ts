/**
 * @file Functions that files call as layers, each alone: loaded, its values are those of TensorFlow's function, theory
 * gives the shapes that ran, and the count is theory's.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Json, Shape } from '../../../src/core/shape.ts';
import type { LayerFormula } from '../../../src/core/theory.ts';
import { count } from '../../../src/index.ts';
import { registerOperations } from '../../../src/load/operations/layer.ts';
import { RUN } from '../../../src/load/operations/run.ts';
import { SHAPES } from '../../../src/load/operations/shapes.ts';
import { signatureOf } from '../../../src/load/operations/signatures.ts';
import { OPERATIONS } from '../../../src/theory/layers/operations.ts';
import { LAYER_FORMULAS } from '../../../src/theory/layers/table.ts';
import { deriveRows } from '../../../src/theory/layers/walk.ts';
import { keras2 } from '../repairs/keras.ts';
import { inputsOf, load, repaired, unlike } from '../repairs/trial.ts';
import { OPERATION_CASES, POSITIVES, Z, type Case } from './cases.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerOperations();
});

const { input, lambda, model } = keras2;

function topologyOf([called, sizes, keywords, , other]: Case): Json {
  const first = called === 'stack' || called === 'concat' ? ['x', 'x'] : 'x';
  const layers = [
    input('x', sizes),
    ...(other === undefined ? [] : [input('z', other)]),
    lambda(called, 'f', first, keywords),
  ];
  return model('net', layers, other === undefined ? ['x'] : ['x', 'z'], ['f']);
}

/** Their functions are layers of tfjs wherever they take one tensor alone: no file leads to them. */
const ARE_LAYERS = 'tanh sigmoid relu relu6 elu selu softplus'.split(' ');

describe('every operation', () => {
  it('is run, has a shape and a theory, and is tried', () => {
    const operations = Object.keys(RUN).toSorted();
    expect(Object.keys(SHAPES).toSorted()).toEqual(operations);
    expect(Object.keys(OPERATIONS).toSorted()).toEqual(operations.map((name) => `tf.${name}`).toSorted());
    const tried = new Set(OPERATION_CASES.map(([called]) => signatureOf(called)?.operation));
    // The one is tried below, the others by the layers that they stand in for.
    const several = ['split', 'unstack', 'centerCrop', 'encode'];
    expect(operations.filter((name) => ![...tried, ...several, ...ARE_LAYERS].includes(name))).toEqual([]);
  });
});

describe('a function in the place of a layer', () => {
  it.each(
    OPERATION_CASES.map((repairCase) => ({
      repairCase,
      called: repairCase[0],
      sizes: repairCase[1],
      keywords: repairCase[2],
    })),
  )('$called of $sizes with $keywords', async ({ repairCase }) => {
    const [called, sizes, , means, other] = repairCase;
    const { topology, repairs } = repaired(topologyOf(repairCase));
    expect(repairs).toHaveLength(1);
    expect(repaired(topology)).toMatchObject({ topology, repairs: [] });
    const live = await load(topology);
    const shapes = [sizes, ...(other === undefined ? [] : [other])];
    const inputs = inputsOf({ inputs: shapes.map((each) => ({ sizes: each })) });
    const positive = POSITIVES.has(called) ? inputs.map((x) => tf.abs(x)) : inputs;
    const run = (): tf.Tensor => live.apply(positive.length === 1 ? positive[0]! : positive) as tf.Tensor;
    const output = run();
    expect(unlike(output, means(positive[0]!, positive[1]!))).toBeNull();

    const rows = deriveRows(
      { format: 'layers', topology, inputs: positive.map(({ shape }) => shape) },
      LAYER_FORMULAS,
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ state: 'derived', uses: [{ outputs: [output.shape] }] });
    const report = count(run, { models: [live] });
    expect(report.total.residual).toBe(0);
    // What tfjs was told before the run leaves open no more than the batch.
    expect(live.outputs[0]!.shape.map((size, axis) => size ?? output.shape[axis])).toEqual(output.shape);
    live.dispose();
    tf.dispose([...inputs, ...positive]);
  });
});

describe('a function with several outputs', () => {
  it.each([
    ['split', { num_or_size_splits: 3, axis: -1 }, 3],
    ['split', { num_or_size_splits: [1, 5], axis: -1 }, 2],
    ['unstack', { axis: 1, num: null }, 4],
  ])('%s with %j', async (called, keywords, outputs) => {
    const layers = [input('x', [4, 6]), lambda(called, 'f', 'x', keywords)];
    const ends = Array.from({ length: outputs }, (_, i) => ['f', 0, i]);
    const written = model('net', layers, ['x'], ['f']);
    const whole = { ...written, config: { ...written.config, output_layers: ends } };
    const { topology } = repaired(whole);
    const live = await load(topology);
    const [x] = inputsOf({ inputs: [{ sizes: [4, 6] }] });
    const parts = live.apply(x!) as tf.Tensor[];
    const axis = called === 'split' ? 2 : 1;
    const joined = called === 'split' ? tf.concat(parts, axis) : tf.stack(parts, axis);
    expect(parts).toHaveLength(outputs);
    expect(unlike(joined, x!)).toBeNull();
    const rows = deriveRows({ format: 'layers', topology, inputs: [x!.shape] }, LAYER_FORMULAS);
    expect(rows[0]).toMatchObject({ uses: [{ outputs: parts.map(({ shape }) => shape) }] });
    live.dispose();
  });
});

/** Each of these would go unseen if the trials above could not fail. */
describe('planted faults in operations', () => {
  const [a, b]: readonly Shape[] = [
    [3, 4],
    [5, 4],
  ];
  const product = model(
    'net',
    [input('x', a!), input('z', b!), lambda('linalg.matmul', 'f', 'x', { b: Z, transpose_b: true })],
    ['x', 'z'],
    ['f'],
  );
  const right = OPERATIONS['tf.matMul']!;
  const FAULTS: Readonly<Record<string, LayerFormula>> = {
    'no products': (config, inputs) => ({ ...right(config, inputs), work: [] }),
    'products counted twice': (config, inputs) => {
      const { work, ...rest } = right(config, inputs);
      return { ...rest, work: [...work, ...work] };
    },
    'a batch left out': (config, inputs) => {
      const { work, ...rest } = right(config, inputs);
      return { ...rest, work: work.map((of) => ({ ...of, factors: { ...of.factors, products: 1 } })) };
    },
    'a transposition read past': (config, inputs) =>
      right({ ...config, takes: { a: { input: 0 }, b: { input: 1 } } }, inputs),
  };

  it('leave a residual, or nothing to compare', async () => {
    const live = await load(repaired(product).topology);
    const inputs = inputsOf({ inputs: [{ sizes: a! }, { sizes: b! }] });
    const residualWith = (layerFormulas: Readonly<Record<string, LayerFormula>>): number | null =>
      count(() => live.predict(inputs), { models: [live], layerFormulas }).total.residual;
    expect(residualWith({})).toBe(0);
    const caught = Object.entries(FAULTS).filter(([, fault]) => residualWith({ 'tf.matMul': fault }) !== 0);
    console.log(`planted faults in operations: ${caught.length} of ${Object.keys(FAULTS).length} caught`);
    expect(caught.map(([name]) => name)).toEqual(Object.keys(FAULTS));
    live.dispose();
  });
});
