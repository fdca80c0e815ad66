/** @file Each fault of a Keras file: tfjs fails at it, and the repaired model is the one that was meant. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../src/core/shape.ts';
import { KERAS3_CASES } from './cases/keras3.ts';
import { LAYER_CASES } from './cases/layers.ts';
import { OPERATION_CASES } from './cases/operations.ts';
import { keras3, policy } from './keras.ts';
import { repaired, trial, untouched } from './trial.ts';

beforeAll(() => tf.setBackend('cpu'));

describe.each([...KERAS3_CASES, ...LAYER_CASES, ...OPERATION_CASES])('$name', (repairCase) => {
  it('is a fault', async () => {
    expect(await untouched(repairCase)).toBe(repairCase.tfjs);
  });

  it('is repaired: counts, parameters, rows and values', async () => {
    expect(await trial(repairCase)).toEqual([]);
  });

  it('is said, and the argument is left as it was', () => {
    const before = JSON.stringify(repairCase.topology);
    const { repairs } = repaired(repairCase.topology, undefined, repairCase.weights);
    for (const part of repairCase.says) expect(repairs.join('\n')).toContain(part);
    expect(JSON.stringify(repairCase.topology)).toBe(before);
  });

  it('is gone after one repairing', () => {
    const { topology } = repaired(repairCase.topology, undefined, repairCase.weights);
    expect(repaired(topology)).toMatchObject({ topology, repairs: [] });
  });
});

describe('what tfjs computes otherwise, at the same work', () => {
  const SIZES = [3] as const;
  const activation = (name: string): Json =>
    keras3.sequential('net', [
      keras3.input('x', SIZES),
      keras3.layer('Activation', 'act', { activation: name }),
    ]);

  it('is said of hard_sigmoid of Keras 3, another line than that of Keras 2', () => {
    expect(repaired(activation('hard_sigmoid')).repairs).toContain(
      'act: activation hard_sigmoid is that of Keras 2 in tfjs: the same work, other values',
    );
    expect(repaired(activation('sigmoid')).repairs.join()).not.toContain('the same work');
  });

  it.each([
    [
      'DepthwiseConv2D',
      { padding: 'same', dilation_rate: [2, 2] },
      'd: dilation [2,2] is 1 in tfjs, which ignores it: the same work, other values',
    ],
    ['DepthwiseConv2D', { padding: 'same', dilation_rate: 3 }, 'd: dilation 3 is 1 in tfjs'],
    ['DepthwiseConv2D', { padding: 'same', dilation_rate: [1, 1] }, null],
    ['DepthwiseConv2D', { padding: 'valid', dilation_rate: [2, 2] }, null],
    ['Conv2D', { filters: 2, padding: 'same', dilation_rate: [2, 2] }, null],
  ])('is said of the dilation of %s with %j', (className, config, says) => {
    const layers = [
      keras3.input('x', [8, 8, 2]),
      keras3.layer(className, 'd', { kernel_size: [3, 3], ...config }),
    ];
    const { repairs } = repaired(keras3.sequential('net', layers));
    if (says === null) expect(repairs.join()).not.toContain('dilation');
    else expect(repairs.join()).toContain(says);
  });

  it('is said of mixed precision', () => {
    const dense = keras3.layer('Dense', 'd', { units: 2, dtype: policy('mixed_float16') });
    expect(repaired(keras3.sequential('net', [keras3.input('x', SIZES), dense])).repairs).toContain(
      'd: dtype policy mixed_float16 read as float32, in which tfjs computes',
    );
  });
});

describe('a model that needs nothing', () => {
  it.each([
    ['functional', () => tf.model(functional())],
    ['Sequential', () => tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] })],
  ])('%s: an equal topology and no repairs', (_, build) => {
    const topology = JSON.parse(JSON.stringify(build().toJSON(null, false)));
    const result = repaired(topology);
    expect(result).toEqual({ topology, repairs: [], weightNames: new Map(), unusedWeights: [] });
    expect(result.topology).not.toBe(topology);
  });

  function functional(): { inputs: tf.SymbolicTensor; outputs: tf.SymbolicTensor } {
    const inputs = tf.input({ shape: [4, 4, 2] });
    const conv = tf.layers.conv2d({ filters: 2, kernelSize: 3 }).apply(inputs);
    return { inputs, outputs: tf.layers.globalMaxPooling2d({}).apply(conv) as tf.SymbolicTensor };
  }
});
