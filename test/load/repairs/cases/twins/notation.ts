/** @file Twins of what files write in several ways: sizes that are read from a shape, activations by their dotted names. */
import * as tf from '@tensorflow/tfjs';
import { keras2 } from '../../keras.ts';
import { gelu, hardSwish } from '../../means.ts';
import { BATCH } from '../../trial.ts';
import { dense, projected, slicing, type Twin } from './build.ts';

const { lambda, layer, ref } = keras2;

export const NOTATION_TWINS: readonly Twin[] = [
  {
    name: 'a batch that is read from the shape',
    sizes: [4, 6],
    layers: [
      lambda('compat.v1.shape', 'shape', 'x'),
      slicing('batch', 'shape', 0),
      lambda('reshape', 'flat', 'x', { shape: [ref('batch'), 24] }),
      dense('d', 'flat', 5),
      lambda('reshape', 'end', 'd', { shape: [ref('batch'), 1, 5] }),
    ],
    multiplyAdds: 24 * 5,
    means: (x, weights) => tf.reshape(projected(tf.reshape(x, [BATCH, 24]), weights, 'd'), [BATCH, 1, 5]),
    says: ['flat, end: reshape run as tf.reshape', 'batch, shape: left out: sizes are read from the tensor that has them'],
    rows: 3,
  },
  {
    name: 'sizes that are stacked and unstacked',
    sizes: [4, 6],
    layers: [
      lambda('compat.v1.shape', 'shape', 'x', { out_type: 'int32' }),
      lambda('unstack', 'sizes', 'shape', { num: 3, axis: 0 }),
      { ...lambda('stack', 'wanted', ['sizes'], { axis: 0 }), inbound_nodes: [[['sizes', 0, 0, { axis: 0 }], ['_CONSTANT_VALUE', -1, 3, { axis: 0 }], ['_CONSTANT_VALUE', -1, 8, { axis: 0 }]]] },
      lambda('reshape', 'flat', 'x', { shape: ref('wanted') }),
      dense('d', 'flat', 5),
    ],
    multiplyAdds: 3 * 8 * 5,
    means: (x, weights) => projected(tf.reshape(x, [BATCH, 3, 8]), weights, 'd'),
    says: ['flat: reshape run as tf.reshape'],
    rows: 2,
  },
  {
    name: 'activations under dotted names',
    sizes: [3],
    layers: [
      layer('Activation', 'a', { activation: 'keras.activations.gelu' }, 'x'),
      layer('Activation', 'b', { activation: 'kecamCommon>hard_swish' }, 'a'),
      layer('Activation', 'c', { activation: 'tf.keras.activations.swish' }, 'b'),
      layer('Dense', 'd', { units: 4, use_bias: false, activation: 'keras.activations.relu' }, 'c'),
    ],
    multiplyAdds: 3 * 4,
    means: (x, weights) => {
      const a = gelu(x);
      const b = hardSwish(a);
      return tf.relu(projected(tf.mul(b, tf.sigmoid(b)), weights, 'd'));
    },
    says: ['a: activation keras.activations.gelu read as gelu', 'b: activation kecamCommon>hard_swish run as tf.hardSwish'],
  },
]; // prettier-ignore
