/**
 * @file Kernels that give their input back: they make a view of its data, as the wasm backend's do. Whoever follows data
 * by identity, as parameters are, sees the same here as there.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { sliceOf, type Strided } from './strided.ts';

type Inputs = Readonly<Record<string, TensorInfo>> & readonly TensorInfo[];

/** By kernel: the input that is given back; `undefined` where the call makes new data. */
export const SHARED: Readonly<Record<string, (inputs: Inputs, attrs: object) => TensorInfo | undefined>> = {
  Reshape: ({ x }) => x,
  Identity: ({ x }) => x,
  ExpandDims: ({ input }) => input,
  StridedSlice: ({ x }, attrs) => (sliceOf(x!.shape, attrs as Strided).isIdentity ? x : undefined),
  Pack: (all) => (all.length === 1 ? all[0] : undefined),
};
