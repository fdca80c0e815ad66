/** @file Layers without a closed form: the reason, how far it reaches, and closed forms of one's own. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../src/core/shape.ts';
import type { LayerFormulas } from '../../../src/core/theory.ts';
import { NO_WORK } from '../../../src/core/work.ts';
import { layerFormulasWith } from '../../../src/theory/layers/table.ts';
import { apply, input, rowsOf, topologyOf, whys } from '../small-models.ts';

beforeAll(() => tf.setBackend('cpu'));

const { layers } = tf;
const B = 2;
const [D, u] = [5, 3];

/** A class of which the table knows nothing. */
class Mystery extends tf.layers.Layer {
  static readonly className: string = 'Mystery';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return [inputs].flat()[0]!;
  }
}

/** x → mystery → after → sum ← beside ← x */
const topology = (): Json => {
  const x = input('x', D);
  const mystery = apply(new Mystery({ name: 'odd.one' }), x);
  const after = apply(layers.dense({ name: 'after', units: u }), mystery);
  const beside = apply(layers.dense({ name: 'beside', units: u }), x);
  return topologyOf(tf.model({ inputs: x, outputs: apply(layers.add({ name: 'sum' }), after, beside) }));
};

const single = (className: string, config: { [key: string]: Json }): Json => ({
  class_name: 'Sequential',
  config: { name: 's', layers: [{ class_name: className, config: { name: 'layer', ...config } }] },
});

describe('what is not derivable', () => {
  it('says so, and so does what depends on it, and nothing else', () => {
    expect(whys(rowsOf(topology(), [[B, D]]))).toEqual({
      'odd.one': 'there is no closed form for a Mystery',
      after: 'its input shape is unknown, since odd.one is not derivable',
      sum: 'its input shape is unknown, since odd.one is not derivable',
      beside: null,
    });
  });

  it('becomes derivable with a closed form of one’s own', () => {
    const mine: LayerFormulas = {
      Mystery: (_, inputs) => ({
        outputs: inputs,
        work: NO_WORK,
        parameters: { trainable: 0, nonTrainable: 0, frozen: 0, total: 0 },
      }),
    };
    const rows = rowsOf(topology(), [[B, D]], layerFormulasWith(mine));
    expect(Object.values(whys(rows))).toEqual([null, null, null, null]);
    const x = input('x', 4, D);
    const timed = apply(layers.timeDistributed({ name: 'timed', layer: new Mystery({}) }), x);
    const wrapped = topologyOf(tf.model({ inputs: x, outputs: timed }));
    expect(whys(rowsOf(wrapped, [[B, 4, D]], layerFormulasWith(mine)))).toEqual({ timed: null });
    expect(whys(rowsOf(wrapped, [[B, 4, D]]))).toEqual({
      timed: 'it wraps a Mystery, for which there is no closed form',
    });
  });

  it('does not reach the other uses of a shared layer', () => {
    const x = input('x', D);
    const shared = layers.dense({ name: 'shared', units: u });
    const tail = apply(layers.dense({ name: 'tail', units: 2 }), apply(shared, x));
    const odd = apply(shared, apply(new Mystery({ name: 'odd' }), x));
    const rows = rowsOf(topologyOf(tf.model({ inputs: x, outputs: [tail, odd] })), [[B, D]]);
    expect(whys(rows)).toEqual({
      shared: 'its input shape is unknown, since odd is not derivable',
      odd: 'there is no closed form for a Mystery',
      tail: null,
    });
  });

  it.each([
    ['Conv2D', { filters: 4, kernel_size: [3, 3], groups: 2 }, 'groups is 2, which tfjs-layers ignores'],
    ['Conv2D', { filters: 4, kernel_size: [9, 9] }, 'its window spans 9, but its input only 6'],
    ['Conv2D', { filters: 4, kernel_size: [3] }, 'kernel_size must be 2 positive integers, got [3]'],
    ['Conv2D', { kernel_size: 3 }, 'filters must be a positive integer, got nothing'],
    [
      'Conv2D',
      { filters: 4, kernel_size: 3, padding: 'full' },
      'padding must be "valid" or "same", got "full"',
    ],
    ['Conv1D', { filters: 4, kernel_size: 3 }, 'it takes an input of rank 3, got [2, 6, 6, 4]'],
    [
      'DepthwiseConv2D',
      { kernel_size: 3, dilation_rate: [2, 2] },
      'dilation_rate is [2,2], which tfjs-layers ignores here',
    ],
    [
      'Conv2DTranspose',
      { filters: 4, kernel_size: 3, output_padding: [1, 1] },
      'output_padding is [1,1], which tfjs-layers ignores',
    ],
    ['Reshape', { target_shape: [5, 5] }, "target_shape [5,5] does not hold the input's [6, 6, 4]"],
    [
      'Cropping2D',
      {
        cropping: [
          [3, 3],
          [0, 0],
        ],
      },
      'its output would be [2, 0, 6, 4]',
    ],
    ['Permute', { dims: [1, 1, 2] }, "dims [1,1,2] do not permute the input's [2, 6, 6, 4]"],
    ['Concatenate', {}, 'it takes two or more inputs, got 1'],
    ['TimeDistributed', {}, 'its config holds no layer'],
    ['toString', {}, 'there is no closed form for a toString'],
  ] as const)('%s %o gives its reason', (className, config, why) => {
    expect(whys(rowsOf(single(className, config as never), [[B, 6, 6, 4]]))).toEqual({ layer: why });
  });

  it('includes causal padding and a GRU that resets after', () => {
    const causal = single('Conv1D', { filters: 4, kernel_size: 3, padding: 'causal' });
    expect(whys(rowsOf(causal, [[B, 6, 4]]))).toEqual({ layer: 'tfjs-layers does not run causal padding' });
    const after = single('GRU', { units: 4, reset_after: true });
    expect(whys(rowsOf(after, [[B, 6, 4]]))).toEqual({ layer: 'tfjs-layers does not run reset_after' });
  });
});
