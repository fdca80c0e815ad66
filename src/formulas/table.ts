/** @file Every kernel that tfjs-core 4.22 names, a line each: its formula, zero by definition, or unknown. */
import type { Formula, Formulas } from '../core/formula.ts';
import * as activation from './activation.ts';
import * as convolution from './convolution.ts';
import * as convolutionGrad from './convolution-grad.ts';
import * as dataDependent from './data-dependent.ts';
import { einsum } from './einsum.ts';
import * as elementwise from './elementwise.ts';
import * as fourier from './fourier.ts';
import * as matmul from './matmul.ts';
import * as normalisation from './normalisation.ts';
import * as pooling from './pooling.ts';
import * as reduction from './reduction.ts';
import * as sampling from './sampling.ts';
import * as sequences from './sequences.ts';

/** Moves, makes, names or converts data. */
const ZERO: Formula = { state: 'zero' };
const UNREGISTERED: Formula = { state: 'unknown', why: 'no backend registers it' };

/** A custom kernel's formula is added beside these: `{ ...FORMULAS, MyKernel: mine }`. */
export const FORMULAS: Formulas = {
  // Convolutions and their gradients
  Conv2D: convolution.conv2D,
  FusedConv2D: convolution.fusedConv2D,
  DepthwiseConv2dNative: convolution.depthwiseConv2dNative,
  FusedDepthwiseConv2D: convolution.fusedDepthwiseConv2D,
  Conv3D: convolution.conv3D,
  Conv2DBackpropInput: convolutionGrad.conv2DBackpropInput,
  Conv2DBackpropFilter: convolutionGrad.conv2DBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: convolutionGrad.depthwiseConv2dNativeBackpropInput,
  DepthwiseConv2dNativeBackpropFilter: convolutionGrad.depthwiseConv2dNativeBackpropFilter,
  Conv3DBackpropInputV2: convolutionGrad.conv3DBackpropInputV2,
  Conv3DBackpropFilterV2: convolutionGrad.conv3DBackpropFilterV2,

  // Matrix products
  BatchMatMul: matmul.batchMatMul,
  _FusedMatMul: matmul.fusedMatMul,
  Einsum: einsum,

  // Activations
  Relu: activation.relu,
  Relu6: activation.relu6,
  LeakyRelu: activation.leakyRelu,
  Prelu: activation.prelu,
  Elu: activation.elu,
  EluGrad: activation.eluGrad,
  Selu: activation.selu,
  Sigmoid: activation.sigmoid,
  Softplus: activation.softplus,
  Step: activation.step,

  // Arithmetic per element
  Add: elementwise.add,
  Sub: elementwise.sub,
  Multiply: elementwise.multiply,
  RealDiv: elementwise.realDiv,
  FloorDiv: elementwise.floorDiv,
  Mod: elementwise.mod,
  SquaredDifference: elementwise.squaredDifference,
  Maximum: elementwise.maximum,
  Minimum: elementwise.minimum,
  BitwiseAnd: elementwise.bitwiseAnd,
  Pow: elementwise.pow,
  Atan2: elementwise.atan2,
  AddN: elementwise.addN,
  Neg: elementwise.neg,
  Square: elementwise.square,
  Reciprocal: elementwise.reciprocal,
  Abs: elementwise.abs,
  Sign: elementwise.sign,
  ClipByValue: elementwise.clipByValue,
  ComplexAbs: elementwise.complexAbs,
  Floor: elementwise.rounding,
  Ceil: elementwise.rounding,
  Round: elementwise.rounding,
  Exp: elementwise.transcendental,
  Expm1: elementwise.transcendental,
  Log: elementwise.transcendental,
  Log1p: elementwise.transcendental,
  Sqrt: elementwise.transcendental,
  Rsqrt: elementwise.transcendental,
  Erf: elementwise.transcendental,
  Sin: elementwise.transcendental,
  Cos: elementwise.transcendental,
  Tan: elementwise.transcendental,
  Asin: elementwise.transcendental,
  Acos: elementwise.transcendental,
  Atan: elementwise.transcendental,
  Sinh: elementwise.transcendental,
  Cosh: elementwise.transcendental,
  Tanh: elementwise.transcendental,
  Asinh: elementwise.transcendental,
  Acosh: elementwise.transcendental,
  Atanh: elementwise.transcendental,

  // Comparisons per element
  Equal: elementwise.equality,
  NotEqual: elementwise.equality,
  Less: elementwise.comparison,
  LessEqual: elementwise.comparison,
  Greater: elementwise.comparison,
  GreaterEqual: elementwise.comparison,
  LogicalAnd: elementwise.comparison,
  LogicalOr: elementwise.comparison,
  LogicalXor: elementwise.comparison,
  LogicalNot: elementwise.comparison,
  IsNan: elementwise.comparison,
  IsInf: elementwise.comparison,
  IsFinite: elementwise.comparison,
  Select: elementwise.comparison,

  // Reductions and scans
  Sum: reduction.sum,
  Prod: reduction.prod,
  Mean: reduction.mean,
  Max: reduction.extremum,
  Min: reduction.extremum,
  ArgMax: reduction.extremum,
  ArgMin: reduction.extremum,
  All: reduction.extremum,
  Any: reduction.extremum,
  Cumsum: reduction.cumsum,
  Cumprod: reduction.cumprod,

  // Pools
  AvgPool: pooling.avgPool,
  AvgPool3D: pooling.avgPool3D,
  MaxPool: pooling.maxPool,
  MaxPool3D: pooling.maxPool3D,
  MaxPoolWithArgmax: pooling.maxPoolWithArgmax,
  AvgPoolGrad: pooling.avgPoolGrad,
  AvgPool3DGrad: pooling.avgPool3DGrad,
  MaxPoolGrad: pooling.maxPoolGrad,
  MaxPool3DGrad: pooling.maxPool3DGrad,
  Dilation2D: pooling.dilation2D,
  Dilation2DBackpropInput: pooling.dilation2DGrad,
  Dilation2DBackpropFilter: pooling.dilation2DGrad,

  // Normalisation
  FusedBatchNorm: normalisation.fusedBatchNorm,
  LRN: normalisation.lrn,
  LRNGrad: normalisation.lrnGrad,
  Softmax: normalisation.softmax,

  // Images
  ResizeBilinear: sampling.resizeBilinear,
  ResizeBilinearGrad: sampling.resizeBilinearGrad,
  ResizeNearestNeighbor: ZERO,
  ResizeNearestNeighborGrad: sampling.resizeNearestNeighborGrad,
  CropAndResize: sampling.cropAndResize,
  Transform: sampling.transform,
  RotateWithOffset: sampling.rotateWithOffset,
  FlipLeftRight: ZERO,
  FromPixels: ZERO,
  Draw: ZERO,

  // Fourier transforms and complex numbers
  FFT: fourier.fft,
  IFFT: fourier.ifft,
  Complex: ZERO,
  Real: ZERO,
  Imag: ZERO,

  // Sorting, searching, scattering, sampling
  TopK: dataDependent.topK,
  SearchSorted: dataDependent.searchSorted,
  NonMaxSuppressionV3: dataDependent.hardNonMaxSuppression,
  NonMaxSuppressionV4: dataDependent.hardNonMaxSuppression,
  NonMaxSuppressionV5: dataDependent.softNonMaxSuppression,
  Multinomial: dataDependent.multinomial,
  Bincount: dataDependent.bincount,
  DenseBincount: dataDependent.denseBincount,
  UnsortedSegmentSum: dataDependent.unsortedSegmentSum,
  ScatterNd: dataDependent.scatterNd,
  SparseSegmentSum: dataDependent.sparseSegmentSum,
  SparseSegmentMean: dataDependent.sparseSegmentMean,
  Unique: ZERO,

  // Making
  Range: sequences.range,
  LinSpace: sequences.linSpace,
  RaggedRange: sequences.raggedRange,
  Fill: ZERO,
  OnesLike: ZERO,
  ZerosLike: ZERO,
  OneHot: ZERO,
  Diag: ZERO,

  // Moving, naming, converting
  Identity: ZERO,
  Reshape: ZERO,
  ExpandDims: ZERO,
  Cast: ZERO,
  Transpose: ZERO,
  Slice: ZERO,
  StridedSlice: ZERO,
  Concat: ZERO,
  Pack: ZERO,
  Unpack: ZERO,
  SplitV: ZERO,
  Tile: ZERO,
  PadV2: ZERO,
  MirrorPad: ZERO,
  Reverse: ZERO,
  GatherV2: ZERO,
  GatherNd: ZERO,
  TensorScatterUpdate: ZERO,
  SparseToDense: ZERO,
  SparseFillEmptyRows: ZERO,
  SparseReshape: ZERO,
  BatchToSpaceND: ZERO,
  SpaceToBatchND: ZERO,
  DepthToSpace: ZERO,
  BroadcastArgs: ZERO,
  RaggedGather: ZERO,
  RaggedTensorToTensor: ZERO,

  // Text
  StaticRegexReplace: ZERO,
  StringNGrams: ZERO,
  StringSplit: ZERO,
  StringToHashBucketFast: ZERO,

  // Named by tfjs-core, registered by no backend of its own
  BroadcastTo: ZERO,
  LogSoftmax: normalisation.logSoftmax,
  LowerBound: dataDependent.searchSorted,
  UpperBound: dataDependent.searchSorted,
  MatrixBandPart: UNREGISTERED,
  Pool: UNREGISTERED,
};
