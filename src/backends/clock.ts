/** @file The clock of the current backend. */
import { backend, getBackend, ready } from '@tensorflow/tfjs-core';
import type { Clock } from '../timing/kernel-timer.ts';
import { backendNamed } from './table.ts';

/**
 * The clock that can time kernels on the current backend. `stop()` must be called whatever happens meanwhile: the clock
 * patches the backend. No flag of tfjs is changed, so that kernels run where they run without a clock: shape arithmetic
 * on small tensors stays on the host (`WEBGPU_CPU_FORWARD`, `WEBGL_CPU_FORWARD`), where a graph can read it back at once.
 */
export async function startClock(): Promise<Clock> {
  await ready();
  const clock = backendNamed(getBackend()).clock(backend());
  let isRunning = true;
  return {
    ...clock,
    stop() {
      if (!isRunning) return;
      isRunning = false;
      clock.stop();
    },
  };
}
