/** @file Images resized, cropped and transformed; spectra. Interpolation is no multiply-add, see core/ops. */
import type { DType } from '../../../core/shape.ts';
import { ofRank } from '../../config.ts';
import { gives, input, numbersOf, type GraphRule, type GraphRules } from '../rule.ts';
import { unvalued } from '../tensor.ts';

/** Height and width anew, batch and channels as they were. */
const resize = gives((call) => {
  const [batch = 0, , , channels = 0] = ofRank(input(call, 0).shape, 4);
  const [height = 0, width = 0] = numbersOf(call, 1, 'the size that it resizes to is');
  return unvalued([batch, height, width, channels], 'float32');
});

/** A crop for each box. */
const cropAndResize = gives((call) => {
  const channels = ofRank(input(call, 0).shape, 4)[3] ?? 0;
  const [boxes = 0] = ofRank(input(call, 1).shape, 2);
  const [height = 0, width = 0] = numbersOf(call, 3, 'the size of its crops is');
  return unvalued([boxes, height, width, channels], 'float32');
});

const transform = gives((call) => {
  const [batch = 0, , , channels = 0] = ofRank(input(call, 0).shape, 4);
  const [height = 0, width = 0] = numbersOf(call, 2, 'the size of its images is');
  return unvalued([batch, height, width, channels], 'float32');
});

/** Half of the spectrum of a real signal, and back. */
const spectrum = (size: (length: number) => number, type: DType): GraphRule =>
  gives((call) => {
    const { shape } = input(call, 0);
    const [length = 0] = numbersOf(call, 1, 'its length is');
    return unvalued([...shape.slice(0, -1), size(length)], type);
  });

export const SIGNALS: GraphRules = {
  ResizeBilinear: resize,
  ResizeNearestNeighbor: resize,
  CropAndResize: cropAndResize,
  ImageProjectiveTransformV3: transform,
  RFFT: spectrum((length) => Math.floor(length / 2) + 1, 'complex64'),
  IRFFT: spectrum((length) => length, 'float32'),
};
