/** @file Convolutions. Output sizes are counted by hand: where the windows of a kernel start in the input. */
import * as tf from '@tensorflow/tfjs';
import type { LayerCase } from '../cases.ts';

const { layers } = tf;
const B = 2;
const cIn = 3;
const cOut = 5;

export const CONVOLUTION_CASES: readonly LayerCase[] = [
  {
    name: 'Conv2D, valid, oblong kernel',
    layer: () => layers.conv2d({ filters: cOut, kernelSize: [3, 2] }),
    inputs: [[B, 8, 7, cIn]],
    // Windows start at rows 0 … 5 and columns 0 … 5.
    multiplyAdds: B * 6 * 6 * (3 * 2) * cIn * cOut,
  },
  {
    name: 'Conv2D, same, stride 2',
    layer: () => layers.conv2d({ filters: cOut, kernelSize: 3, strides: 2, padding: 'same' }),
    inputs: [[B, 7, 8, cIn]],
    multiplyAdds: B * 4 * 4 * (3 * 3) * cIn * cOut,
  },
  {
    name: 'Conv2D, valid, strides of two sizes',
    layer: () => layers.conv2d({ filters: cOut, kernelSize: 3, strides: [3, 2], useBias: false }),
    inputs: [[B, 10, 10, cIn]],
    // Rows 0, 3, 6; columns 0, 2, 4, 6.
    multiplyAdds: B * 3 * 4 * (3 * 3) * cIn * cOut,
  },
  {
    name: 'Conv2D, dilated',
    layer: () => layers.conv2d({ filters: cOut, kernelSize: 3, dilationRate: 2 }),
    inputs: [[B, 9, 8, cIn]],
    // A window spans 5.
    multiplyAdds: B * 5 * 4 * (3 * 3) * cIn * cOut,
  },
  {
    name: 'Conv2D, channels first',
    layer: () => layers.conv2d({ filters: cOut, kernelSize: 2, dataFormat: 'channelsFirst' }),
    inputs: [[B, cIn, 4, 6]],
    multiplyAdds: B * 3 * 5 * (2 * 2) * cIn * cOut,
  },
  {
    name: 'Conv2D, frozen',
    layer: () => layers.conv2d({ filters: cOut, kernelSize: 1 }),
    inputs: [[B, 2, 3, cIn]],
    multiplyAdds: B * 2 * 3 * cIn * cOut,
    freeze: true,
  },
  {
    name: 'Conv1D, dilated',
    layer: () => layers.conv1d({ filters: cOut, kernelSize: 3, dilationRate: 2 }),
    inputs: [[B, 9, cIn]],
    multiplyAdds: B * 5 * 3 * cIn * cOut,
  },
  {
    name: 'Conv1D, same, stride 3',
    layer: () => layers.conv1d({ filters: cOut, kernelSize: 4, strides: 3, padding: 'same', useBias: false }),
    inputs: [[B, 10, cIn]],
    multiplyAdds: B * 4 * 4 * cIn * cOut,
  },
  {
    name: 'Conv3D, same, stride 2',
    layer: () => layers.conv3d({ filters: cOut, kernelSize: [2, 3, 1], strides: 2, padding: 'same' }),
    inputs: [[B, 4, 5, 6, cIn]],
    multiplyAdds: B * 2 * 3 * 3 * (2 * 3 * 1) * cIn * cOut,
  },
  {
    name: 'Conv3D, channels first',
    layer: () => layers.conv3d({ filters: cOut, kernelSize: 2, dataFormat: 'channelsFirst' }),
    inputs: [[B, cIn, 3, 4, 5]],
    multiplyAdds: B * 2 * 3 * 4 * (2 * 2 * 2) * cIn * cOut,
  },
  {
    name: 'Conv2DTranspose, valid, kernel over stride',
    layer: () => layers.conv2dTranspose({ filters: cOut, kernelSize: [3, 4], strides: 2 }),
    inputs: [[B, 3, 4, cIn]],
    multiplyAdds: B * 3 * 4 * (3 * 4) * cIn * cOut,
  },
  {
    name: 'Conv2DTranspose, valid, stride over kernel',
    layer: () => layers.conv2dTranspose({ filters: cOut, kernelSize: 1, strides: 3, useBias: false }),
    inputs: [[B, 3, 2, cIn]],
    multiplyAdds: B * 3 * 2 * cIn * cOut,
  },
  {
    name: 'Conv2DTranspose, same, channels first',
    layer: () =>
      layers.conv2dTranspose({
        filters: cOut,
        kernelSize: 3,
        strides: [1, 2],
        padding: 'same',
        dataFormat: 'channelsFirst',
      }),
    inputs: [[B, cIn, 3, 4]],
    multiplyAdds: B * 3 * 4 * (3 * 3) * cIn * cOut,
  },
  {
    name: 'Conv3DTranspose',
    layer: () =>
      (layers as unknown as { conv3dTranspose: (args: object) => tf.layers.Layer }).conv3dTranspose({
        filters: cOut,
        kernelSize: [2, 3, 3],
        strides: 2,
      }),
    inputs: [[B, 2, 3, 2, cIn]],
    multiplyAdds: B * 2 * 3 * 2 * (2 * 3 * 3) * cIn * cOut,
  },
  {
    name: 'DepthwiseConv2D, depth multiplier, stride 2',
    layer: () => layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, strides: 2, padding: 'same' }),
    inputs: [[B, 5, 6, cIn]],
    multiplyAdds: B * 3 * 3 * (3 * 3) * (cIn * 2),
  },
  {
    name: 'DepthwiseConv2D, dilated, same',
    layer: () =>
      layers.depthwiseConv2d({ kernelSize: [2, 3], dilationRate: 2, padding: 'same', useBias: false }),
    inputs: [[B, 5, 6, cIn]],
    multiplyAdds: B * 5 * 6 * (2 * 3) * cIn,
  },
  {
    name: 'DepthwiseConv2D, channels first',
    layer: () => layers.depthwiseConv2d({ kernelSize: 2, dataFormat: 'channelsFirst' }),
    inputs: [[B, cIn, 5, 6]],
    multiplyAdds: B * 4 * 5 * (2 * 2) * cIn,
  },
  {
    name: 'SeparableConv2D, depth multiplier',
    layer: () => layers.separableConv2d({ filters: cOut, kernelSize: 3, depthMultiplier: 2 }),
    inputs: [[B, 6, 5, cIn]],
    multiplyAdds: B * 4 * 3 * ((3 * 3 + cOut) * (cIn * 2)),
    unwritten: { depth_multiplier: 2 },
  },
  {
    name: 'SeparableConv2D, dilated, channels first',
    layer: () =>
      layers.separableConv2d({
        filters: cOut,
        kernelSize: 2,
        dilationRate: 2,
        dataFormat: 'channelsFirst',
        useBias: false,
      }),
    inputs: [[B, cIn, 6, 5]],
    multiplyAdds: B * 4 * 3 * ((2 * 2 + cOut) * cIn),
  },
];
