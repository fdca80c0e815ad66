/** @file The clock of the current backend. */
import { backend, env, getBackend, ready } from '@tensorflow/tfjs-core';
import { clockResolutionMs, hostClock } from '../timing/host-clock.ts';
import type { Clock } from '../timing/kernel-timer.ts';
import { webglClock } from './webgl/clock.ts';
import { webgpuClock } from './webgpu/clock.ts';

export type { Clock, ClockInfo, ClockKind, KernelTimer, KernelTimes } from '../timing/kernel-timer.ts';

/** Backends whose kernels run to their end before they return. */
const SYNCHRONOUS = new Set(['cpu', 'wasm', 'tensorflow']);

/** Small tensors that are still on the host are computed there, past the GPU and its clock, while these are on. */
const CPU_FORWARD: Readonly<Record<string, string>> = {
  webgl: 'WEBGL_CPU_FORWARD',
  webgpu: 'WEBGPU_CPU_FORWARD',
};

const hostsClock = (name: string): Clock => ({
  kind: 'host',
  timer: hostClock(),
  computes: true,
  device: {},
  facts: () => ({
    clockResolutionMs: clockResolutionMs(),
    ...(!SYNCHRONOUS.has(name) && {
      clockNote: `times are right only if kernels of ${name} end before they return`,
    }),
  }),
  whileAlive: async (work) => work(),
  stop() {},
});

function clockOf(name: string): Clock {
  if (name === 'webgpu') return webgpuClock(backend());
  if (name === 'webgl') return webglClock(backend());
  return hostsClock(name);
}

/** @returns puts the flag back */
function turnOff(flag: string): () => void {
  const before = env().get(flag);
  env().set(flag, false);
  return () => env().set(flag, before);
}

/**
 * The clock that can time kernels on the current backend. `stop()` must be called whatever happens meanwhile: it patches
 * the backend and turns off the flag by which small tensors are computed on the host.
 */
export async function startClock(): Promise<Clock> {
  await ready();
  const name = getBackend();
  const flag = CPU_FORWARD[name];
  const restore = flag === undefined ? (): void => {} : turnOff(flag);
  try {
    const clock = clockOf(name);
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
