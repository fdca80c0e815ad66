/** @file Random calls of kernels that resample images or add to them. */
import {
  add,
  concat,
  image,
  mirrorPad,
  mul,
  pad,
  tensor2d,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { Dice } from '../grid.ts';
import { fractions, integers, kernel, shapeOf, sizes, type Make, type Makers } from './draw.ts';

const imagesOf = (dice: Dice, isWhole = false): Tensor4D =>
  (isWhole ? integers(dice, sizes(dice, 4, 6)) : fractions(dice, sizes(dice, 4, 6), -2, 2)) as Tensor4D;

/** How corners and centres lie; both at once is refused. */
const alignment = (dice: Dice) =>
  dice.of([
    { alignCorners: false, halfPixelCenters: false },
    { alignCorners: true, halfPixelCenters: false },
    { alignCorners: false, halfPixelCenters: true },
  ]);

const resized =
  (name: string): Make =>
  (dice) => {
    const [images, size] = [imagesOf(dice, dice.unit() < 0.2), sizes(dice, 2, 9)];
    return () => kernel(name, { images }, { ...alignment(dice), size });
  };

const resizedBack =
  (name: string): Make =>
  (dice) => {
    const [batch, height, width, channels] = sizes(dice, 4, 6) as [number, number, number, number];
    const images = dice.tensor([batch, height, width, channels]);
    const dy = dice.tensor([batch, ...sizes(dice, 2, 9), channels]);
    // With corners aligned, an image of one pixel has cpu loop for ever: its scale is 0.
    const alignCorners = height > 1 && width > 1 && dice.unit() < 0.5;
    return () => kernel(name, { images, dy }, { alignCorners });
  };

/** Boxes by corners, some beyond the image, some the other way round. */
const boxesOf = (dice: Dice, count: number, low: number, high: number): Tensor2D =>
  fractions(dice, [count, 4], low, high) as Tensor2D;

const suppression =
  (name: string): Make =>
  (dice) => {
    const count = dice.from(1, 9);
    const corner = fractions(dice, [count, 2], 0, 1);
    const boxes = concat([corner, add(corner, fractions(dice, [count, 2], 0.1, 0.6))], 1);
    const scores = dice.tensor([count]) as Tensor1D;
    const attributes = {
      maxOutputSize: dice.from(1, 9),
      iouThreshold: dice.unit(),
      scoreThreshold: dice.unit() - 0.5,
      softNmsSigma: dice.of([0, 0.5]),
      padToMaxOutputSize: dice.unit() < 0.5,
    };
    return () => kernel(name, { boxes, scores }, attributes);
  };

export const IMAGES: Makers = {
  ResizeBilinear: resized('ResizeBilinear'),
  ResizeNearestNeighbor: resized('ResizeNearestNeighbor'),
  ResizeBilinearGrad: resizedBack('ResizeBilinearGrad'),
  ResizeNearestNeighborGrad: resizedBack('ResizeNearestNeighborGrad'),
  CropAndResize(dice) {
    const [images, count] = [imagesOf(dice), dice.from(1, 4)];
    const boxes = boxesOf(dice, count, dice.of([0, -0.3]), dice.of([1, 1.3]));
    const places = integers(dice, [count], 0, images.shape[0] - 1) as Tensor1D;
    const method = dice.of(['bilinear', 'nearest'] as const);
    const size = sizes(dice, 2, 5) as [number, number];
    return () => image.cropAndResize(images, boxes, places, size, method, dice.of([0, 0.5]));
  },
  FlipLeftRight(dice) {
    const images = imagesOf(dice);
    return () => image.flipLeftRight(images);
  },
  RotateWithOffset(dice) {
    // Of four channels cpu fills the opacity by the colour too, wasm fully: the documentation leaves it open.
    const [batch, height, width, channels] = [...sizes(dice, 3, 6), dice.of([1, 2, 3, 5])] as const;
    const images = fractions(dice, [batch, height!, width!, channels!], -2, 2) as Tensor4D;
    const fill = dice.of<() => number | [number, number, number]>([
      () => 0,
      () => dice.from(0, 9),
      () => [1, 2, 3],
      () => 0.5,
    ])();
    const center = dice.of<number | [number, number]>([0.5, dice.unit(), [dice.unit(), dice.unit()]]);
    return () => image.rotateWithOffset(images, dice.unit() * 6 - 3, fill, center);
  },
  Transform(dice) {
    const images = imagesOf(dice);
    const count = dice.of([1, images.shape[0]]);
    const near = fractions(dice, [count, 8], -0.3, 0.3);
    const unit = tensor2d([[1, 0, 0, 0, 1, 0, 0, 0]]);
    const scale = tensor2d([[1, 1, 9, 1, 1, 9, 0.1, 0.1]]);
    const transforms = add(mul(near, scale), unit) as Tensor2D;
    const size = dice.of<[number, number] | undefined>([undefined, sizes(dice, 2, 7) as [number, number]]);
    return () =>
      image.transform(
        images,
        transforms,
        dice.of(['nearest', 'bilinear']),
        dice.of(['constant', 'reflect', 'wrap', 'nearest']),
        dice.of([0, 0.7]),
        size,
      );
  },
  MirrorPad(dice) {
    const x = dice.tensor(shapeOf(dice, 1, 4).map((size) => size + 1));
    const mode = dice.of(['reflect', 'symmetric'] as const);
    const paddings = x.shape.map((size): [number, number] => [
      dice.from(0, size - 1),
      dice.from(0, size - 1),
    ]);
    return () => mirrorPad(x, paddings, mode);
  },
  PadV2(dice) {
    const shape = shapeOf(dice, 1, 5);
    const x = dice.unit() < 0.3 ? integers(dice, shape) : dice.tensor(shape);
    const paddings = x.shape.map((): [number, number] => [dice.from(0, 2), dice.from(0, 2)]);
    return () => pad(x, paddings, dice.of([0, 3]));
  },
  NonMaxSuppressionV3: suppression('NonMaxSuppressionV3'),
  NonMaxSuppressionV4: suppression('NonMaxSuppressionV4'),
  NonMaxSuppressionV5: suppression('NonMaxSuppressionV5'),
};
