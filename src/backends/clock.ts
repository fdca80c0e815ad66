/** @file The clock of the current backend. */
import { backend, env, getBackend, ready } from '@tensorflow/tfjs-core';
import type { Clock } from '../timing/kernel-timer.ts';
import { backendNamed } from './table.ts';

/** @returns puts the flag back */
function turnOff(flag: string): () => void {
  const before = env().get(flag);
  env().set(flag, false);
  return () => env().set(flag, before);
}

/**
 * The clock that can time kernels on the current backend. `stop()` must be called whatever happens meanwhile: the clock
 * patches the backend and turns off the flag by which small tensors are computed on the host.
 */
export async function startClock(): Promise<Clock> {
  await ready();
  const known = backendNamed(getBackend());
  const { cpuForwardFlag } = known;
  const restore = cpuForwardFlag === null ? (): void => {} : turnOff(cpuForwardFlag);
  try {
    const clock = known.clock(backend());
    let isRunning = true;
    return {
      ...clock,
      stop() {
        if (!isRunning) return;
        isRunning = false;
        restore();
        clock.stop();
      },
    };
  } catch (error) {
    restore();
    throw error;
  }
}
