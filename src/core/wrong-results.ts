/**
 * @file Kernel calls whose result tfjs 4.22 gets wrong, by shapes and attributes: the operation that was asked for is
 * counted, but what ran is something else, so that neither its time nor its instructions say anything of it. Found by
 * comparing outputs of wasm with cpu, and both with nested loops where they agree.
 */
import type { KernelCall } from './kernel-call.ts';
import { sizeOf, type Shape } from './shape.ts';
import * as images from './wrong/images.ts';
import * as moves from './wrong/moves.ts';
import { BOTH, CPU, inputOf, sizesOf, WASM, type Check, type Rule } from './wrong/rule.ts';
import * as volumes from './wrong/volumes.ts';
import { ownOutputSize } from './wrong/windows.ts';

/** XNNPACK subtracts unsigned numbers: less than no padding becomes nothing but padding. 1×1 has a kernel of its own. */
const strideBeyondKernel: Check = (call) => {
  const [x, filter] = [inputOf(call, 'x'), inputOf(call, 'filter')];
  if (call.attrs['pad'] !== 'same' || x === undefined || filter === undefined) return null;
  const kernel = filter.shape.slice(0, 2);
  if (sizeOf(kernel) === 1) return null;
  const [strides, dilations] = ['strides', 'dilations'].map((name) => sizesOf(call.attrs[name], 2)) as [
    readonly number[],
    readonly number[],
  ];
  const skips = kernel.some((size, axis) => {
    const [image, stride] = [x.shape[1 + axis]!, strides[axis]!];
    return (Math.ceil(image / stride) - 1) * stride + (size - 1) * dilations[axis]! + 1 < image;
  });
  return skips
    ? "with padding 'same' and windows that end before the image does, it reads padding alone"
    : null;
};

/** Its kernel sizes the window as if channels were last, and the program computes so. */
const channelsFirst: Check = ({ attrs: { dataFormat } }) =>
  dataFormat === 'NCHW' ? 'channels that are first are taken for the last' : null;

const withoutLeadingOnes = (shape: Shape): Shape => shape.slice(shape.findIndex((size) => size !== 1));
const isSuffix = (shape: Shape, of: Shape): boolean =>
  shape.every((size, i) => size === of[of.length - shape.length + i]);
/** Elements repeat as a whole, which an index modulo their number finds. */
const repeatsWhole = (shape: Shape, output: Shape): boolean =>
  shape.every((size) => size === 1) || isSuffix(withoutLeadingOnes(shape), output);

const batchesBroadcast: Check = (call) => {
  const batch = call.outputs[0].shape.slice(0, -2);
  const isWhole = ['a', 'b'].every((name) => {
    const own = inputOf(call, name)?.shape.slice(0, -2);
    return own === undefined || repeatsWhole(own, batch);
  });
  return isWhole ? null : 'a batch that repeats in its inner axes is taken in the wrong order, or not at all';
};

/** Factors are taken in blocks of this many products per sum (`kBlockSize` in its batch_mat_mul_impl.cc). */
const K_BLOCK = 48;

/**
 * What is no single plain product runs in blocks; bias and activation are applied after each, and the bias is looked up
 * by the position in the whole matrix.
 */
const blockByBlock: Check = (call) => {
  const [a, b] = [inputOf(call, 'a'), inputOf(call, 'b')];
  const { transposeA, transposeB, activation } = call.attrs;
  if (a === undefined || b === undefined) return null;
  const isPlain = transposeA !== true && transposeB !== true;
  if (isPlain && [a, b].every(({ shape }) => sizeOf(shape.slice(0, -2)) === 1)) return null;
  const [m, n] = call.outputs[0].shape.slice(-2) as [number, number];
  const isSplit = (a.shape.at(transposeA === true ? -2 : -1) ?? 0) > K_BLOCK;
  const where = 'with a batch above 1 or a transposed factor it';
  if (inputOf(call, 'bias') !== undefined && ((m > 1 && n > 1) || isSplit))
    return `${where} adds the bias of other columns, and once for each ${K_BLOCK} products`;
  return isSplit && (activation === 'relu' || activation === 'relu6')
    ? `${where} applies ${activation} after each ${K_BLOCK} products`
    : null;
};

const slopesBroadcast: Check = (call) => {
  const alpha = inputOf(call, 'alpha');
  return alpha === undefined || repeatsWhole(alpha.shape, call.outputs[0].shape)
    ? null
    : 'slopes that repeat in their inner axes are taken in the wrong order';
};

const negativeAxis: Check = ({ attrs: { axis } }) =>
  typeof axis === 'number' && axis < 0 ? 'an axis counted from the end is not understood' : null;

const onWasm = (check: Check): readonly Rule[] => [{ backends: WASM, check }];
const onCpu = (check: Check): readonly Rule[] => [{ backends: CPU, check }];
const sized: Rule = { backends: WASM, check: ownOutputSize };
const skipped: Rule = { backends: WASM, check: strideBeyondKernel };
const broadcast: Rule = { backends: BOTH, check: batchesBroadcast };
const scanned: Rule = { backends: BOTH, check: negativeAxis };

/** By kernel: a Map, since a saved report may name anything, `__proto__` too. */
const RULES: ReadonlyMap<string, readonly Rule[]> = new Map(
  Object.entries({
    AvgPool: [sized],
    MaxPool: [sized],
    Conv2D: [skipped, sized],
    FusedConv2D: [skipped, sized],
    DepthwiseConv2dNative: [skipped, sized, { backends: [...BOTH, 'webgl'], check: channelsFirst }],
    FusedDepthwiseConv2D: [skipped, sized, { backends: ['cpu', 'webgl', 'webgpu'], check: channelsFirst }],
    BatchMatMul: [broadcast],
    _FusedMatMul: [broadcast, { backends: WASM, check: blockByBlock }],
    Prelu: onWasm(slopesBroadcast),
    Cumsum: [scanned],
    Cumprod: [scanned],
    Conv3DBackpropInputV2: onWasm(volumes.inputOfVolume),
    Conv3DBackpropFilterV2: onWasm(volumes.filterOfVolume),
    MaxPool3DGrad: onWasm(volumes.maximaOfVolume),
    CropAndResize: onWasm(images.narrowCrop),
    RotateWithOffset: onWasm(images.turnedFill),
    Transform: [...onWasm(images.reflected), ...onCpu(images.firstOfBatch)],
    ResizeBilinearGrad: onCpu(images.swappedSides),
    ResizeNearestNeighborGrad: onCpu(images.otherBatchStep),
    GatherV2: onWasm(moves.batchedIndices),
    StridedSlice: onWasm(moves.sliceAsFloat),
    Reverse: onWasm(moves.reversedFlags),
    Step: onWasm(moves.stepOfIntegers),
    DenseBincount: onCpu(moves.countedNotMarked),
  }),
);

/** Attributes that these rules, and those of refusals, read and formulas do not. */
export const WRONG_RESULT_READS: Readonly<Record<string, readonly string[]>> = {
  AvgPool: ['strides', 'pad'],
  DenseBincount: ['binaryOutput'],
  DepthToSpace: ['dataFormat'],
  DepthwiseConv2dNative: ['dataFormat'],
  FusedDepthwiseConv2D: ['dataFormat'],
  MaxPool: ['strides', 'pad'],
  MaxPool3DGrad: ['strides', 'pad'],
  RotateWithOffset: ['fillValue'],
  Transform: ['fillMode'],
};

/** What is wrong with the result of a call on a backend; `null` where nothing is known to be. */
export function wrongResultOf(backend: string, call: KernelCall): string | null {
  for (const { backends, check } of RULES.get(call.kernel) ?? []) {
    const wrong = backends.includes(backend) ? check(call) : null;
    if (wrong !== null) return wrong;
  }
  return null;
}
