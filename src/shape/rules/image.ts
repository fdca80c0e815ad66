/** @file Kernels on images [B, H, W, C]. */
import type { DType } from '../../core/shape.ts';
import { described, named, rule, type Described, type ShapeRule, type ShapeRules } from '../rule.ts';

interface Images {
  readonly images: Described;
}

interface Image {
  readonly image: Described;
}

type Pair = readonly [number, number];

const toSize = (dtypeOf: (dtype: DType) => DType): ShapeRule =>
  rule<Images, { size: Pair }>(({ images: { shape, dtype } }, { size }) =>
    described([shape[0]!, ...size, shape[3]!], dtypeOf(dtype)),
  );

const unchanged = rule<Image>(({ image }) => described(image.shape, image.dtype));

export const IMAGE: ShapeRules = {
  ResizeBilinear: toSize(() => 'float32'),
  ResizeNearestNeighbor: toSize((dtype) => dtype),
  ...named(
    'ResizeBilinearGrad ResizeNearestNeighborGrad',
    rule<Images>(({ images }) => described(images.shape, 'float32')),
  ),
  CropAndResize: rule<Image & { boxes: Described }, { cropSize: Pair }>(({ image, boxes }, { cropSize }) =>
    described([boxes.shape[0]!, ...cropSize, image.shape[3]!], 'float32'),
  ),
  Transform: rule<Image, { outputShape?: Pair | null }>(({ image: { shape, dtype } }, { outputShape }) =>
    described([shape[0]!, ...(outputShape ?? [shape[1]!, shape[2]!]), shape[3]!], dtype),
  ),
  ...named('FlipLeftRight RotateWithOffset Draw', unchanged),
  FromPixels: rule<{ pixels: { height: number; width: number } }, { numChannels: number }>(
    ({ pixels: { height, width } }, { numChannels }) => described([height, width, numChannels], 'int32'),
  ),
};
