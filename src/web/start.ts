/** @file Starts a backend in the page, describes it, and watches for its loss. */
import { backend, enableProdMode, env } from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import { activate } from '../backends/activate.ts';
import { ROUTES, type PageBackend } from '../backends/chromium/task.ts';
import { watchForLoss } from '../backends/device-loss.ts';
import { backendNamed } from '../backends/table.ts';
import type { BackendInfo } from '../core/environment.ts';
import { clockResolutionMs } from '../timing/host-clock.ts';

interface PageStart {
  /** Why it does not start in a page, where it does not. */
  readonly why: string;
  /** Before it is activated. */
  readonly prepare?: (threads: number) => void;
}

function prepareWasm(threads: number): void {
  setWasmPaths(ROUTES.wasm);
  // With one thread the binary without threads runs, as in Node: its instructions can be counted.
  if (threads === 1) env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  else setThreadsCount(threads);
}

export const PAGE_STARTS: Readonly<Record<PageBackend, PageStart>> = {
  webgl: { why: 'this browser gives the page no WebGL context' },
  webgpu: { why: 'this browser has no WebGPU adapter' },
  wasm: { why: 'the wasm binary did not start in this browser', prepare: prepareWasm },
  cpu: { why: 'it did not start in this browser' },
};

/**
 * Loads and activates a backend.
 * @throws TfjsFlopsError `unknown-backend` where this browser lacks it
 */
export async function startInPage(name: PageBackend, threads = 1): Promise<BackendInfo> {
  enableProdMode();
  const { why, prepare } = PAGE_STARTS[name];
  prepare?.(threads);
  await activate(name, why);
  return {
    ...(await backendNamed(name).info(backend())),
    clockResolutionMs: clockResolutionMs(),
    crossOriginIsolated: Reflect.get(globalThis, 'crossOriginIsolated') === true,
  };
}

/** Browsers announce a loss after the failures that it causes, in ms. */
const LATE_MS = 500;

/**
 * The result of `work`, unless the current backend loses its context or device meanwhile or refuses a program where tfjs
 * does not notice: `work` may then never end, or go on with zeros.
 * @throws TfjsFlopsError `lost-device`, `refused-by-backend`; whatever `work` throws
 */
export function whileAlive<T>(name: PageBackend, work: () => Promise<T>): Promise<T> {
  const known = backendNamed(name);
  const loss = watchForLoss((lose) => known.watchLoss(backend(), lose));
  return loss
    .whileAlive(async () => {
      try {
        return await work();
      } catch (error) {
        if (!known.kernelsAreSynchronous) await new Promise((resolve) => setTimeout(resolve, LATE_MS));
        throw error;
      }
    })
    .finally(loss.stop);
}
