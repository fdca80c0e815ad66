/** @file Starting a backend in the page, what it says of itself, and hearing of it when it is lost. */
import { backend, enableProdMode, env } from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import { activate } from '../backends/activate.ts';
import type { Facts } from '../backends/backend.ts';
import { ROUTES, type PageBackend } from '../backends/chromium/task.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import { deviceLife } from '../backends/device-life.ts';
import { clockResolutionMs } from '../timing/host-clock.ts';
import { queriesOf, rendererFacts, type Gl, type WebglBackend } from '../backends/webgl/context.ts';
import { adapterFacts, type GpuDevice } from '../backends/webgpu/device.ts';

/** What we use of tfjs's WebGPU backend. */
interface WebgpuBackend {
  readonly device: GpuDevice & {
    addEventListener(
      name: 'uncapturederror',
      listener: (event: { readonly error: { readonly message: string } }) => void,
    ): void;
  };
}

const webgl = (): Gl => (backend() as unknown as WebglBackend).gpgpu.gl;
const webgpu = (): WebgpuBackend['device'] => (backend() as unknown as WebgpuBackend).device;

function webglFacts(): Facts {
  const gl = webgl();
  return { ...rendererFacts(gl), timerQueries: queriesOf(gl) !== null };
}

function webgpuFacts(): Facts {
  const { adapterInfo, features } = webgpu();
  return adapterFacts(adapterInfo, features);
}

function prepareWasm(threads: number): void {
  setWasmPaths(ROUTES.wasm);
  // With one thread the binary without threads runs, as in Node: its instructions can be counted.
  if (threads === 1) env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  else setThreadsCount(threads);
}

/** Why a backend does not start in a page. */
export const NOT_HERE: Readonly<Record<PageBackend, string>> = {
  webgl: 'this browser gives the page no WebGL context',
  webgpu: 'this browser has no WebGPU adapter',
  wasm: 'the wasm binary did not start in this browser',
  cpu: 'it did not start in this browser',
};

/**
 * Loads and activates a backend.
 * @throws TfjsFlopsError `unknown-backend` where this browser lacks it
 */
export async function startInPage(name: PageBackend, threads = 1): Promise<Facts> {
  enableProdMode();
  if (name === 'wasm') prepareWasm(threads);
  await activate(name, NOT_HERE[name]);
  const own = {
    webgl: webglFacts,
    webgpu: webgpuFacts,
    wasm: (): Facts => ({}),
    cpu: (): Facts => ({}),
  }[name];
  return {
    ...own(),
    clockResolutionMs: clockResolutionMs(),
    crossOriginIsolated: Reflect.get(globalThis, 'crossOriginIsolated') === true,
  };
}

/** Listens for the loss of what the backend runs on. */
function lossOf(name: PageBackend): (lose: (reason: string) => void) => () => void {
  return (lose) => {
    if (name === 'webgl')
      webgl().canvas?.addEventListener('webglcontextlost', () => lose('webglcontextlost'));
    if (name === 'webgpu')
      void webgpu().lost.then(({ message, reason = 'unknown' }) => lose(message || reason));
    // The page lives no longer than its task.
    return () => {};
  };
}

/** Errors that tfjs passes over: it would go on with zeros. */
const refusal = (name: PageBackend): Promise<never> =>
  new Promise((_, reject) => {
    if (name !== 'webgpu') return;
    webgpu().addEventListener('uncapturederror', ({ error }) => {
      const [reason = ''] = error.message.split('\n');
      const sentence = `The webgpu backend refuses a program: ${reason} Choose another backend.`;
      reject(new TfjsFlopsError('refused-by-backend', sentence));
    });
  });

/** Browsers tell of a loss after what fails by it, in ms. */
const LATE_MS = 500;

/**
 * What `work` gives, unless the current backend loses its context or device meanwhile or makes an error that nobody
 * hears: it may then never answer, or answer with zeros.
 * @throws TfjsFlopsError `lost-device`, `refused-by-backend`; whatever `work` throws
 */
export function whileAlive<T>(name: PageBackend, work: () => Promise<T>): Promise<T> {
  const isOnGpu = name === 'webgl' || name === 'webgpu';
  const patient = async (): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (isOnGpu) await new Promise((resolve) => setTimeout(resolve, LATE_MS));
      throw error;
    }
  };
  return Promise.race([deviceLife(lossOf(name)).whileAlive(patient), refusal(name)]);
}
