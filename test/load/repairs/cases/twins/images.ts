/** @file Twins of networks of convolutions: preprocessing within the model, excitation, enlarging, scales of channels. */
import * as tf from '@tensorflow/tfjs';
import { convolution, keras2 } from '../../keras.ts';
import { gelu, hardSigmoid, hardSwish } from '../../means.ts';
import { dense, projected, slicing, type Twin } from './build.ts';

const { lambda, layer, ref } = keras2;
const REVERSED = { start: null, stop: null, step: -1 };
const ELLIPSIS = { class_name: '__ellipsis__' };

export const IMAGE_TWINS: readonly Twin[] = [
  {
    name: 'VGG with its preprocessing: channels turned, means subtracted',
    sizes: [6, 6, 3],
    layers: [
      slicing('turned', 'x', [ELLIPSIS, REVERSED]),
      lambda('nn.bias_add', 'centred', 'turned', { bias: [-103.939, -116.779, -123.68], data_format: 'NHWC' }),
      layer('Conv2D', 'c', convolution(4, 3, { use_bias: false }), 'centred'),
    ],
    multiplyAdds: 3 * 3 * 3 * 4 * 6 * 6,
    means: (x, weights) => tf.conv2d(tf.add(tf.reverse(x, -1), [-103.939, -116.779, -123.68]) as tf.Tensor4D, weights.get('c/kernel') as tf.Tensor4D, 1, 'same'),
    says: ['turned: __operators__.getitem run as tf.slice', 'centred: nn.bias_add run as tf.add'],
  },
  {
    name: 'MobileNetV3: hard swish from functions, squeeze and excitation from a mean',
    sizes: [4, 4, 6],
    layers: [
      lambda('__operators__.add', 'plus', 'x', { y: 3, name: null }),
      lambda('nn.relu6', 'six', 'plus'),
      lambda('math.multiply', 'sixth', 'six', { y: 1 / 6 }),
      lambda('math.multiply', 'swish', 'x', { y: ref('sixth') }),
      lambda('math.reduce_mean', 'mean', 'swish', { axis: [1, 2], keepdims: true }),
      layer('Conv2D', 'c', convolution(6, 1, { use_bias: false }), 'mean'),
      lambda('keras.activations.hard_sigmoid', 'gate', 'c'),
      lambda('math.multiply', 'end', 'swish', { y: ref('gate') }),
    ],
    multiplyAdds: 6 * 6,
    means: (x, weights) => {
      const swish = hardSwish(x);
      const c = tf.conv2d(tf.mean(swish, [1, 2], true) as tf.Tensor4D, weights.get('c/kernel') as tf.Tensor4D, 1, 'same');
      return tf.mul(swish, hardSigmoid(c));
    },
    says: ['gate: keras.activations.hard_sigmoid run as tf.hardSigmoid', 'mean: keepdims replaced by a Reshape'],
    rows: 8 + 1,
  },
  {
    name: 'MobileViT: padded, enlarged, folded into patches',
    sizes: [5, 5, 4],
    layers: [
      lambda('cast', 'float', 'x', { dtype: 'float32' }),
      lambda('compat.v1.pad', 'padded', 'float', { paddings: [[0, 0], [0, 1], [0, 1], [0, 0]], mode: 'CONSTANT', name: null, constant_values: 0 }),
      lambda('image.resize', 'large', 'padded', { size: [8, 8], method: 'bilinear', preserve_aspect_ratio: false, antialias: false, name: null }),
      lambda('reshape', 'patches', 'large', { shape: [-1, 4, 2, 4, 8] }),
      lambda('transpose', 'beside', 'patches', { perm: [0, 2, 1, 3, 4], conjugate: false }),
      lambda('expand_dims', 'more', 'beside', { axis: -1, name: null }),
      lambda('compat.v1.squeeze', 'less', 'more', { axis: [5] }),
      dense('d', 'less', 3),
    ],
    multiplyAdds: 2 * 4 * 4 * 8 * 3,
    means: (x, weights) => {
      const large = tf.image.resizeBilinear(tf.pad(x, [[0, 0], [0, 1], [0, 1], [0, 0]]) as tf.Tensor4D, [8, 8], false, true);
      return projected(tf.transpose(tf.reshape(large, [-1, 4, 2, 4, 8]), [0, 2, 1, 3, 4]), weights, 'd');
    },
    says: ['padded: compat.v1.pad run as tf.pad', 'large: image.resize run as tf.resize'],
  },
  {
    name: 'ConvNeXt: a scale for each channel, stochastic depth',
    sizes: [4, 4, 6],
    layers: [
      layer('DepthwiseConv2D', 'dw', { kernel_size: [3, 3], padding: 'same', use_bias: false }, 'x'),
      dense('up', 'dw', 12),
      layer('Activation', 'act', { activation: 'gelu' }, 'up'),
      dense('down', 'act', 6),
      layer('LayerScale', 'scale', { init_values: 1e-6, projection_dim: 6 }, 'down'),
      layer('StochasticDepth', 'depth', { drop_path_rate: 0.1 }, 'scale'),
      lambda('__operators__.add', 'end', 'x', { y: ref('depth') }),
    ],
    multiplyAdds: 4 * 4 * (3 * 3 * 6 + 2 * 6 * 12),
    means: (x, weights) => {
      const dw = tf.depthwiseConv2d(x as tf.Tensor4D, weights.get('dw/depthwise_kernel') as tf.Tensor4D, 1, 'same');
      return tf.add(x, tf.mul(projected(gelu(projected(dw, weights, 'up')), weights, 'down'), weights.get('scale/gamma')!));
    },
    says: ['scale: LayerScale of Keras applications run as ChannelScale', 'depth: StochasticDepth replaced by a linear Activation'],
  },
]; // prettier-ignore
