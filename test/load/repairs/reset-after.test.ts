/** @file A GRU with reset_after, which tfjs-layers lacks: the values are Keras's equations, the counts its products. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerResetAfter } from '../../../src/load/layers/gru-reset-after.ts';
import { ran, sequential, type Fields, type Layer } from './chains.ts';
import { BATCH, unlike } from './trial.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerResetAfter();
});

const UNITS = 4;
const gru = (config: Fields = {}): Layer => [
  'GRU',
  'g',
  {
    units: UNITS,
    activation: 'tanh',
    recurrent_activation: 'sigmoid',
    reset_after: true,
    return_sequences: true,
    ...config,
  },
];

/** Keras's own equations, step by step, with the matrices of each gate apart. */
function keras(x: tf.Tensor, [kernel, recurrent, bias]: readonly tf.Tensor[], isReversed = false): tf.Tensor {
  const steps = tf.unstack(x, 1);
  const part = (of: tf.Tensor, gate: number): tf.Tensor2D =>
    tf.slice(of, [0, gate * UNITS], [-1, UNITS]) as tf.Tensor2D;
  let state: tf.Tensor = tf.zeros([BATCH, UNITS]);
  const outputs = (isReversed ? steps.toReversed() : steps).map((step) => {
    const ofInput = (gate: number): tf.Tensor =>
      tf.add(tf.matMul(step as tf.Tensor2D, part(kernel!, gate)), part(bias!, gate).gather([0]));
    const ofState = (gate: number): tf.Tensor =>
      tf.add(tf.matMul(state as tf.Tensor2D, part(recurrent!, gate)), part(bias!, gate).gather([1]));
    const z = tf.sigmoid(tf.add(ofInput(0), ofState(0)));
    const r = tf.sigmoid(tf.add(ofInput(1), ofState(1)));
    const h = tf.tanh(tf.add(ofInput(2), tf.mul(r, ofState(2))));
    state = tf.add(tf.mul(z, state), tf.mul(tf.sub(1, z), h));
    return state;
  });
  return tf.stack(outputs, 1);
}

describe('a GRU with reset_after', () => {
  const [STEPS, WIDTH] = [6, 3];
  const products = 3 * UNITS * (WIDTH + UNITS) * STEPS;
  const parameters = 3 * UNITS * (WIDTH + UNITS + 2);

  it('has Keras’s values, counts and two biases', async () => {
    const { live, x, output, report, repairs } = await ran(sequential([STEPS, WIDTH], [gru()]), [
      STEPS,
      WIDTH,
    ]);
    expect(repairs).toContain('g: a GRU with reset_after run as GRUResetAfter');
    expect(unlike(output, keras(x, live.getWeights()))).toBeNull();
    expect(report.total.counted.multiplyAdds).toBe(BATCH * products);
    expect(report.total.parameters.total).toBe(parameters);
    expect(report.total.residual).toBe(0);
    expect(live.weights.map(({ originalName }) => originalName)).toEqual([
      'g/kernel',
      'g/recurrent_kernel',
      'g/bias',
    ]);
  });

  it('in both directions', async () => {
    const config = { layer: { class_name: 'GRU', config: { name: 'g', ...gru()[2] } }, merge_mode: 'concat' };
    const { live, x, output, report } = await ran(
      sequential([STEPS, WIDTH], [['Bidirectional', 'b', config]]),
      [STEPS, WIDTH],
    );
    const weights = live.getWeights();
    const back = tf.reverse(keras(x, weights.slice(3), true), 1);
    expect(unlike(output, tf.concat([keras(x, weights.slice(0, 3)), back], 2))).toBeNull();
    expect(report.total.counted.multiplyAdds).toBe(2 * BATCH * products);
    expect(report.total.parameters.total).toBe(2 * parameters);
    expect(report.total.residual).toBe(0);
  });

  it('without biases', async () => {
    const { report } = await ran(sequential([STEPS, WIDTH], [gru({ use_bias: false })]), [STEPS, WIDTH]);
    expect(report.total.parameters.total).toBe(3 * UNITS * (WIDTH + UNITS));
    expect(report.total.residual).toBe(0);
  });

  it('of the last step, behind another one', async () => {
    const two: readonly Layer[] = [gru(), ['GRU', 'h', { units: 2, reset_after: true, activation: 'relu' }]];
    const { report, output } = await ran(sequential([STEPS, WIDTH], two), [STEPS, WIDTH]);
    expect(output.shape).toEqual([BATCH, 2]);
    expect(report.total.counted.multiplyAdds).toBe(BATCH * (products + 3 * 2 * (UNITS + 2) * STEPS));
    expect(report.total.residual).toBe(0);
  });
});
