/** @file One pass of a session until its outputs are on the host: wall-clock ends there and not before. */
import type { Session } from '../core/workload.ts';
import { tensorsIn } from './tensors-in.ts';

/** @returns what `run` returned; its tensors are the caller's to dispose of */
export async function runToHost(session: Pick<Session, 'run'>): Promise<unknown> {
  const result = await session.run();
  for (const tensor of tensorsIn(result)) await tensor.data();
  return result;
}
