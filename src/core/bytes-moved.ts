/**
 * @file Bytes that a kernel call moves at least: what it reads of each input, once, and each output written once; views
 * move none. A kernel that picks rows, a slice or samples reads those and not the whole; where the data say which,
 * nothing is supposed of that input.
 */
import type { KernelCall, TensorSpec } from './kernel-call.ts';
import { once } from './once.ts';
import { bytesOf, sizeOf, type Json, type Shape } from './shape.ts';

/** Kernels whose output is their input's data under another shape. */
const VIEWS = new Set(['Reshape', 'Identity']);

const sameList = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((size, i) => size === b[i]);
const above1 = (shape: Shape): Shape => shape.filter((size) => size !== 1);

/** One input that becomes the output as it is: tfjs's backends share its data then. */
const PASSED_ON: ReadonlyMap<string, (input: TensorSpec, output: TensorSpec) => boolean> = new Map(
  Object.entries<(input: TensorSpec, output: TensorSpec) => boolean>({
    ExpandDims: () => true,
    Pack: () => true,
    Concat: () => true,
    // Which axes change places is not kept: those of size 1 alone move nothing.
    Transpose: (input, output) => sameList(above1(input.shape), above1(output.shape)),
    // All of it; that a stride of −1 reverses an axis is not kept.
    StridedSlice: (input, output) => sizeOf(input.shape) === sizeOf(output.shape),
    // To a type that holds the elements as they are.
    Cast: (input, output) =>
      input.dtype === output.dtype ||
      (output.dtype === 'float32'
        ? input.dtype !== 'complex64'
        : output.dtype === 'int32' && input.dtype === 'bool'),
  }),
);

/** An empty tensor in a list is passed over. */
function movesNothing({ kernel, inputs, outputs: [output] }: KernelCall): boolean {
  if (VIEWS.has(kernel)) return true;
  const [x, ...others] = Object.values<TensorSpec | undefined>(inputs).filter(
    (input) => input !== undefined && (kernel !== 'Concat' || sizeOf(input.shape) > 0),
  );
  return x !== undefined && others.length === 0 && (PASSED_ON.get(kernel)?.(x, output) ?? false);
}

const outputElements = ({ outputs }: KernelCall): number =>
  outputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/** Elements of one input that a call reads at least. */
type Reads = (input: TensorSpec, call: KernelCall) => number;

const nothing: Reads = () => 0;
/** As many as the outputs have: a part, a row, one sample for each. */
const oneEach: Reads = (_, call) => outputElements(call);
/** Rows that others name: as many as the list `by` is long. */
const rowsBy =
  (by: string): Reads =>
  ({ shape }, { inputs }) => {
    const list = (inputs as Readonly<Record<string, TensorSpec | undefined>>)[by];
    return sizeOf(list?.shape ?? []) * sizeOf(shape.slice(1));
  };
/** A binary search passes most elements by; which, the data say. */
const searched: Reads = () => 1;

const numbers = (value: Json | undefined, rank: number): readonly number[] | null => {
  if (typeof value === 'number') return Array.from({ length: rank }, () => value);
  return Array.isArray(value) && value.length === rank ? (value as readonly number[]) : null;
};

/**
 * An image under windows: along each axis no more than the windows' elements, and none behind the last. A window of
 * 1 with stride 2 reads every second element. Channels are last, but where only the second axis fits.
 */
const windows =
  (kernelOf: (call: KernelCall) => readonly number[] | null): Reads =>
  (image, call) => {
    const kernel = kernelOf(call);
    const whole = sizeOf(image.shape);
    if (kernel === null) return whole;
    const rank = kernel.length;
    const { strides, dilations, dataFormat } = call.attrs;
    const first = dataFormat === 'NCHW' ? 2 : 1;
    const [stride, dilation] = [numbers(strides, rank), numbers(dilations ?? 1, rank)];
    const [output] = call.outputs;
    return kernel.reduce((read, size, i) => {
      const [side, outputs] = [image.shape[first + i]!, output.shape[first + i]!];
      const span =
        stride === null || dilation === null
          ? side
          : (outputs - 1) * stride[i]! + (size - 1) * dilation[i]! + 1;
      return side === 0 ? 0 : (read / side) * Math.min(side, outputs * size, span);
    }, whole);
  };
const filterOf = ({ inputs }: KernelCall): Shape | null =>
  (inputs as Readonly<Record<string, TensorSpec | undefined>>)['filter']?.shape.slice(0, -2) ?? null;
const convolved = { x: windows(filterOf) };
const pooled = (rank: number): Readonly<Record<string, Reads>> => ({
  x: windows(({ attrs }) => numbers(attrs['filterSize'], rank)),
});

/** Inputs of which a kernel does not read all; the others are read whole. */
const PARTS: Readonly<Record<string, Readonly<Record<string, Reads>>>> = {
  GatherV2: { x: oneEach },
  GatherNd: { params: oneEach },
  RaggedGather: { paramsDenseValues: oneEach },
  Slice: { x: oneEach },
  StridedSlice: { x: oneEach },
  BatchToSpaceND: { x: oneEach },
  SparseSegmentSum: { data: rowsBy('indices') },
  SparseSegmentMean: { data: rowsBy('indices') },
  SearchSorted: { sortedSequence: searched },
  LowerBound: { sortedSequence: searched },
  UpperBound: { sortedSequence: searched },
  // Where an image is sampled depends on the data.
  CropAndResize: { image: nothing },
  Transform: { image: nothing },
  ResizeNearestNeighbor: { images: oneEach },
  ResizeBilinear: { images: oneEach },
  // Of these only the shape matters.
  ResizeNearestNeighborGrad: { images: nothing },
  ResizeBilinearGrad: { images: nothing },
  AvgPoolGrad: { input: nothing },
  AvgPool3DGrad: { input: nothing },
  OnesLike: { x: nothing },
  ZerosLike: { x: nothing },
  // Each element from the one or the other.
  Select: { t: nothing, e: oneEach },
  Conv2D: convolved,
  FusedConv2D: convolved,
  DepthwiseConv2dNative: convolved,
  FusedDepthwiseConv2D: convolved,
  Conv3D: convolved,
  AvgPool: pooled(2),
  MaxPool: pooled(2),
  AvgPool3D: pooled(3),
  MaxPool3D: pooled(3),
};

const sumBytes = (tensors: readonly TensorSpec[]): number =>
  tensors.reduce((sum, { shape, dtype }) => sum + bytesOf(shape, dtype), 0);

/** Bytes of the tensors that a call makes. */
export const outputBytesOf: (call: KernelCall) => number = once(({ kernel, outputs }) =>
  VIEWS.has(kernel) ? 0 : sumBytes(outputs),
);

/** Bytes that a call moves at least: what it reads, of each input no more than it has, and what it writes. */
export const bytesMovedBy: (call: KernelCall) => number = once((call) => {
  if (movesNothing(call)) return 0;
  const parts = PARTS[call.kernel] ?? {};
  return Object.entries<TensorSpec | undefined>(call.inputs).reduce((sum, [name, input]) => {
    if (input === undefined) return sum;
    const reads = parts[name]?.(input, call) ?? Infinity;
    return sum + bytesOf([Math.min(sizeOf(input.shape), reads)], input.dtype);
  }, sumBytes(call.outputs));
});
