/** @file What a pass returns and may be disposed of: the tensors that it made, not those that its caller has. */
import { engine, type Tensor } from '@tensorflow/tfjs-core';
import { tensorsIn } from '../session/run-to-host.ts';

/** The number of the next tensor: tensors are numbered in the order in which they are made. */
export function nextTensorId(): number {
  const id: unknown = Reflect.get(engine().constructor, 'nextTensorId');
  return typeof id === 'number' ? id : 0;
}

/** Variables have `assign`, in every copy of tfjs. */
const isKept = (tensor: Tensor): boolean => tensor.kept || 'assign' in tensor;

/**
 * Disposes of the tensors in `result`, except those that the caller holds: variables, those that were kept, and those
 * that are older than the pass.
 * @param since `nextTensorId()` before the pass
 */
export function disposeOwn(result: unknown, since: number): void {
  for (const tensor of tensorsIn(result))
    if (tensor.id >= since && !isKept(tensor) && !tensor.isDisposed) tensor.dispose();
}
