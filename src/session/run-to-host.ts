/** @file One pass of a session until its outputs are on the host: wall-clock ends there and not before. */
import { tensor_util, type Tensor, type TensorContainer } from '@tensorflow/tfjs-core';
import type { Session } from '../core/workload.ts';

/** The tensors in whatever a model or function returned. */
export const tensorsIn = (result: unknown): readonly Tensor[] =>
  tensor_util.getTensorsInContainer(result as TensorContainer);

/** @returns what `run` returned; its tensors are the caller's to dispose of */
export async function runToHost(session: Pick<Session, 'run'>): Promise<unknown> {
  const result = await session.run();
  for (const tensor of tensorsIn(result)) await tensor.data();
  return result;
}
