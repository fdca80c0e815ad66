/**
 * @file Recurrent models: `predict` runs a layer once for each of its outputs that is used, theory once. The term
 * between them is a closed form, and nothing is left.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  amount,
  count,
  type LayerConfig,
  type LayerFormula,
  type Report,
  type Shape,
} from '../../src/index.ts';
import { layerFormulasWith } from '../../src/theory/layers/table.ts';
import { useBackend } from '../support/backend.ts';

beforeAll(async () => {
  await useBackend('cpu');
});

const [B, T, I, U] = [2, 5, 3, 4];
const [LSTM, GRU] = [4, 3];

/** Multiply-adds of one run over a sequence: each gate has a product of the input and one of the state. */
const once = ({ gates = LSTM, batch = B, steps = T, inputs = I } = {}): number =>
  batch * steps * gates * U * (inputs + U);

type Symbolic = tf.SymbolicTensor;
type AnyLayer = Pick<tf.layers.Layer, 'apply'>;
const apply = (layer: unknown, inputs: Symbolic | Symbolic[]): Symbolic[] =>
  [(layer as AnyLayer).apply(inputs) as Symbolic | Symbolic[]].flat();

const lstm = (name: string, more: object = {}): tf.layers.Layer =>
  tf.layers.lstm({ name, units: U, returnState: true, ...more });
const bidirectional = (layer: tf.layers.Layer, mergeMode: 'concat' | 'sum' = 'concat'): tf.layers.Layer =>
  tf.layers.bidirectional({ name: 'bi', layer: layer as never, mergeMode });

/** A model that uses the first `used` outputs of a layer. */
function modelOf(layer: tf.layers.Layer, used: number): tf.LayersModel {
  const input = tf.input({ shape: [T, I] });
  return tf.model({ inputs: input, outputs: apply(layer, input).slice(0, used) });
}

const run = (model: tf.LayersModel, batch = B, options: object = {}): Report =>
  count(
    () => model.predict(model.inputs.map(({ shape }) => tf.ones([batch, ...(shape.slice(1) as number[])]))),
    { models: [model], ...options },
  );
const row = ({ layers }: Report, name: string): Report['layers'][number] =>
  layers.find(({ path, kind }) => kind === 'layer' && path.join('.') === name)!;

/** A layer ran `runs` times instead of once. */
function expectRuns(report: Report, name: string, runs: number, work: number): void {
  const { layerCalls, theory, bridges, residual } = row(report, name);
  expect(layerCalls).toBe(runs);
  expect(theory!.multiplyAdds).toBe(work);
  const extra = (runs - 1) * work;
  expect(bridges.flatMap(({ terms }) => terms)).toEqual(
    extra === 0 ? [] : [{ term: 'run more than once', amount: extra, basis: 'closed-form' }],
  );
  expect(bridges[0]).toMatchObject({ fromAmount: work, toAmount: runs * work, residual: 0 });
  expect(residual).toBe(0);
}

describe('a recurrent layer that returns its states', () => {
  it.each([1, 2, 3])('LSTM, %i of 3 outputs used', (used) => {
    const report = run(modelOf(lstm('l'), used));
    expectRuns(report, 'l', used, once());
    expect(report.total.counted.multiplyAdds).toBe(used * once());
    expect(report.total.parameters.total).toBe(LSTM * U * (I + U + 1));
    expect(report.total.residual).toBe(0);
  });

  it.each([1, 2])('GRU, %i of 2 outputs used', (used) => {
    const report = run(modelOf(tf.layers.gru({ name: 'g', units: U, returnState: true }), used));
    expectRuns(report, 'g', used, once({ gates: GRU }));
    expect(report.total.residual).toBe(0);
  });

  it.each([1, 5])('Bidirectional, %i of 5 outputs used', (used) => {
    const report = run(modelOf(bidirectional(lstm('l')), used));
    expectRuns(report, 'bi', used, 2 * once());
    expect(report.total.parameters.total).toBe(2 * LSTM * U * (I + U + 1));
    expect(report.total.residual).toBe(0);
  });

  it('in batches: predict runs each of them once for each output', () => {
    const [examples, batch, used] = [70, 32, 3];
    const batches = Math.ceil(examples / batch);
    const report = run(modelOf(lstm('l'), used), examples);
    expect(row(report, 'l').layerCalls).toBe(batches * used);
    expect(row(report, 'l').bridges[0]!.terms).toEqual([
      { term: 'run more than once', amount: (used - 1) * once({ batch: examples }), basis: 'closed-form' },
    ]);
    expect(report.total.residual).toBe(0);
  });

  it('in a nested model as in a model alone', () => {
    const inner = modelOf(lstm('l'), 3);
    inner.name = 'inner';
    const input = tf.input({ shape: [T, I] });
    const report = run(tf.model({ inputs: input, outputs: apply(inner, input)[0]! }));
    expectRuns(report, 'inner.l', 3, once());
    expect(report.total.residual).toBe(0);
  });

  it('through a mask, which is no multiply-add', () => {
    const words = 10;
    const model = tf.sequential({
      layers: [
        tf.layers.embedding({ inputDim: words, outputDim: I, inputLength: T, maskZero: true }),
        tf.layers.lstm({ name: 'l', units: U }),
      ],
    });
    const report = run(model);
    expectRuns(report, 'l', 1, once());
    expect(report.total.residual).toBe(0);
  });
});

describe('an encoder and a decoder', () => {
  const [STEPS, WORDS] = [7, 6];
  /** The encoder's two states start the decoder; its sequence is read by one head. */
  function translator(): tf.LayersModel {
    const source = tf.input({ name: 'source', shape: [T, I] });
    const target = tf.input({ name: 'target', shape: [STEPS, WORDS] });
    const [, hidden, cell] = apply(lstm('encoder'), source);
    const [sequence] = apply(lstm('decoder', { returnSequences: true }), [target, hidden!, cell!]);
    const outputs = apply(tf.layers.dense({ name: 'head', units: WORDS, activation: 'softmax' }), sequence!);
    return tf.model({ inputs: [source, target], outputs });
  }

  it('the encoder runs once for each state, the decoder once', () => {
    const report = run(translator());
    const states = 2;
    const decoder = once({ steps: STEPS, inputs: WORDS });
    const head = B * STEPS * U * WORDS;
    expectRuns(report, 'encoder', states, once());
    expectRuns(report, 'decoder', 1, decoder);
    expectRuns(report, 'head', 1, head);
    expect(report.total.counted.multiplyAdds).toBe(states * once() + decoder + head);
    expect(report.total.theory!.multiplyAdds).toBe(once() + decoder + head);
    expect(report.total.parameters).toEqual(report.total.theory!.parameters);
    expect(report.total.residual).toBe(0);
  });
});

/** A closed form told wrong, on a layer that runs three times or once. */
const times =
  (name: string, change: (factors: Readonly<Record<string, number>>) => object): LayerFormula =>
  (config, inputs) => {
    const derived = layerFormulasWith({})[name]!(config, inputs);
    return {
      ...derived,
      work: derived.work.map(({ term, op, factors }) =>
        amount(term, op, { ...factors, ...change(factors as Record<string, number>) }),
      ),
    };
  };
const parametersOff =
  (name: string): LayerFormula =>
  (config: LayerConfig, inputs: readonly Shape[]) => {
    const { parameters, ...derived } = layerFormulasWith({})[name]!(config, inputs);
    return { ...derived, parameters: { ...parameters, total: parameters.total - U } };
  };

const FAULTS: readonly [name: string, className: string, theory: LayerFormula][] = [
  ['an LSTM of three gates', 'LSTM', times('LSTM', () => ({ gates: 3 }))],
  ['one step less', 'LSTM', times('LSTM', ({ steps }) => ({ steps: steps! - 1 }))],
  [
    'a state of another width',
    'LSTM',
    times('LSTM', ({ previous }) => (previous ? { previous: U + 1 } : {})),
  ],
  ['an LSTM without bias', 'LSTM', parametersOff('LSTM')],
  ['one direction only', 'Bidirectional', times('Bidirectional', () => ({ directions: 1 }))],
  ['a direction without bias', 'Bidirectional', parametersOff('Bidirectional')],
];

describe('planted faults', () => {
  it('in closed forms are not explained away by the number of runs', () => {
    const models = {
      LSTM: [modelOf(lstm('l'), 1), modelOf(lstm('l'), 3)],
      Bidirectional: [modelOf(bidirectional(lstm('l')), 1), modelOf(bidirectional(lstm('l')), 5)],
    };
    const caught = FAULTS.filter(([, className, theory]) =>
      models[className as keyof typeof models].every(
        (model) => (run(model, B, { layerFormulas: { [className]: theory } }).total.residual ?? 0) > 0,
      ),
    );
    console.log(`planted faults caught: ${caught.length} of ${FAULTS.length}`);
    expect(caught).toEqual(FAULTS);
  });
});
