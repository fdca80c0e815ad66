/**
 * @file Kernels that give their input back: they make a view of its data, as the wasm backend does. Whoever follows data
 * by identity, as parameters are, sees the same here as there.
 */
import { slice_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { product } from './axes.ts';

type Inputs = Readonly<Record<string, TensorInfo>>;

/** Axes keep their order, those of size 1 aside. */
function keepsOrder(perm: readonly number[], shape: readonly number[]): boolean {
  const moved = perm.filter((axis) => shape[axis] !== 1);
  return moved.every((axis, i) => i === 0 || axis > moved[i - 1]!);
}

function slicesAll({ shape }: TensorInfo, attrs: Readonly<Record<string, never>>): boolean {
  const at = attrs as unknown as Readonly<Record<string, number[]>> & Readonly<Record<string, number>>;
  return slice_util.sliceInfo(
    shape,
    at['begin'] as number[],
    at['end'] as number[],
    at['strides'] as number[],
    at['beginMask'] as number,
    at['endMask'] as number,
    at['ellipsisMask'] as number,
    at['newAxisMask'] as number,
    at['shrinkAxisMask'] as number,
  ).isIdentity;
}

/** By kernel: the input that is given back; `undefined` where the call makes new data. */
export const SHARED: Readonly<
  Record<string, (inputs: Inputs & readonly TensorInfo[], attrs: object) => TensorInfo | undefined>
> = {
  Reshape: ({ x }) => x,
  Identity: ({ x }) => x,
  ExpandDims: ({ input }) => input,
  Transpose: ({ x }, attrs) =>
    keepsOrder((attrs as { readonly perm: readonly number[] }).perm, x!.shape) ? x : undefined,
  StridedSlice: ({ x }, attrs) => (slicesAll(x!, attrs as Record<string, never>) ? x : undefined),
  Reverse: ({ x }) => (x!.shape.length === 0 ? x : undefined),
  Pack: (all) => (all.length === 1 ? all[0] : undefined),
  Concat(all) {
    const full = all.filter(({ shape }) => product(shape) > 0);
    return full.length === 1 ? full[0] : undefined;
  },
};
