/**
 * @file The WebGPU backend: on the GPU that `navigator.gpu` leads to, which in Node is Dawn's, installed at the start.
 * Outputs come by `await tensor.data()` only in Node, where nothing can wait for a GPU.
 */
import { TfjsFlopsError } from '../../core/errors.ts';
import { activate } from '../activate.ts';
import type { Backend, Status } from '../backend.ts';
import { factsOf, gpuHere, type GpuAdapter } from './adapter.ts';

const NAME = 'webgpu';

const isNode = (): boolean => Reflect.get(globalThis, 'process')?.versions?.node !== undefined;

const NO_GPU: Status = { available: false, why: 'the browser finds no GPU for WebGPU', command: null };

const statusOf = (adapter: GpuAdapter | null): Status =>
  adapter === null ? NO_GPU : { available: true, facts: factsOf(adapter) };

async function status(): Promise<Status> {
  const gpu = gpuHere();
  if (gpu !== undefined) return statusOf(await gpu.requestAdapter());
  if (!isNode())
    return { available: false, why: 'this browser has no WebGPU, or the page is not secure', command: null };
  const { tryNode } = await import('./node.ts');
  const found = await tryNode();
  return 'available' in found ? found : statusOf(found);
}

const unavailable = ({ why, command }: Extract<Status, { available: false }>): TfjsFlopsError =>
  new TfjsFlopsError(
    'unknown-backend',
    `backend "${NAME}": ${why}. ${command === null ? 'See tfjs-flops backends.' : `Try: ${command}`}`,
  );

/** What tfjs does where it cannot wait: it draws into a canvas, which Node has not. */
async function refuseReadSync(): Promise<void> {
  const { backend } = await import('@tensorflow/tfjs');
  const webgpu = backend() as { readSync: (dataId: object) => unknown };
  if (Object.hasOwn(webgpu, 'readSync')) return;
  const readSync = webgpu.readSync.bind(webgpu);
  webgpu.readSync = (dataId) => {
    try {
      return readSync(dataId);
    } catch (error) {
      if (!(error instanceof ReferenceError)) throw error;
      throw new TfjsFlopsError(
        'refused-by-backend',
        'The model reads a tensor while it runs, and in Node nothing can wait for a GPU. Choose chromium/webgpu, wasm or cpu.',
      );
    }
  };
}

export const webgpu: Backend = {
  name: NAME,
  status,
  async start() {
    const needsDawn = gpuHere() === undefined && isNode();
    if (needsDawn) {
      const { installInNode } = await import('./node.ts');
      const missing = await installInNode();
      if (missing !== null) throw unavailable(missing);
    }
    const found = await status();
    if (!found.available) throw unavailable(found);
    const { findBackendFactory } = await import('@tensorflow/tfjs');
    await import('@tensorflow/tfjs-backend-webgpu');
    const factory: unknown = findBackendFactory(NAME);
    if (factory === null || factory === undefined)
      throw unavailable({
        available: false,
        why: 'tfjs-backend-webgpu was imported before there was a navigator.gpu, and looks for it only then',
        command: null,
      });
    await activate(NAME);
    if (isNode()) await refuseReadSync();
    return found.facts;
  },
};
