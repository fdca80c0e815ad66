/** @file Kernels that move, count or compare elements, and take them for numbers of another type or place. */
import { sizeOf } from '../shape.ts';
import { inputOf, type Check } from './rule.ts';

/** Its `GatherV2.cc` steps through indices by the number of batches, not by the indices of one. */
export const batchedIndices: Check = (call) => {
  const [x, indices] = [inputOf(call, 'x'), inputOf(call, 'indices')];
  if (x === undefined || indices === undefined) return null;
  const batchDims = x.shape.length + indices.shape.length - 1 - call.outputs[0].shape.length;
  const batches = sizeOf(x.shape.slice(0, batchDims));
  return batches > 1 && sizeOf(indices.shape) !== batches * batches
    ? 'indices of the second batch on are read from the wrong places'
    : null;
};

/** What is no plain slice is always made as float32 there. */
export const sliceAsFloat: Check = (call) => {
  const type = inputOf(call, 'x')?.dtype;
  return type !== undefined && type !== call.outputs[0].dtype
    ? `with these strides ${type} is read as if it were float32`
    : null;
};

/** It writes four bytes for each of them. */
export const reversedFlags: Check = (call) =>
  inputOf(call, 'x')?.dtype === 'bool'
    ? 'bool is taken for float32, and memory beyond it is overwritten'
    : null;

export const stepOfIntegers: Check = (call) =>
  inputOf(call, 'x')?.dtype === 'int32' ? 'int32 is taken for float32' : null;

export const countedNotMarked: Check = (call) =>
  inputOf(call, 'x')?.shape.length === 1 && call.attrs['binaryOutput'] === true
    ? 'with one axis binaryOutput is ignored'
    : null;
