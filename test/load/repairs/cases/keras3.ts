/** @file Keras 3 files that tfjs refuses, with the same models built by hand. */
import * as tf from '@tensorflow/tfjs';
import { convolution, keras3, policy, tensor } from '../keras.ts';
import type { RepairCase } from '../trial.ts';

const IMAGE = [6, 6, 3] as const;
const FEATURES = [6, 6, 4] as const;

/** conv → batch norm → add, concatenate, pool, dense: what most convolutional networks are made of. */
const network = keras3.functional(
  'net',
  [
    keras3.input('img', IMAGE),
    keras3.layer('Conv2D', 'c1', convolution(4, 3, { activation: 'relu' }), tensor('img', IMAGE)),
    keras3.layer('BatchNormalization', 'bn', { axis: -1, epsilon: 0.001 }, tensor('c1', FEATURES)),
    keras3.layer('Add', 'plus', {}, [tensor('c1', FEATURES), tensor('bn', FEATURES)]),
    keras3.layer('Concatenate', 'cat', { axis: -1 }, [tensor('plus', FEATURES), tensor('c1', FEATURES)]),
    keras3.layer('GlobalAveragePooling2D', 'gap', { keepdims: false }, tensor('cat', [6, 6, 8])),
    keras3.layer('Dense', 'fc', { units: 5, activation: 'softmax', use_bias: true }, tensor('gap', [8])),
  ],
  ['img'],
  ['fc'],
);

function rightNetwork(): tf.LayersModel {
  const image = tf.input({ shape: [...IMAGE], name: 'img' });
  const c1 = tf.layers
    .conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu', name: 'c1' })
    .apply(image) as tf.SymbolicTensor;
  const bn = tf.layers.batchNormalization({ name: 'bn' }).apply(c1) as tf.SymbolicTensor;
  const plus = tf.layers.add({ name: 'plus' }).apply([c1, bn]) as tf.SymbolicTensor;
  const cat = tf.layers.concatenate({ name: 'cat' }).apply([plus, c1]);
  const gap = tf.layers.globalAveragePooling2d({ name: 'gap' }).apply(cat);
  const fc = tf.layers.dense({ units: 5, activation: 'softmax', name: 'fc' }).apply(gap) as tf.SymbolicTensor;
  return tf.model({ inputs: image, outputs: fc, name: 'net' });
}

const UNITS = 4;
const vector = (layer: string) => tensor(layer, [UNITS]);
const dense = (name: string, input: string) => keras3.layer('Dense', name, { units: UNITS }, vector(input));

/** Two nested models and a layer, each called twice; the output is that of a nested model's second call. */
const nested = keras3.functional(
  'outer',
  [
    keras3.input('a', [UNITS]),
    keras3.input('b', [UNITS]),
    keras3.shared(
      keras3.sequential('sq', [keras3.input('i', [UNITS], policy('float32')), dense('d', 'i')]),
      vector('a'),
      vector('b'),
    ),
    keras3.shared(
      keras3.functional('fn', [keras3.input('j', [UNITS]), dense('e', 'j')], ['j'], ['e']),
      vector('sq'),
      vector('sq@1'),
    ),
    keras3.shared(dense('sh', 'fn'), vector('fn'), vector('fn@1')),
    keras3.layer('Multiply', 'product', {}, [vector('sh'), vector('sh@1')]),
  ],
  ['a', 'b'],
  ['product', 'fn@1'],
);

function rightNested(): tf.LayersModel {
  const [a, b] = ['a', 'b'].map((name) => tf.input({ shape: [UNITS], name }));
  const sq = tf.sequential({ name: 'sq' });
  sq.add(tf.layers.inputLayer({ inputShape: [UNITS], name: 'i' }));
  sq.add(tf.layers.dense({ units: UNITS, name: 'd' }));
  const j = tf.input({ shape: [UNITS], name: 'j' });
  const e = tf.layers.dense({ units: UNITS, name: 'e' }).apply(j) as tf.SymbolicTensor;
  const fn = tf.model({ inputs: j, outputs: e, name: 'fn' });
  const sh = tf.layers.dense({ units: UNITS, name: 'sh' });
  const [u, v] = [a!, b!].map((input) => fn.apply(sq.apply(input)) as tf.SymbolicTensor);
  const ends = [u!, v!].map((each) => sh.apply(each) as tf.SymbolicTensor);
  const product = tf.layers.multiply({ name: 'product' }).apply(ends) as tf.SymbolicTensor;
  return tf.model({ inputs: [a!, b!], outputs: [product, v!], name: 'outer' });
}

const GRU = {
  name: 'forward_gru',
  trainable: true,
  dtype: policy('float32'),
  units: 3,
  return_sequences: true,
  go_backwards: false,
  activation: 'tanh',
  recurrent_activation: 'sigmoid',
  use_bias: true,
  reset_after: false,
  seed: null,
};

export const KERAS3_CASES: readonly RepairCase[] = [
  {
    name: 'a functional model of Keras 3',
    topology: network,
    tfjs: 'throws',
    right: rightNetwork,
    inputs: [{ sizes: IMAGE }],
    says: [
      'img: batch_shape read as batch_input_shape',
      '6 layers (c1, bn, …, fc): dtype policy read as its name float32',
      '6 layers (c1, bn, …, fc): calls as {args, kwargs}',
      'img: input_layers',
      'fc: output_layers',
    ],
  },
  {
    name: 'a Sequential model of Keras 3',
    topology: keras3.sequential('seq', [keras3.input('x', [UNITS]), dense('d1', 'x'), dense('d2', 'd1')]),
    tfjs: 'throws',
    right: () => {
      const model = tf.sequential({ name: 'seq' });
      model.add(tf.layers.inputLayer({ inputShape: [UNITS], name: 'x' }));
      for (const name of ['d1', 'd2']) model.add(tf.layers.dense({ units: UNITS, name }));
      return model;
    },
    inputs: [{ sizes: [UNITS] }],
    says: ['x: batch_shape', 'd1, d2: dtype policy'],
  },
  {
    name: 'nested models of Keras 3, each called twice',
    topology: nested,
    tfjs: 'throws',
    right: rightNested,
    inputs: [{ sizes: [UNITS] }, { sizes: [UNITS] }],
    says: ['4 layers (sq.i, fn.j, …, b): batch_shape read as batch_input_shape'],
  },
  {
    name: 'operations of Keras 3 under the names of layers',
    topology: keras3.functional(
      'ops',
      [
        keras3.input('x', [UNITS]),
        keras3.operation('Multiply', 'twice', {}, vector('x'), 2),
        keras3.operation('Subtract', 'less', {}, vector('twice'), 1),
        keras3.operation('Subtract', 'from', {}, 3, vector('less')),
        keras3.operation('TrueDivide', 'part', {}, vector('from'), 4),
        keras3.operation('Relu6', 'clipped', {}, vector('part')),
        keras3.operation('Multiply', 'square', {}, vector('clipped'), vector('clipped')),
        keras3.operation('Add', 'sum', {}, vector('square'), vector('from')),
        keras3.operation('Silu', 'gate', {}, vector('sum')),
        keras3.operation('Reshape', 'folded', { newshape: [-1, 2, 2] }, vector('gate')),
      ],
      ['x'],
      ['folded'],
    ),
    tfjs: 'throws',
    right: () => {
      const x = tf.input({ shape: [UNITS], name: 'x' });
      const line = (scale: number, offset: number, name: string, input: tf.SymbolicTensor) =>
        tf.layers.rescaling({ scale, offset, name }).apply(input) as tf.SymbolicTensor;
      const from = line(-1, 3, 'from', line(1, -1, 'less', line(2, 0, 'twice', x)));
      const clipped = tf.layers
        .reLU({ maxValue: 6, name: 'clipped' })
        .apply(line(1 / 4, 0, 'part', from)) as tf.SymbolicTensor;
      const square = tf.layers.multiply({ name: 'square' }).apply([clipped, clipped]) as tf.SymbolicTensor;
      const sum = tf.layers.add({ name: 'sum' }).apply([square, from]);
      const gate = tf.layers.activation({ activation: 'swish', name: 'gate' }).apply(sum);
      const folded = tf.layers
        .reshape({ targetShape: [2, 2], name: 'folded' })
        .apply(gate) as tf.SymbolicTensor;
      return tf.model({ inputs: x, outputs: folded, name: 'ops' });
    },
    inputs: [{ sizes: [UNITS] }],
    means: (x) => {
      const from = tf.sub(3, tf.sub(tf.mul(x, 2), 1));
      const sum = tf.add(tf.square(tf.relu6(tf.div(from, 4))), from);
      return tf.mul(sum, tf.sigmoid(sum)).reshape([-1, 2, 2]);
    },
    says: [
      'from: Subtract replaced by Rescaling scale -1 offset 3',
      'clipped: Relu6 replaced by ReLU max_value 6',
    ],
  },
  {
    name: 'both directions of a Bidirectional layer, and a layer that is wrapped',
    topology: keras3.sequential('rnn', [
      keras3.input('x', [5, UNITS]),
      keras3.layer('Bidirectional', 'bi', {
        merge_mode: 'concat',
        layer: { class_name: 'GRU', config: GRU },
        backward_layer: { class_name: 'GRU', config: { ...GRU, name: 'backward_gru', go_backwards: true } },
      }),
      keras3.layer('TimeDistributed', 'each', {
        layer: {
          class_name: 'Dense',
          config: { name: 'inner', dtype: policy('float32'), units: 2, activation: 'silu' },
        },
      }),
    ]),
    tfjs: 'throws',
    right: () => {
      const model = tf.sequential({ name: 'rnn' });
      model.add(tf.layers.inputLayer({ inputShape: [5, UNITS], name: 'x' }));
      const gru = tf.layers.gru({
        units: 3,
        returnSequences: true,
        recurrentActivation: 'sigmoid',
        name: 'gru',
      });
      model.add(tf.layers.bidirectional({ layer: gru, mergeMode: 'concat', name: 'bi' }));
      const inner = tf.layers.dense({ units: 2, activation: 'swish', name: 'inner' });
      model.add(tf.layers.timeDistributed({ layer: inner, name: 'each' }));
      return model;
    },
    inputs: [{ sizes: [5, UNITS] }],
    says: ['bi: both directions read from the forward layer', 'each.inner: activation silu read as swish'],
  },
];
