/**
 * @file For each kernel the attributes that a call needs beside those that a trace keeps, made from its shapes: any that fit
 * give the same count. Values that no shape tells, such as a slope or a threshold, are tfjs's own defaults.
 */
import type { Shape } from '../../core/shape.ts';
import * as axes from './axes.ts';
import * as parts from './parts.ts';
import { at, type Attributes, type Derivation } from './seen.ts';
import * as windows from './windows.ts';

/** Those that the trace keeps are all, or there are none. */
const kept: Derivation = () => ({});
const always =
  (attributes: Attributes): Derivation =>
  () =>
    attributes;

/** @param large the image, resized */
const resized = (large: Shape): Attributes => ({
  alignCorners: false,
  halfPixelCenters: false,
  size: large.slice(1, 3),
});
const resize: Derivation = ({ out }) => resized(out);
const resizeGrad: Derivation = ({ of }) => resized(of('dy'));
const LOCAL_RESPONSE: Attributes = { bias: 1, alpha: 1, beta: 0.5 };

/** All that can be selected is, since nothing overlaps so much. */
const select =
  (more: Attributes): Derivation =>
  ({ of, out, attrs }) => {
    const most = Math.min(Number(attrs['maxOutputSize']), at(of('scores'), 0));
    return out[0] === most ? { iouThreshold: 1, scoreThreshold: -1, ...more } : null;
  };

/** Why calls of a kernel cannot be made again. */
const BY_DATA = 'the size of its result depends on data, which a report does not keep';
const TEXT = 'it works on text, which a report does not keep';
const NESTED = 'its inputs are nested lists, which a report does not keep';
const PIXELS = 'it reads or draws pixels of a page, which a report does not keep';

/** A derivation, or why there is none. */
export type Line = Derivation | string;

const same = (line: Line, ...kernels: readonly string[]): readonly (readonly [string, Line])[] =>
  kernels.map((kernel) => [kernel, line]);

/** Kernels that need no other attributes than a trace keeps: mostly none. */
const KEPT = [
  'Einsum Relu Relu6 Prelu Elu EluGrad Selu Sigmoid Softplus Add Sub Multiply RealDiv FloorDiv Mod',
  'SquaredDifference Maximum Minimum BitwiseAnd Pow Atan2 AddN Neg Square Reciprocal Abs Sign ComplexAbs',
  'Floor Ceil Round Exp Expm1 Log Log1p Sqrt Rsqrt Erf Sin Cos Tan Asin Acos Atan Sinh Cosh Tanh Asinh Acosh',
  'Atanh Equal NotEqual Less LessEqual Greater GreaterEqual LogicalAnd LogicalOr LogicalXor LogicalNot IsNan',
  'IsInf IsFinite Select FFT IFFT Complex Real Imag OnesLike ZerosLike Diag Identity FlipLeftRight GatherNd',
  'TensorScatterUpdate BroadcastArgs LowerBound UpperBound',
].flatMap((names) => names.split(' '));

const LINES = [
  ...same(windows.convolution, 'Conv2D', 'FusedConv2D'),
  ...same(windows.depthwise, 'DepthwiseConv2dNative', 'FusedDepthwiseConv2D'),
  ...same(windows.convolution3D, 'Conv3D'),
  ...same(
    windows.inputGradient,
    'Conv2DBackpropInput',
    'DepthwiseConv2dNativeBackpropInput',
    'Conv3DBackpropInputV2',
  ),
  ...same(
    windows.filterGradient,
    'Conv2DBackpropFilter',
    'DepthwiseConv2dNativeBackpropFilter',
    'Conv3DBackpropFilterV2',
  ),
  ...same(windows.matMul, 'BatchMatMul', '_FusedMatMul'),
  ...same(windows.pool, 'AvgPool', 'MaxPool'),
  ...same(windows.pool3D, 'AvgPool3D', 'MaxPool3D'),
  ...same(windows.poolWithArgmax, 'MaxPoolWithArgmax'),
  ...same(windows.poolGrad, 'AvgPoolGrad', 'AvgPool3DGrad', 'MaxPoolGrad', 'MaxPool3DGrad'),
  ...same(windows.dilation, 'Dilation2D'),
  ...same(windows.dilationGrad, 'Dilation2DBackpropInput', 'Dilation2DBackpropFilter'),

  ...same(axes.reduces('axis'), 'Sum', 'Prod', 'Mean', 'Min', 'All', 'Any'),
  ...same(axes.reduces('reductionIndices'), 'Max'),
  ...same(axes.searches, 'ArgMax', 'ArgMin'),
  ...same(always({ reverse: false }), 'Cumsum', 'Cumprod'),
  ...same(axes.concat, 'Concat'),
  ...same(axes.pack, 'Pack'),
  ...same(axes.unpack, 'Unpack'),
  ...same(axes.split, 'SplitV'),
  ...same(axes.expandDims, 'ExpandDims'),
  ...same(axes.transpose, 'Transpose'),
  ...same(axes.gather, 'GatherV2'),
  ...same(({ out }) => ({ dims: out.length === 0 ? [] : [out.length - 1] }), 'Reverse'),
  ...same(({ out }) => ({ dim: out.length - 1 }), 'Softmax'),
  ...same(({ out }) => ({ axis: out.length - 1 }), 'LogSoftmax'),

  ...same(parts.slice, 'Slice'),
  ...same(parts.stridedSlice, 'StridedSlice'),
  ...same(parts.pad, 'PadV2'),
  ...same(parts.mirrorPad, 'MirrorPad'),
  ...same(parts.tile, 'Tile'),
  ...same(parts.spaceToBatch, 'SpaceToBatchND'),
  ...same(parts.batchToSpace, 'BatchToSpaceND'),
  ...same(parts.depthToSpace, 'DepthToSpace'),

  ...same(({ out }) => ({ shape: out }), 'Reshape', 'ScatterNd', 'BroadcastTo'),
  ...same(({ out }) => ({ outputShape: out }), 'SparseToDense'),
  ...same(({ dtype }) => ({ dtype }), 'Cast'),
  ...same(({ out, dtype }) => ({ shape: out, value: 0, dtype }), 'Fill'),
  ...same(({ out, dtype }) => ({ start: 0, stop: at(out, 0), step: 1, dtype }), 'Range'),
  ...same(({ out }) => ({ start: 0, stop: 1, num: at(out, 0) }), 'LinSpace'),
  ...same(({ out, dtype }) => ({ depth: at(out, -1), onValue: 1, offValue: 0, dtype }), 'OneHot'),
  ...same(({ out }) => ({ numSegments: at(out, 0) }), 'UnsortedSegmentSum'),
  ...same(({ out }) => ({ size: at(out, -1) }), 'Bincount', 'DenseBincount'),
  ...same(({ out }) => ({ numSamples: at(out, -1), seed: 1 }), 'Multinomial'),
  ...same(always({ sorted: true }), 'TopK'),
  ...same(always({ side: 'left' }), 'SearchSorted'),
  ...same(select({}), 'NonMaxSuppressionV3'),
  ...same(select({ padToMaxOutputSize: false }), 'NonMaxSuppressionV4'),
  ...same(select({ softNmsSigma: 0 }), 'NonMaxSuppressionV5'),

  ...same(always({ alpha: 0.2 }), 'LeakyRelu'),
  ...same(always({ alpha: 0 }), 'Step'),
  ...same(always({ clipValueMin: 0, clipValueMax: 1 }), 'ClipByValue'),
  ...same(always({ varianceEpsilon: 0.001 }), 'FusedBatchNorm'),
  ...same(always(LOCAL_RESPONSE), 'LRN', 'LRNGrad'),

  ...same(resize, 'ResizeBilinear', 'ResizeNearestNeighbor'),
  ...same(resizeGrad, 'ResizeBilinearGrad', 'ResizeNearestNeighborGrad'),
  ...same(({ out }) => ({ cropSize: out.slice(1, 3), extrapolationValue: 0 }), 'CropAndResize'),
  ...same(({ out }) => ({ fillMode: 'constant', fillValue: 0, outputShape: out.slice(1, 3) }), 'Transform'),
  ...same(always({ radians: 1, fillValue: 0, center: 0.5 }), 'RotateWithOffset'),

  ...same(kept, ...KEPT),

  ...same(BY_DATA, 'Unique', 'Where', 'SparseSegmentSum', 'SparseSegmentMean', 'SparseFillEmptyRows'),
  ...same(BY_DATA, 'SparseReshape', 'RaggedRange'),
  ...same(NESTED, 'RaggedGather', 'RaggedTensorToTensor'),
  ...same(TEXT, 'StaticRegexReplace', 'StringNGrams', 'StringSplit', 'StringToHashBucketFast'),
  ...same(PIXELS, 'FromPixels', 'Draw'),
];

export const LINE_OF: ReadonlyMap<string, Line> = new Map(LINES);

/** Kernels whose integers are places in another tensor: 0 is one, whatever its size. */
export const INDEXING: ReadonlySet<string> = new Set([
  'GatherV2',
  'GatherNd',
  'OneHot',
  'ScatterNd',
  'TensorScatterUpdate',
  'SparseToDense',
  'CropAndResize',
  'UnsortedSegmentSum',
  'Bincount',
  'DenseBincount',
  'BroadcastArgs',
]);
