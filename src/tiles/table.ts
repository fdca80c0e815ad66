/**
 * @file Every kernel that tfjs-backend-wasm 4.22 registers: its tile form, or why it can only be measured. A
 * kernel that is not here has no form; it is measured as well.
 */
import type { Machine, TileForm } from '../core/instructions.ts';
import type { KernelCall, Kernels } from '../core/kernel-call.ts';
import * as activation from './activation.ts';
import * as convolution from './convolution.ts';
import * as direct from './direct.ts';
import * as elementwise from './elementwise.ts';
import { measured, type Tile } from './form.ts';
import * as matmul from './matmul.ts';
import * as normalisation from './normalisation.ts';
import * as pooling from './pooling.ts';
import { TILE_READS } from './reads.ts';
import * as reduction from './reduction.ts';
import { WITHOUT_ADDS } from './without-adds.ts';

type Tiles = { readonly [K in keyof Kernels]?: Tile<K> } & { readonly [kernel: string]: Tile | undefined };

const only = (why: string) => (): TileForm => measured(why);
/** The C library picks a branch by the size of x, and leaves early for what is out of range. */
const LIBRARY = only('the C library branches on the size of x');
const ON_SIGN = only('branches on the sign of x');
const GRADIENT = only('a loop over the windows that hold each element; no closed form has been checked');
const ON_DATA = only('depends on the values: positions, scores, random draws');

/** A form per kernel name. */
export const TILES: Tiles = {
  ...Object.fromEntries(WITHOUT_ADDS.map((kernel) => [kernel, elementwise.noAdds])),

  // Products
  Conv2D: convolution.conv2D,
  FusedConv2D: convolution.fusedConv2D,
  DepthwiseConv2dNative: convolution.depthwiseConv2dNative,
  FusedDepthwiseConv2D: convolution.fusedDepthwiseConv2D,
  Conv2DBackpropInput: direct.conv2DBackpropInput,
  Conv3D: direct.conv3D,
  Conv3DBackpropInputV2: GRADIENT,
  Conv3DBackpropFilterV2: GRADIENT,
  BatchMatMul: matmul.batchMatMul,
  _FusedMatMul: matmul.fusedMatMul,

  // Activations
  Sigmoid: activation.sigmoid,
  Elu: activation.elu,
  Prelu: activation.prelu,
  EluGrad: ON_SIGN,
  Selu: ON_SIGN,
  Softplus: LIBRARY,

  // Arithmetic per element
  Add: elementwise.binaryAdd,
  Sub: elementwise.binaryAdd,
  SquaredDifference: elementwise.binaryAdd,
  AddN: elementwise.addN,
  Neg: elementwise.neg,
  Floor: elementwise.floorOrCeil,
  Ceil: elementwise.floorOrCeil,
  Round: elementwise.round,
  Mod: ON_SIGN,

  // Functions
  Acos: LIBRARY,
  Acosh: LIBRARY,
  Asin: LIBRARY,
  Asinh: LIBRARY,
  Atan: LIBRARY,
  Atan2: LIBRARY,
  Atanh: LIBRARY,
  Cos: LIBRARY,
  Cosh: LIBRARY,
  Erf: LIBRARY,
  Exp: LIBRARY,
  Expm1: LIBRARY,
  Log: LIBRARY,
  Log1p: LIBRARY,
  Pow: LIBRARY,
  Sin: LIBRARY,
  Sinh: LIBRARY,
  Tan: LIBRARY,
  Tanh: LIBRARY,

  // Reductions, scans, sequences
  Sum: reduction.sum,
  Mean: reduction.mean,
  Cumsum: reduction.cumsum,
  Range: reduction.range,
  LinSpace: reduction.linSpace,

  // Pools and windows
  AvgPool: pooling.avgPool,
  MaxPool: pooling.maxPool,
  AvgPool3D: direct.avgPool3D,
  AvgPoolGrad: GRADIENT,
  AvgPool3DGrad: GRADIENT,
  MaxPoolGrad: GRADIENT,
  MaxPool3DGrad: GRADIENT,
  Dilation2D: only('a loop that skips the padding; no closed form has been checked'),
  Dilation2DBackpropInput: GRADIENT,
  Dilation2DBackpropFilter: GRADIENT,

  // Normalisation
  Softmax: normalisation.softmax,
  FusedBatchNorm: normalisation.fusedBatchNorm,
  LRN: LIBRARY,
  LRNGrad: LIBRARY,

  // Images
  ResizeBilinear: only(
    'coordinates are computed only if the sizes differ from the last call with as many channels',
  ),
  ResizeBilinearGrad: GRADIENT,
  ResizeNearestNeighbor: only('computes coordinates, which the formula counts as addresses'),
  ResizeNearestNeighborGrad: GRADIENT,
  CropAndResize: ON_DATA,
  Transform: ON_DATA,
  RotateWithOffset: only('computes coordinates in a loop; no closed form has been checked'),

  // Sorting, scattering, sampling
  NonMaxSuppressionV3: ON_DATA,
  NonMaxSuppressionV4: ON_DATA,
  NonMaxSuppressionV5: ON_DATA,
  Multinomial: ON_DATA,
  Bincount: ON_DATA,
  DenseBincount: ON_DATA,
  ScatterNd: elementwise.scatterNd,
  SparseSegmentSum: ON_DATA,
  SparseSegmentMean: ON_DATA,
};

/** What a kernel call executes on a machine beyond what its formula counts. Reads `TILE_READS` of the call. */
export function tileForm(call: KernelCall, machine: Machine): TileForm {
  const form = TILES[call.kernel];
  if (form === undefined) return measured('no closed form is known for this kernel');
  const missing = (TILE_READS[call.kernel] ?? []).filter((name) => !(name in call.attrs));
  if (missing.length > 0) return measured(`the trace does not keep its ${missing.join(', ')}`);
  return form(call, machine);
}
