/** @file Functions in the place of layers, as Keras 2 writes them, with the same models built by hand. */
import * as tf from '@tensorflow/tfjs';
import type { Shape } from '../../../../src/core/shape.ts';
import { keras2 } from '../keras.ts';
import type { RepairCase } from '../trial.ts';

const { input, lambda, lambdaOfNumber, model, ref } = keras2;
const IMAGE: Shape = [4, 4, 3];

type Apply = (x: tf.SymbolicTensor, z: tf.SymbolicTensor) => tf.SymbolicTensor;

/** Two inputs and the last layer's output. */
function ofTwo(build: Apply): tf.LayersModel {
  const [x, z] = ['x', 'z'].map((name) => tf.input({ shape: [...IMAGE], name }));
  return tf.model({ inputs: [x!, z!], outputs: build(x!, z!), name: 'net' });
}

const line = (scale: number, offset: number, name: string): tf.layers.Layer =>
  tf.layers.rescaling({ scale, offset, name });

const through = (layer: tf.layers.Layer, ...inputs: tf.SymbolicTensor[]): tf.SymbolicTensor =>
  layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as tf.SymbolicTensor;

const INPUTS = [input('x', IMAGE), input('z', IMAGE)];

const node = (
  op: string,
  name: string,
  constants: Readonly<Record<string, number>>,
  ...inputs: string[]
) => ({
  ...keras2.layer('TensorFlowOpLayer', name, { node_def: { name, op }, constants }, ...inputs),
});

export const OPERATION_CASES: readonly RepairCase[] = [
  {
    name: 'functions of one tensor',
    topology: model(
      'net',
      [
        ...INPUTS,
        lambda('nn.relu6', 'tf.nn.relu6', 'x'),
        lambda('nn.silu', 'tf.nn.silu', 'z', { name: null }),
        lambda('math.multiply', 'tf.math.multiply', 'tf.nn.relu6', { y: ref('tf.nn.silu') }),
        lambda('nn.softmax', 'tf.nn.softmax', 'tf.math.multiply'),
      ],
      ['x', 'z'],
      ['tf.nn.softmax'],
    ),
    tfjs: 'throws',
    right: () =>
      ofTwo((x, z) =>
        through(
          // Of tfjs's layer the default is axis 1.
          tf.layers.softmax({ axis: -1, name: 'tf.nn.softmax' }),
          through(
            tf.layers.multiply({ name: 'tf.math.multiply' }),
            through(tf.layers.reLU({ maxValue: 6, name: 'tf.nn.relu6' }), x),
            through(tf.layers.activation({ activation: 'swish', name: 'tf.nn.silu' }), z),
          ),
        ),
      ),
    inputs: [{ sizes: IMAGE }, { sizes: IMAGE }],
    means: (x, z) => tf.softmax(tf.mul(tf.relu6(tf.mul(x, 1)), tf.mul(z, tf.sigmoid(z)))),
    says: [
      'tf.nn.relu6: nn.relu6 replaced by ReLU max_value 6',
      'tf.math.multiply: math.multiply replaced by Multiply',
    ],
  },
  {
    name: 'relu6 above its maximum',
    topology: model(
      'net',
      [
        ...INPUTS,
        lambda('math.multiply', 'ten', 'x', { y: 10 }),
        lambda('nn.relu6', 'six', 'ten'),
        lambda('__operators__.add', 'end', 'six', { y: ref('z') }),
      ],
      ['x', 'z'],
      ['end'],
    ),
    tfjs: 'throws',
    right: () =>
      ofTwo((x, z) =>
        through(
          tf.layers.add({ name: 'end' }),
          through(tf.layers.reLU({ maxValue: 6, name: 'six' }), through(line(10, 0, 'ten'), x)),
          z,
        ),
      ),
    inputs: [{ sizes: IMAGE }, { sizes: IMAGE }],
    means: (x, z) => tf.add(tf.relu6(tf.mul(x, 10)), z),
    says: ['six: nn.relu6 replaced by ReLU max_value 6'],
  },
  {
    name: 'numbers on either side',
    topology: model(
      'net',
      [
        ...INPUTS,
        lambda('math.subtract', 'less', 'x', { y: 1 }),
        lambdaOfNumber('math.subtract', 'from', 2, { y: ref('less') }),
        lambda('math.truediv', 'part', 'from', { y: 127.5, name: null }),
        lambda('__operators__.add', 'more', 'part', { y: 3 }),
        lambda('math.maximum', 'larger', 'more', { y: ref('z') }),
      ],
      ['x', 'z'],
      ['larger'],
    ),
    tfjs: 'throws',
    right: () =>
      ofTwo((x, z) => {
        const part = through(
          line(1 / 127.5, 0, 'part'),
          through(line(-1, 2, 'from'), through(line(1, -1, 'less'), x)),
        );
        return through(tf.layers.maximum({ name: 'larger' }), through(line(1, 3, 'more'), part), z);
      }),
    inputs: [{ sizes: IMAGE }, { sizes: IMAGE }],
    means: (x, z) => tf.maximum(tf.add(tf.div(tf.sub(2, tf.sub(x, 1)), 127.5), 3), z),
    says: ['from: math.subtract replaced by Rescaling scale -1 offset 2'],
  },
  {
    name: 'joining, the mean over positions, reshaping',
    topology: model(
      'net',
      [
        ...INPUTS,
        lambda('concat', 'both', ['z', 'x'], { axis: -1 }),
        lambda('math.reduce_mean', 'mean', 'both', { axis: [1, 2], keepdims: true }),
        lambda('math.multiply', 'scaled', 'both', { y: ref('mean') }),
        lambda('reshape', 'rows', 'scaled', { shape: [-1, 16, 6] }),
      ],
      ['x', 'z'],
      ['rows'],
    ),
    tfjs: 'throws',
    right: () =>
      ofTwo((x, z) => {
        const both = through(tf.layers.concatenate({ axis: -1, name: 'both' }), z, x);
        const mean = through(tf.layers.globalAveragePooling2d({ name: 'mean' }), both);
        const kept = through(tf.layers.reshape({ targetShape: [1, 1, 6], name: 'mean_keepdims' }), mean);
        const scaled = through(tf.layers.multiply({ name: 'scaled' }), both, kept);
        return through(tf.layers.reshape({ targetShape: [16, 6], name: 'rows' }), scaled);
      }),
    inputs: [{ sizes: IMAGE }, { sizes: IMAGE }],
    means: (x, z) => {
      const both = tf.concat([z, x], -1);
      return tf.mul(both, tf.mean(both, [1, 2], true)).reshape([-1, 16, 6]);
    },
    says: ['mean: math.reduce_mean replaced by GlobalAveragePooling2D', 'mean: keepdims'],
  },
  {
    name: 'nodes of TensorFlow 2.0',
    topology: model(
      'net',
      [
        ...INPUTS,
        node('AddV2', 'three', { 1: 3 }, 'x'),
        node('Relu6', 'six', {}, 'three'),
        node('Sub', 'rest', { 0: 1 }, 'six'),
        node('Mul', 'end', {}, 'rest', 'z'),
      ],
      ['x', 'z'],
      ['end'],
    ),
    tfjs: 'throws',
    right: () =>
      ofTwo((x, z) => {
        const six = through(tf.layers.reLU({ maxValue: 6, name: 'six' }), through(line(1, 3, 'three'), x));
        return through(tf.layers.multiply({ name: 'end' }), through(line(-1, 1, 'rest'), six), z);
      }),
    inputs: [{ sizes: IMAGE }, { sizes: IMAGE }],
    means: (x, z) => tf.mul(tf.sub(1, tf.relu6(tf.add(x, 3))), z),
    says: ['rest: TensorFlowOpLayer replaced by Rescaling scale -1 offset 1'],
  },
];
