/** @file Images, Fourier transforms, sorting, searching, scattering: expected numbers by hand. */
import { c64, callOf, f32, tensor, type FormulaCase } from '../formula-case.ts';

const [n, h, w, channels] = [2, 6, 5, 3];
const out = n * h * w * channels;
const pixels = n * h * w;
const image = f32(n, h, w, channels);
const small = f32(n, 3, 4, channels);
const bilinear = { multiplies: 3 * out, adds: 6 * out }; // three interpolations a + (b − a)·f
const boxes = { image: small, boxes: f32(n, 4), boxInd: tensor('int32', n) };
const warp = { image: small, transforms: f32(n, 8) };

const IMAGES: readonly FormulaCase[] = [
  {
    name: 'ResizeBilinear',
    call: callOf('ResizeBilinear', { images: small }, image, {}),
    expected: { interpolation: bilinear },
  },
  {
    name: 'ResizeBilinearGrad',
    call: callOf('ResizeBilinearGrad', { images: small, dy: image }, small, {}),
    expected: { interpolation: { multiplies: 4 * out, adds: 4 * out } },
  },
  {
    name: 'ResizeNearestNeighborGrad',
    call: callOf('ResizeNearestNeighborGrad', { images: small, dy: image }, small, {}),
    expected: { interpolation: { adds: out } },
  },
  {
    name: 'CropAndResize bilinear',
    call: callOf('CropAndResize', boxes, image, { method: 'bilinear' }),
    expected: { interpolation: bilinear },
  },
  {
    name: 'CropAndResize nearest',
    call: callOf('CropAndResize', boxes, image, { method: 'nearest' }),
    expected: {},
  },
  {
    name: 'Transform bilinear',
    call: callOf('Transform', warp, image, { interpolation: 'bilinear' }),
    // numerators of x' and y' and their denominator: two products and two sums each
    expected: {
      interpolation: bilinear,
      other: { multiplies: 6 * pixels, adds: 6 * pixels, divides: 2 * pixels },
    },
  },
  {
    name: 'Transform nearest',
    call: callOf('Transform', warp, image, { interpolation: 'nearest' }),
    expected: { other: { multiplies: 6 * pixels, adds: 6 * pixels, divides: 2 * pixels } },
  },
  {
    name: 'RotateWithOffset',
    call: callOf('RotateWithOffset', { image }, image, {}),
    expected: { other: { multiplies: 4 * pixels, adds: 6 * pixels, transcendentals: 2 } },
  },
];

const [transforms, length, log2] = [3, 16, 4];
const butterflies = transforms * (length / 2) * log2;
const odd = 6;

const fourier = (kernel: 'FFT' | 'IFFT', size: number, multiplies: number, adds: number): FormulaCase => ({
  name: `${kernel} of ${size}`,
  call: callOf(kernel, { input: c64(transforms, size) }, c64(transforms, size), {}),
  expected: { other: { multiplies, adds, divides: kernel === 'IFFT' ? 2 * transforms * size : 0 } },
});

const FOURIER: readonly FormulaCase[] = (['FFT', 'IFFT'] as const).flatMap((kernel) => [
  // for each butterfly a complex product (4 multiplies, 2 adds) and two complex sums (4 adds): 5·N·log₂N
  fourier(kernel, length, 4 * butterflies, 6 * butterflies),
  fourier(
    kernel,
    odd,
    4 * transforms * odd * odd,
    2 * transforms * odd * odd + 2 * transforms * odd * (odd - 1),
  ),
  fourier(kernel, 1, 0, 0),
]);

const [rows, row, k, depth] = [4, 100, 5, 3]; // ⌈log₂(5 + 1)⌉ = 3
const [values, sorted, levels] = [7, 12, 4]; // ⌈log₂(12 + 1)⌉ = 4
const [candidates, selected, sortDepth] = [10, 3, 4]; // ⌈log₂ 10⌉ = 4
const pairs = candidates * selected;
const hard = {
  // corners in order, empty areas, inner box, its sides, threshold
  comparisons: candidates + candidates * sortDepth + pairs * (8 + 2 + 4 + 2 + 1),
  adds: pairs * (2 + 2 + 2 + 2), // sides of both boxes and of the inner one, union
  multiplies: pairs * 3, // three areas
  divides: pairs,
};
const [batch, classes, samples] = [2, 6, 9];
const draw = { outputs: tensor('int32', batch, samples), inputs: { logits: f32(batch, classes) } };
const drawn = {
  reduction: { adds: batch * (classes - 1) },
  other: { comparisons: batch * samples * (classes - 1) },
};
const [records, width, picks, segments] = [8, 5, 6, 3];
const segmented = {
  data: f32(records, width),
  indices: tensor('int32', picks),
  segmentIds: tensor('int32', picks),
};

const SORTING: readonly FormulaCase[] = [
  {
    name: 'TopK',
    call: callOf('TopK', { x: f32(rows, row) }, [f32(rows, k), tensor('int32', rows, k)], { k }),
    expected: { other: { comparisons: rows * row * depth } },
  },
  ...['SearchSorted', 'LowerBound', 'UpperBound'].map((kernel) => ({
    name: kernel,
    call: callOf(
      kernel,
      { sortedSequence: f32(batch, sorted), values: f32(batch, values) },
      tensor('int32', batch, values),
      {},
    ),
    expected: { other: { comparisons: batch * values * levels } },
  })),
  ...(['NonMaxSuppressionV3', 'NonMaxSuppressionV4'] as const).map((kernel) => ({
    name: kernel,
    call: callOf(kernel, { boxes: f32(candidates, 4), scores: f32(candidates) }, tensor('int32', selected), {
      maxOutputSize: selected,
    }),
    expected: { other: hard },
  })),
  {
    name: 'NonMaxSuppressionV5',
    call: callOf(
      'NonMaxSuppressionV5',
      { boxes: f32(candidates, 4), scores: f32(candidates) },
      tensor('int32', selected),
      { maxOutputSize: selected },
    ),
    expected: {
      other: {
        ...hard,
        comparisons: hard.comparisons + pairs * sortDepth, // back into the queue
        multiplies: hard.multiplies + 3 * pairs, // s·IoU·IoU, score·weight
        transcendentals: pairs,
      },
    },
  },
  {
    name: 'Multinomial of logits',
    call: callOf('Multinomial', draw.inputs, draw.outputs, { numSamples: samples, normalized: false }),
    expected: {
      ...drawn,
      softmax: {
        comparisons: batch * (classes - 1),
        adds: batch * classes + batch * (classes - 1),
        transcendentals: batch * classes,
        divides: batch * classes,
      },
    },
  },
  {
    name: 'Multinomial of probabilities',
    call: callOf('Multinomial', draw.inputs, draw.outputs, { numSamples: samples, normalized: true }),
    expected: drawn,
  },
  {
    name: 'Bincount',
    call: callOf('Bincount', { x: tensor('int32', values), weights: f32(values) }, f32(sorted), {}),
    expected: { reduction: { adds: values } },
  },
  {
    name: 'DenseBincount',
    call: callOf(
      'DenseBincount',
      { x: tensor('int32', batch, values), weights: f32(0) },
      f32(batch, sorted),
      {
        binaryOutput: false,
      },
    ),
    expected: { reduction: { adds: batch * values } },
  },
  {
    name: 'DenseBincount, binary',
    call: callOf(
      'DenseBincount',
      { x: tensor('int32', batch, values), weights: f32(0) },
      f32(batch, sorted),
      {
        binaryOutput: true,
      },
    ),
    expected: {},
  },
  {
    name: 'UnsortedSegmentSum',
    call: callOf(
      'UnsortedSegmentSum',
      { x: f32(records, width), segmentIds: tensor('int32', records) },
      f32(segments, width),
      {},
    ),
    expected: { reduction: { adds: records * width } },
  },
  {
    name: 'ScatterNd',
    call: callOf(
      'ScatterNd',
      { indices: tensor('int32', picks, 1), updates: f32(picks, width) },
      f32(records, width),
      {},
    ),
    expected: { reduction: { adds: picks * width } },
  },
  {
    name: 'SparseSegmentSum',
    call: callOf('SparseSegmentSum', segmented, f32(segments, width), {}),
    expected: { reduction: { adds: picks * width } },
  },
  {
    name: 'SparseSegmentMean',
    call: callOf('SparseSegmentMean', segmented, f32(segments, width), {}),
    expected: { reduction: { adds: picks * width, divides: segments * width } },
  },
];

export const SAMPLING_CASES: readonly FormulaCase[] = [...IMAGES, ...FOURIER, ...SORTING];
