/** @file What cannot be repaired is refused, with the layer, the reason and the way out. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Json, Shape } from '../../../src/core/shape.ts';
import { TfjsFlopsError } from '../../../src/index.ts';
import { LAYER_REPAIRS, repairTopology } from '../../../src/load/repairs/topology.ts';
import { convolution, keras2, keras3, policy, tensor } from './keras.ts';
import { isKnown, repaired } from './trial.ts';

beforeAll(() => tf.setBackend('cpu'));

const SIZES: Shape = [4, 4, 3];
const x = tensor('x', SIZES);

type Layer = ReturnType<typeof keras3.layer>;

/** The layers behind an input, each a model of its own in either spelling. */
const third = (...layers: readonly Layer[]): Json =>
  keras3.functional('net', [keras3.input('x', SIZES), ...layers], ['x'], [layers.at(-1)!.name]);
const second = (...layers: readonly Layer[]): Json =>
  keras2.model('net', [keras2.input('x', SIZES), ...layers], ['x'], [layers.at(-1)!.name]);

const { lambda, layer, ref } = keras2;
const dense = { name: 'd', units: 2, dtype: policy('float32') };

const REFUSED: readonly (readonly [what: string, topology: Json, says: string])[] = [
  [
    'a class that tfjs lacks',
    third(keras3.layer('GroupQueryAttention', 'mha_2', {}, x)),
    'model.json is Keras 3; layer "mha_2" (GroupQueryAttention) has no tfjs class. Export a SavedModel',
  ],
  ['a function of Python', second(layer('Lambda', 'f', { function: ['4wEAAA'] }, 'x')), 'layer "f" (Lambda)'],
  [
    'a normalisation over groups',
    third(keras3.layer('GroupNormalization', 'g', { groups: 2 }, x)),
    '"g" (GroupNorm',
  ],
  ['preprocessing of text', second(layer('TextVectorization', 't', {}, 'x')), '"t" (TextVectorization)'],
  [
    'augmentation that crops at inference too',
    third(keras3.layer('RandomCrop', 'r', { height: 2, width: 2 }, x)),
    '"r" (RandomCrop)',
  ],
  [
    'a layer that sorts into bins',
    third(keras3.layer('Discretization', 'b', {}, [x, x])),
    '"b" (Discretization) has no tfjs class',
  ],
  [
    'a slice that says of nothing',
    second(layer('SlicingOpLambda', 'cut', { function: '__operators__.getitem' }, 'x')),
    'is called without slice_spec',
  ],
  [
    'a function that is not known here',
    second(lambda('math.bessel_i0', 'b', 'x')),
    'layer "b" (TFOpLambda) calls math.bessel_i0, which no class of tfjs says and no operation here',
  ],
  [
    'a function of one’s own',
    second(lambda('my.package.transpose', 't', 'x', { perm: [0, 2, 1, 3] })),
    'calls my.package.transpose',
  ],
  [
    'an argument that changes the function',
    second(lambda('image.resize', 'r', 'x', { size: [2, 2], antialias: true })),
    'is called with {"antialias":true}',
  ],
  ['channels first', second(lambda('nn.bias_add', 'b', 'x', { bias: [1], data_format: 'NCHW' })), '"NCHW"'],
  [
    'an argument that is left out',
    second(lambda('compat.v1.pad', 'p', 'x', { mode: 'CONSTANT' })),
    'is called without paddings',
  ],
  ['an operation without a layer', third(keras3.operation('Einsum', 'sum', {}, x)), '"sum" (Einsum)'],
  [
    'an activation with an argument',
    second(lambda('nn.relu', 'r', 'x', { threshold: 1 })),
    '{"threshold":1}',
  ],
  [
    'tensors of unknown rank',
    second(layer('Custom', 'c', {}, 'x'), lambda('__operators__.add', 'sum', 'x', { y: ref('c') })),
    '(Custom) has no tfjs class',
  ],
  [
    'a convolution in groups',
    third(keras3.layer('Conv2D', 'c', convolution(3, 3, { groups: 3 }), x)),
    '3 groups',
  ],
  ['a name of Keras 1', second(layer('MaxPooling2D', 'p', { border_mode: 'same' }, 'x')), 'has border_mode'],
  ['what tfjs ignores', second(layer('RepeatVector', 'v', { n: null }, 'x')), 'has n null'],
  [
    'a ReLU with a threshold',
    second(layer('ReLU', 'r', { threshold: 1, max_value: null }, 'x')),
    'a threshold',
  ],
  [
    'a slope and a maximum',
    second(layer('ReLU', 'r', { negative_slope: 0.1, max_value: 6 }, 'x')),
    'a slope',
  ],
  [
    'a cell of a GRU with reset_after',
    second(
      layer('RNN', 'r', { cell: { class_name: 'GRUCell', config: { units: 2, reset_after: true } } }, 'x'),
    ),
    'has reset_after',
  ],
  [
    'two directions that differ',
    second(
      layer(
        'Bidirectional',
        'b',
        {
          layer: { class_name: 'LSTM', config: { name: 'there', units: 2, go_backwards: false } },
          backward_layer: { class_name: 'LSTM', config: { name: 'back', units: 3, go_backwards: true } },
        },
        'x',
      ),
    ),
    'two layers that differ',
  ],
  [
    'statistics of two axes',
    second(layer('Normalization', 'n', { axis: [1, 3], mean: null, variance: null }, 'x')),
    'over axis [1,3]',
  ],
  [
    'statistics of another axis',
    second(layer('Normalization', 'n', { axis: [1], mean: [1, 2, 3, 4], variance: [1, 2, 3, 4] }, 'x')),
    'over axis [1]',
  ],
  [
    'an unknown activation',
    second(layer('Activation', 'a', { activation: 'squareplus' }, 'x')),
    '"squareplus"',
  ],
  [
    'a policy that quantises',
    third(keras3.layer('Dense', 'd', { units: 2, dtype: policy('int8_from_float32') }, x)),
    '"int8_from_float32"',
  ],
  [
    'a tensor as a keyword',
    third({
      ...keras3.layer('LSTM', 'l', { units: 2 }, x),
      inbound_nodes: [{ args: [x], kwargs: { mask: x } }],
    }),
    'a tensor as its mask',
  ],
  ['a number beside the input', third(keras3.layer('Dense', 'd', { units: 2 }, x, 3)), 'called with [3]'],
  [
    'a nested model',
    third({
      ...keras3.shared(
        keras3.functional(
          'inner',
          [keras3.input('i', SIZES), keras3.layer('Mystery', 'm', {}, tensor('i', SIZES))],
          ['i'],
          ['m'],
        ),
        x,
      ),
    }),
    'layer "inner.m" (Mystery)',
  ],
  [
    'a wrapped layer',
    third(keras3.layer('TimeDistributed', 'each', { layer: { class_name: 'Mystery', config: dense } }, x)),
    'layer "each.d" (Mystery)',
  ],
  [
    'keepdims of unknown channels',
    second(
      layer('Reshape', 'r', { target_shape: [4, 4, -1] }, 'x'),
      layer('GlobalMaxPooling2D', 'g', { keepdims: true }, 'r'),
    ),
    'does not give its number of channels',
  ],
  [
    'an activation within a layer that tfjs lacks',
    second(layer('Dense', 'd', { units: 2, activation: 'hard_swish' }, 'x')),
    'has the activation "hard_swish"',
  ],
  ['a class of one’s own around it all', { class_name: 'MyModel', config: {} }, 'its class is "MyModel"'],
];

function refusalOf(topology: Json, repairs = LAYER_REPAIRS): TfjsFlopsError | null {
  try {
    repaired(topology, repairs);
    return null;
  } catch (error) {
    if (error instanceof TfjsFlopsError) return error;
    throw error;
  }
}

describe('what has no certain meaning in tfjs', () => {
  it('is refused, each with its reason', () => {
    const missed = REFUSED.filter(([, topology, says]) => {
      const refusal = refusalOf(topology);
      return refusal?.code !== 'unsupported-model' || !refusal.message.includes(says);
    });
    console.log(
      `models that cannot be repaired: ${REFUSED.length - missed.length} of ${REFUSED.length} refused`,
    );
    expect(
      missed.map(([what, topology]) => `${what}: ${refusalOf(topology)?.message ?? 'not refused'}`),
    ).toEqual([]);
  });

  it('is not refused where a rule is left out', () => {
    const rules = Object.keys(LAYER_REPAIRS).filter((name) => name.startsWith('refuse'));
    const missed = rules.filter((rule) => {
      const others = Object.fromEntries(Object.entries(LAYER_REPAIRS).filter(([name]) => name !== rule));
      return REFUSED.every(([, topology]) => refusalOf(topology, others) !== null);
    });
    console.log(`rules of refusal left out: ${rules.length - missed.length} of ${rules.length} noticed`);
    expect(missed).toEqual([]);
  });

  it('is a file whose calls name no layer', () => {
    const lost = { class_name: '__keras_tensor__', config: { shape: null } };
    expect(refusalOf(third(keras3.layer('Dense', 'd', { units: 2 }, lost)))?.code).toBe('invalid-model');
  });

  it('names a way out', () => {
    expect(refusalOf(REFUSED[0]![1])?.message).toContain(
      'Export a SavedModel and convert that to a graph model.',
    );
  });

  it('is a custom class no longer, once that is registered', () => {
    const topology = third(keras3.layer('Mystery', 'm', {}, x));
    const known = (className: string): boolean => className === 'Mystery' || isKnown(className);
    expect(refusalOf(topology)).not.toBeNull();
    expect(repairTopology(topology, { isKnown: known, weights: null }).repairs).not.toEqual([]);
  });
});
