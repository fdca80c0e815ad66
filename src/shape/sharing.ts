/**
 * @file Kernels that give their input back: they make a view of its data, as the wasm backend's do. Whoever follows data
 * by identity, as parameters are, sees the same here as there.
 */
import { slice_util, type TensorInfo } from '@tensorflow/tfjs-core';

type Inputs = Readonly<Record<string, TensorInfo>> & readonly TensorInfo[];
type Slice = Parameters<typeof slice_util.sliceInfo>;

interface Strided {
  readonly begin: Slice[1];
  readonly end: Slice[2];
  readonly strides: Slice[3];
  readonly beginMask: number;
  readonly endMask: number;
  readonly ellipsisMask: number;
  readonly newAxisMask: number;
  readonly shrinkAxisMask: number;
}

const slicesAll = ({ shape }: TensorInfo, at: Strided): boolean =>
  slice_util.sliceInfo(
    shape,
    at.begin,
    at.end,
    at.strides,
    at.beginMask,
    at.endMask,
    at.ellipsisMask,
    at.newAxisMask,
    at.shrinkAxisMask,
  ).isIdentity;

/** By kernel: the input that is given back; `undefined` where the call makes new data. */
export const SHARED: Readonly<Record<string, (inputs: Inputs, attrs: object) => TensorInfo | undefined>> = {
  Reshape: ({ x }) => x,
  Identity: ({ x }) => x,
  ExpandDims: ({ input }) => input,
  StridedSlice: ({ x }, attrs) => (slicesAll(x!, attrs as Strided) ? x : undefined),
  Pack: (all) => (all.length === 1 ? all[0] : undefined),
};
