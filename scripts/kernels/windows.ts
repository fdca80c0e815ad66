/** @file Calls of the wasm backend's kernels on images and matrices: products, pools, normalisation, sampling. */
import * as tf from '@tensorflow/tfjs';
import { gradient, integers, ramp, type KernelCase, type KernelGroup } from './case.ts';

type Image = [number, number, number, number];
const convolution = (
  kernel: string,
  note: string,
  image: Image,
  filter: Image,
  op: (x: tf.Tensor4D, filter: tf.Tensor4D) => unknown,
): KernelCase => ({
  kernel,
  per: 'multiply-add',
  note,
  prepare() {
    const [x, weights] = [ramp<tf.Rank.R4>(image), ramp<tf.Rank.R4>(filter)];
    return () => op(x, weights);
  },
});

const FEATURES: Image = [1, 14, 14, 64];
const onImage = (
  kernel: string,
  per: KernelCase['per'],
  note: string,
  op: (x: tf.Tensor4D) => unknown,
  shape: Image = FEATURES,
): KernelCase => ({
  kernel,
  per,
  note,
  prepare() {
    const x = ramp<tf.Rank.R4>(shape);
    return () => op(x);
  },
});

type Volume = [number, number, number, number, number];
const VOLUME: Volume = [1, 8, 8, 8, 4];
const onVolume = (
  kernel: string,
  per: KernelCase['per'],
  note: string,
  op: (x: tf.Tensor5D) => unknown,
): KernelCase => ({
  kernel,
  per,
  note,
  prepare() {
    const x = ramp<tf.Rank.R5>(VOLUME);
    return () => op(x);
  },
});

export const CONVOLUTIONS: KernelGroup = {
  title: 'Convolutions and matrix products',
  cases: [
    convolution('Conv2D', '1×1', FEATURES, [1, 1, 64, 128], (x, w) => tf.conv2d(x, w, 1, 'same')),
    convolution('Conv2D', '3×3, same', FEATURES, [3, 3, 64, 128], (x, w) => tf.conv2d(x, w, 1, 'same')),
    convolution('Conv2D', '3×3, stride 2, same', [1, 28, 28, 3], [3, 3, 3, 30], (x, w) =>
      tf.conv2d(x, w, 2, 'same'),
    ),
    convolution('FusedConv2D', '3×3, same, bias, relu6', FEATURES, [3, 3, 64, 128], (x, w) =>
      tf.fused.conv2d({ x, filter: w, strides: 1, pad: 'same', bias: tf.zeros([128]), activation: 'relu6' }),
    ),
    convolution('DepthwiseConv2dNative', '3×3, same', FEATURES, [3, 3, 64, 1], (x, w) =>
      tf.depthwiseConv2d(x, w, 1, 'same'),
    ),
    convolution('DepthwiseConv2dNative', '7×7, same', FEATURES, [7, 7, 64, 1], (x, w) =>
      tf.depthwiseConv2d(x, w, 1, 'same'),
    ),
    convolution('DepthwiseConv2dNative', '3×3, same, 2 filters a channel', FEATURES, [3, 3, 64, 2], (x, w) =>
      tf.depthwiseConv2d(x, w, 1, 'same'),
    ),
    convolution('FusedDepthwiseConv2D', '3×3, same, bias, relu6', FEATURES, [3, 3, 64, 1], (x, w) =>
      tf.fused.depthwiseConv2d({
        x,
        filter: w,
        strides: 1,
        pad: 'same',
        bias: tf.zeros([64]),
        activation: 'relu6',
      }),
    ),
    convolution('Conv2DBackpropInput', '3×3, stride 2, same', [1, 7, 7, 16], [3, 3, 8, 16], (dy, w) =>
      tf.conv2dTranspose(dy, w, [1, 14, 14, 8], 2, 'same'),
    ),
    onVolume('Conv3D', 'multiply-add', '3×3×3, same', (x) =>
      tf.conv3d(x, ramp<tf.Rank.R5>([3, 3, 3, 4, 8]), 1, 'same'),
    ),
    onVolume('Conv3DBackpropInputV2', 'multiply-add', '3×3×3, same; wrong result', (dy) =>
      tf.conv3dTranspose(dy, ramp<tf.Rank.R5>([3, 3, 3, 8, 4]), [1, 8, 8, 8, 8], 1, 'same'),
    ),
    onVolume('Conv3DBackpropFilterV2', 'multiply-add', '3×3×3, same', (x) =>
      tf.grad((w) => tf.conv3d(x, w as tf.Tensor5D, 1, 'same'))(ramp<tf.Rank.R5>([3, 3, 3, 4, 8])),
    ),
    {
      kernel: 'BatchMatMul',
      per: 'multiply-add',
      note: 'one matrix',
      prepare() {
        const [a, b] = [ramp<tf.Rank.R2>([197, 192]), ramp<tf.Rank.R2>([192, 576])];
        return () => tf.matMul(a, b);
      },
    },
    {
      kernel: 'BatchMatMul',
      per: 'multiply-add',
      note: 'three matrices, b transposed',
      prepare() {
        const [a, b] = [ramp<tf.Rank.R3>([3, 197, 64]), ramp<tf.Rank.R3>([3, 197, 64])];
        return () => tf.matMul(a, b, false, true);
      },
    },
    {
      kernel: '_FusedMatMul',
      per: 'multiply-add',
      note: 'one row, bias',
      prepare() {
        const [a, b] = [ramp<tf.Rank.R2>([1, 1280]), ramp<tf.Rank.R2>([1280, 1000])];
        const bias = tf.zeros([1000]);
        return () => tf.fused.matMul({ a, b, bias });
      },
    },
  ],
};

export const POOLS: KernelGroup = {
  title: 'Pools and dilation',
  cases: [
    onImage('AvgPool', 'output', '2×2, stride 2', (x) => tf.avgPool(x, 2, 2, 'valid')),
    onImage('AvgPool', 'output', '3×3, same', (x) => tf.avgPool(x, 3, 1, 'same')),
    onImage('AvgPool', 'output', '7×7, stride 7', (x) => tf.avgPool(x, 7, 7, 'valid')),
    onImage('MaxPool', 'output', '2×2, stride 2', (x) => tf.maxPool(x, 2, 2, 'valid')),
    onImage('MaxPool', 'output', '3×3, stride 2, same', (x) => tf.maxPool(x, 3, 2, 'same')),
    onImage('MaxPoolWithArgmax', 'output', '2×2, stride 2', (x) => tf.maxPoolWithArgmax(x, 2, 2, 'valid')),
    onImage(
      'AvgPoolGrad',
      'output',
      '2×2, stride 2',
      gradient((x: tf.Tensor4D) => tf.avgPool(x, 2, 2, 'valid')),
    ),
    onImage(
      'MaxPoolGrad',
      'output',
      '2×2, stride 2',
      gradient((x: tf.Tensor4D) => tf.maxPool(x, 2, 2, 'valid')),
    ),
    onVolume('AvgPool3D', 'output', '2×2×2, stride 2', (x) => tf.avgPool3d(x, 2, 2, 'valid')),
    onVolume('MaxPool3D', 'output', '2×2×2, stride 2', (x) => tf.maxPool3d(x, 2, 2, 'valid')),
    onVolume(
      'AvgPool3DGrad',
      'output',
      '2×2×2, stride 2',
      gradient((x: tf.Tensor5D) => tf.avgPool3d(x, 2, 2, 'valid')),
    ),
    onVolume(
      'MaxPool3DGrad',
      'output',
      '2×2×2, stride 2',
      gradient((x: tf.Tensor5D) => tf.maxPool3d(x, 2, 2, 'valid')),
    ),
    onImage('Dilation2D', 'output', '3×3, same', (x) =>
      tf.dilation2d(x, ramp<tf.Rank.R3>([3, 3, 64]), 1, 'same'),
    ),
    onImage(
      'Dilation2DBackpropInput',
      'output',
      '3×3, same',
      gradient((x: tf.Tensor4D) => tf.dilation2d(x, ramp<tf.Rank.R3>([3, 3, 64]), 1, 'same')),
    ),
    onImage('Dilation2DBackpropFilter', 'input', '3×3, same', (x) =>
      tf.grad((w) => tf.dilation2d(x, w as tf.Tensor3D, 1, 'same'))(ramp<tf.Rank.R3>([3, 3, 64])),
    ),
  ],
};

export const NORMALISATION: KernelGroup = {
  title: 'Normalisation',
  cases: [
    onImage('FusedBatchNorm', 'output', 'scale and offset', (x) => {
      const channels = ramp<tf.Rank.R1>([64], 0.5, 1);
      return tf.batchNorm(x, channels, channels, channels, channels);
    }),
    onImage('LRN', 'output', 'radius 2', (x) => tf.localResponseNormalization(x, 2)),
    onImage(
      'LRNGrad',
      'output',
      'radius 2',
      gradient((x: tf.Tensor4D) => tf.localResponseNormalization(x, 2)),
    ),
  ],
};

const SMALL: Image = [1, 14, 14, 8];
export const IMAGES: KernelGroup = {
  title: 'Images',
  cases: [
    onImage('ResizeBilinear', 'output', '14 → 28', (x) => tf.image.resizeBilinear(x, [28, 28]), SMALL),
    onImage(
      'ResizeBilinearGrad',
      'output',
      '14 → 28',
      gradient((x: tf.Tensor4D) => tf.image.resizeBilinear(x, [28, 28])),
      SMALL,
    ),
    onImage(
      'ResizeNearestNeighborGrad',
      'output',
      '14 → 28',
      gradient((x: tf.Tensor4D) => tf.image.resizeNearestNeighbor(x, [28, 28])),
      SMALL,
    ),
    onImage(
      'CropAndResize',
      'output',
      'one box, bilinear',
      (x) => tf.image.cropAndResize(x, tf.tensor2d([[0.1, 0.1, 0.8, 0.9]]), integers([0]), [16, 16]),
      SMALL,
    ),
    onImage('RotateWithOffset', 'output', '0.3 rad', (x) => tf.image.rotateWithOffset(x, 0.3), SMALL),
    onImage(
      'Transform',
      'output',
      'a shear, bilinear',
      (x) => tf.image.transform(x, tf.tensor2d([[1, 0.1, 0, 0, 1, 0, 0, 0]]), 'bilinear'),
      SMALL,
    ),
  ],
};
