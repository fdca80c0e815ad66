/**
 * @file Starts the WebGPU backend on the GPU that `navigator.gpu` leads to; in Node that is Dawn's, installed at the
 * start. In Node outputs are read by `await tensor.data()` only: nothing there can wait for a GPU.
 */
import { TfjsFlopsError } from '../../core/errors.ts';
import { activate } from '../activate.ts';
import type { BackendStart, Status } from '../backend.ts';
import { unavailable } from '../unavailable.ts';
import { adapterInfo, gpuHere, type GpuAdapter } from './adapter.ts';

const NAME = 'webgpu';

const isNode = (): boolean => Reflect.get(globalThis, 'process')?.versions?.node !== undefined;

const missing = (why: string): Status => ({ available: false, why, command: null });

const statusOf = (adapter: GpuAdapter | null): Status =>
  adapter === null
    ? missing('the browser finds no GPU for WebGPU')
    : { available: true, info: adapterInfo(adapter) };

async function status(): Promise<Status> {
  const gpu = gpuHere();
  if (gpu !== undefined) return statusOf(await gpu.requestAdapter());
  if (!isNode()) return missing('this browser has no WebGPU, or the page is not secure');
  const { tryNode } = await import('./node.ts');
  const found = await tryNode();
  return 'available' in found ? found : statusOf(found);
}

/** Where tfjs cannot wait for a GPU it draws into a canvas, which Node does not have: throws a refusal instead. */
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
        'The model reads a tensor while it runs, and in Node nothing can wait for a GPU',
        { remedies: ['choose chromium/webgpu, wasm or cpu'], cause: error },
      );
    }
  };
}

export const webgpu: BackendStart = {
  name: NAME,
  status,
  async start() {
    const needsDawn = gpuHere() === undefined && isNode();
    if (needsDawn) {
      const { installInNode } = await import('./node.ts');
      const found = await installInNode();
      if (found !== null) throw unavailable(NAME, found);
    }
    const found = await status();
    if (!found.available) throw unavailable(NAME, found);
    const { findBackendFactory } = await import('@tensorflow/tfjs');
    await import('@tensorflow/tfjs-backend-webgpu');
    const factory: unknown = findBackendFactory(NAME);
    if (factory === null || factory === undefined)
      throw unavailable(NAME, {
        why: 'tfjs-backend-webgpu was imported before there was a navigator.gpu, and looks for it only then',
        command: null,
      });
    await activate(NAME);
    if (isNode()) await refuseReadSync();
    return found.info;
  },
};
