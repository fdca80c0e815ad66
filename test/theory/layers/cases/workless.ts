/** @file Layers without multiply-adds: what remains to be derived is their shape and their parameters. */
import * as tf from '@tensorflow/tfjs';
import type { Shape } from '../../../../src/core/shape.ts';
import { ClassToken } from '../../../../models/layers/class-token.ts';
import { LearnedPositions } from '../../../../models/layers/learned-positions.ts';
import { TakeToken } from '../../../../models/layers/take-token.ts';
import type { LayerCase } from '../cases.ts';

const { layers } = tf;
const B = 2;
const map: Shape = [B, 6, 7, 3];
const firstMap: Shape = [B, 3, 6, 7];
const volume: Shape = [B, 4, 5, 6, 3];
const tokens: Shape = [B, 5, 4];

const workless = (
  name: string,
  inputs: readonly Shape[],
  layer: () => tf.layers.Layer,
  more: Pick<LayerCase, 'freeze' | 'runOnly'> = {},
): LayerCase => ({ name, inputs, layer, multiplyAdds: 0, ...more });

/** Layers of tfjs-layers 4.22 whose factories its types leave out. */
const untyped = layers as unknown as Record<string, (args: object) => tf.layers.Layer>;
const made = (factory: string, args: object): tf.layers.Layer => untyped[factory]!(args);

export const WORKLESS_CASES: readonly LayerCase[] = [
  workless('BatchNormalization', [map], () => layers.batchNormalization()),
  workless('BatchNormalization, axis 1, without scale', [firstMap], () =>
    layers.batchNormalization({ axis: 1, scale: false }),
  ),
  workless('BatchNormalization, without center', [tokens], () =>
    layers.batchNormalization({ center: false }),
  ),
  workless('BatchNormalization, frozen', [map], () => layers.batchNormalization(), { freeze: true }),
  workless('LayerNormalization', [tokens], () => layers.layerNormalization()),
  workless('LayerNormalization, two axes, without center', [map], () =>
    layers.layerNormalization({ axis: [1, -1] as unknown as number, center: false }),
  ),
  workless('PReLU', [map], () => layers.prelu()),
  workless('PReLU, shared axes', [map], () => layers.prelu({ sharedAxes: [1, 2] })),
  workless('Embedding', [[B, 7]], () => layers.embedding({ inputDim: 10, outputDim: 3 })),
  workless('ClassToken', [tokens], () => new ClassToken()),
  workless('LearnedPositions', [tokens], () => new LearnedPositions()),
  workless('TakeToken', [tokens], () => new TakeToken({ index: 1 })),

  workless('ReLU', [map], () => layers.reLU({ maxValue: 6 })),
  workless('LeakyReLU', [map], () => layers.leakyReLU()),
  workless('ELU', [map], () => layers.elu()),
  workless('ThresholdedReLU', [map], () => layers.thresholdedReLU()),
  workless('Softmax', [map], () => layers.softmax({ axis: -1 })),
  workless('Activation', [map], () => layers.activation({ activation: 'gelu' })),
  workless('Dropout', [map], () => layers.dropout({ rate: 0.5 })),
  workless('SpatialDropout1D', [tokens], () => layers.spatialDropout1d({ rate: 0.5 })),
  workless('GaussianNoise', [map], () => layers.gaussianNoise({ stddev: 1 })),
  workless('GaussianDropout', [map], () => layers.gaussianDropout({ rate: 0.5 })),
  workless('AlphaDropout', [map], () => layers.alphaDropout({ rate: 0.5 })),
  workless('Masking', [tokens], () => layers.masking()),
  workless('Rescaling', [map], () => layers.rescaling({ scale: 2 })),

  workless('Flatten', [map], () => layers.flatten()),
  workless('Reshape', [map], () => layers.reshape({ targetShape: [7, 18] })),
  workless('Reshape, open size', [map], () => layers.reshape({ targetShape: [3, null, 2] }), {
    runOnly: true,
  }),
  workless('Permute', [map], () => layers.permute({ dims: [3, 1, 2] })),
  workless('RepeatVector', [[B, 5]], () => layers.repeatVector({ n: 3 })),
  workless('Cropping2D', [map], () =>
    layers.cropping2D({
      cropping: [
        [1, 2],
        [0, 3],
      ],
    }),
  ),
  workless('Cropping2D, channels first', [firstMap], () =>
    layers.cropping2D({
      cropping: [1, 2] as unknown as [[number, number], [number, number]],
      dataFormat: 'channelsFirst',
    }),
  ),
  workless('ZeroPadding2D', [map], () =>
    layers.zeroPadding2d({
      padding: [
        [1, 2],
        [0, 3],
      ],
    }),
  ),
  workless('ZeroPadding2D, channels first', [firstMap], () =>
    layers.zeroPadding2d({ padding: 2, dataFormat: 'channelsFirst' }),
  ),
  workless('UpSampling2D', [map], () => layers.upSampling2d({ size: [2, 3] })),
  workless('UpSampling2D, channels first', [firstMap], () =>
    layers.upSampling2d({ size: [2, 3], dataFormat: 'channelsFirst' }),
  ),
  workless('CenterCrop', [map], () => made('centerCrop', { height: 4, width: 3 }), { runOnly: true }),
  workless('Resizing', [map], () => made('resizing', { height: 9, width: 5 }), { runOnly: true }),

  workless('MaxPooling1D', [tokens], () => layers.maxPooling1d({ poolSize: 2, padding: 'same' })),
  workless('AveragePooling1D', [tokens], () => layers.averagePooling1d({ poolSize: 3, strides: 1 })),
  workless('MaxPooling2D, oblong', [map], () => layers.maxPooling2d({ poolSize: [3, 2] })),
  workless('MaxPooling2D, same, channels first', [firstMap], () =>
    layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same', dataFormat: 'channelsFirst' }),
  ),
  workless('AveragePooling2D, same', [map], () =>
    layers.averagePooling2d({ poolSize: 2, strides: [1, 3], padding: 'same' }),
  ),
  workless('MaxPooling3D', [volume], () => layers.maxPooling3d({ poolSize: 2, strides: [1, 2, 3] })),
  workless('AveragePooling3D', [volume], () => layers.averagePooling3d({ poolSize: 2, padding: 'same' })),
  workless('GlobalMaxPooling1D', [tokens], () => layers.globalMaxPooling1d()),
  workless('GlobalAveragePooling1D', [tokens], () => layers.globalAveragePooling1d()),
  workless('GlobalMaxPooling2D, channels first', [firstMap], () =>
    layers.globalMaxPooling2d({ dataFormat: 'channelsFirst' }),
  ),
  workless('GlobalAveragePooling2D', [map], () => layers.globalAveragePooling2d({})),

  workless('Add', [map, map, map], () => layers.add()),
  workless('Add, broadcast', [map, [B, 1, 1, 3]], () => layers.add()),
  workless('Multiply, ranks 4 and 2', [map, [B, 3]], () => layers.multiply()),
  workless('Average', [tokens, tokens], () => layers.average()),
  workless('Maximum', [[B, 1, 4], tokens], () => layers.maximum()),
  workless('Minimum', [tokens, tokens], () => layers.minimum()),
  workless('Concatenate', [map, [B, 6, 7, 4]], () => layers.concatenate()),
  workless('Concatenate, axis 1', [map, [B, 2, 7, 3]], () => layers.concatenate({ axis: 1 })),
];
