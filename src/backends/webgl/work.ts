/** @file What the webgl backend does on the host: members of tfjs-backend-webgl 4.22 that are private in TypeScript. */
import type { DType, Shape } from '../../core/shape.ts';
import { setOwnMethod, undoAll } from '../../patch/own-property.ts';
import { TRANSFERS, watchTransfers, type GpuWatcher, type GpuWork, type Transfers } from '../gpu-work.ts';

interface TextureData {
  readonly shape: Shape;
  readonly dtype: DType;
  /** What the host has of it. */
  readonly values?: object | null;
  readonly texture?: object | null;
}

/** The backend, as far as it is used here. */
interface WebglBackend extends Transfers {
  readonly texData: { get(data: object): TextureData };
  readonly gpgpu: { executeProgram: () => void };
  readonly binaryCache: Readonly<Record<string, unknown>>;
  getAndSaveBinary: (key: string, compile: () => unknown) => unknown;
  memory: () => { readonly numBytesInGPUAllocated: number; readonly numBytesInGPUFree: number };
}

function isKnown(current: object): current is WebglBackend {
  const backend = current as Partial<WebglBackend>;
  return (
    [...TRANSFERS, 'getAndSaveBinary', 'memory'].every(
      (name) => typeof Reflect.get(backend, name) === 'function',
    ) &&
    typeof backend.binaryCache === 'object' &&
    typeof backend.texData?.get === 'function' &&
    typeof backend.gpgpu?.executeProgram === 'function'
  );
}

/** @param current tfjs's backend object @returns `null` where this version shows nothing of its work */
export function watchWebgl(current: object, watcher: GpuWatcher): GpuWork | null {
  if (!isKnown(current)) return null;
  const { gpgpu, getAndSaveBinary } = current;
  const { executeProgram } = gpgpu;
  const undo = [
    ...watchTransfers(
      current,
      (data) => {
        const { shape, dtype, values = null, texture = null } = current.texData.get(data);
        return { shape, dtype, isOnHost: values !== null, isOnGpu: texture !== null };
      },
      watcher,
    ),
    // It compiles what its cache lacks.
    setOwnMethod(current, 'getAndSaveBinary', (key, compile) =>
      getAndSaveBinary.call(current, key, () => watcher.compiles(compile)),
    ),
    setOwnMethod(gpgpu, 'executeProgram', () => {
      watcher.runsProgram();
      executeProgram.call(gpgpu);
    }),
  ];
  return {
    cachedShaders: () => Object.keys(current.binaryCache).length,
    memory() {
      const { numBytesInGPUAllocated, numBytesInGPUFree } = current.memory();
      return { allocatedBytes: numBytesInGPUAllocated, freeBytes: numBytesInGPUFree };
    },
    stop: () => undoAll(undo),
  };
}
