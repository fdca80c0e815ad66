/** @file What tfjs reads past: it would run another model, and count and theory would agree on it. Both refuse it. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Shape } from '../../../src/core/shape.ts';
import { theory } from '../../../src/index.ts';
import { functional, sequential, type Fields, type Layer } from './chains.ts';
import { load, repaired } from './trial.ts';

beforeAll(() => tf.setBackend('cpu'));

const IMAGE: Shape = [9, 8, 3];
const STEPS: Shape = [6, 5];

const conv2d = (config: Fields): Layer => ['Conv2D', 'l', { filters: 4, kernel_size: [3, 3], ...config }];
const turned = (config: Fields): Layer => [
  'Conv2DTranspose',
  'l',
  { filters: 4, kernel_size: [3, 3], strides: [2, 2], ...config },
];
const inner = (layer: Layer): Fields => ({
  layer: { class_name: layer[0], config: { name: layer[1], ...layer[2] } },
});

const READ_PAST: readonly (readonly [layer: Layer, sizes: Shape, says: string])[] = [
  [conv2d({ border_mode: 'same' }), IMAGE, 'has border_mode, as Keras 1 wrote padding'],
  [conv2d({ subsample: [2, 2] }), IMAGE, 'has subsample, as Keras 1 wrote strides'],
  [conv2d({ atrous_rate: [2, 2] }), IMAGE, 'has atrous_rate, as Keras 1 wrote dilation_rate'],
  [conv2d({ dim_ordering: 'th' }), IMAGE, 'has dim_ordering, as Keras 1 wrote data_format'],
  [conv2d({ bias: false }), IMAGE, 'has bias, as Keras 1 wrote use_bias'],
  [['MaxPooling1D', 'l', { pool_length: 3 }], STEPS, 'has pool_length, as Keras 1 wrote pool_size'],
  [['MaxPooling1D', 'l', { stride: 3 }], STEPS, 'has stride, as Keras 1 wrote strides'],
  [
    ['TimeDistributed', 'l', inner(conv2d({ border_mode: 'same' }))],
    [2, ...IMAGE],
    'has border_mode, as Keras 1 wrote padding',
  ],
  [['AveragePooling1D', 'l', { data_format: 'channels_first' }], STEPS, 'data_format'],
  [['GlobalMaxPooling1D', 'l', { data_format: 'channels_first' }], STEPS, 'data_format'],
  [['LSTM', 'l', { units: 4, time_major: true }], STEPS, 'time_major'],
  [
    ['Bidirectional', 'l', { ...inner(['GRU', 'g', { units: 4 }]), merge_mode: 'sum', time_major: true }],
    STEPS,
    'time_major',
  ],
  [turned({ padding: 'valid', output_padding: [1, 1] }), IMAGE, 'output_padding'],
  [turned({ padding: 'same', output_padding: 0 }), IMAGE, 'output_padding'],
  [['LayerNormalization', 'l', { rms_scaling: true }], IMAGE, 'rms_scaling'],
  [['RepeatVector', 'l', { n: null }], [6], 'n'],
  [['RepeatVector', 'l', { n: 0 }], [6], 'n'],
];

describe('what tfjs reads past', () => {
  it.each(READ_PAST)('%j is loaded by tfjs, and refused here', async (layer, sizes, says) => {
    const topology = sequential(sizes, [layer]);
    // Else there would be nothing to refuse.
    expect((await load(topology)).layers).toHaveLength(2);
    for (const json of [topology, functional(sizes, [layer])]) expect(() => repaired(json)).toThrow(says);
    const [row] = theory({ format: 'layers', topology, inputs: [[2, ...sizes]] });
    expect(row).toMatchObject({ state: 'not-derivable', why: { text: expect.stringContaining(says) } });
  });

  it.each([
    [turned({ padding: 'valid', output_padding: [0, 0] }), [2, 19, 17, 4]],
    [turned({ padding: 'same', output_padding: 1 }), [2, 18, 16, 4]],
    [conv2d({ border_mode: null, padding: 'same' }), [2, 9, 8, 4]],
    [conv2d({ bias: false, use_bias: true }), [2, 7, 6, 4]],
    [['ZeroPadding2D', 'l', {}] as Layer, [2, 11, 10, 3]],
  ] as const)('%j means what tfjs runs', async (layer, output) => {
    const { topology, repairs } = repaired(sequential(IMAGE, [layer]));
    const model = await load(topology);
    expect(repairs).toEqual([]);
    expect((model.predict(tf.zeros([2, ...IMAGE])) as tf.Tensor).shape).toEqual(output);
    const [row] = theory({ format: 'layers', topology, inputs: [[2, ...IMAGE]] });
    expect(row).toMatchObject({ state: 'derived', uses: [{ outputs: [output] }] });
  });
});
