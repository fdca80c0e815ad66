/** @file What the webgpu backend does on the host: members of tfjs-backend-webgpu 4.22 that are private in TypeScript. */
import type { DType, Shape } from '../../core/shape.ts';
import { setOwnMethod, undoAll } from '../../patch/own-property.ts';
import {
  TRANSFERS,
  watchTransfers,
  type Elsewhere,
  type GpuWatcher,
  type GpuWork,
  type Transfers,
} from '../gpu-work.ts';

interface BufferData {
  readonly shape: Shape;
  readonly dtype: DType;
  /** What the host has of it. */
  readonly values?: object | null;
  readonly resource?: object | null;
}

interface Device {
  createComputePipeline: (descriptor: unknown) => unknown;
  pushErrorScope: (filter: 'internal') => void;
  popErrorScope: () => Promise<unknown>;
}

/** The backend, as far as it is used here. */
interface WebgpuBackend extends Transfers {
  readonly device: Device;
  readonly tensorMap: { get(data: object): BufferData };
  readonly pipelineCache: Readonly<Record<string, unknown>>;
  recordAndSubmit: (...program: unknown[]) => void;
  memory: () => { readonly numBytesAllocatedInGPU: number; readonly numBytesInGPU: number };
}

function isKnown(current: object): current is WebgpuBackend {
  const backend = current as Partial<WebgpuBackend>;
  return (
    [...TRANSFERS, 'recordAndSubmit', 'memory'].every(
      (name) => typeof Reflect.get(backend, name) === 'function',
    ) &&
    typeof backend.pipelineCache === 'object' &&
    typeof backend.tensorMap?.get === 'function' &&
    ['createComputePipeline', 'pushErrorScope', 'popErrorScope'].every(
      (name) => typeof Reflect.get(backend.device ?? {}, name) === 'function',
    )
  );
}

/**
 * A browser compiles in its GPU process, in the order of the commands, while the page goes on. An error scope without
 * anything in it is answered when that process has come so far.
 */
function compileTold(device: Device, watcher: GpuWatcher, compile: () => unknown): unknown {
  const elsewhere: Elsewhere = { beginMs: null, endMs: null };
  const mark = (moment: keyof Elsewhere): void => {
    device.pushErrorScope('internal');
    device.popErrorScope().then(
      () => (elsewhere[moment] = performance.now()),
      // A lost device answers nothing, and the clock reports that.
      () => {},
    );
  };
  mark('beginMs');
  const pipeline = watcher.compiles(compile, elsewhere);
  mark('endMs');
  return pipeline;
}

/** @param current tfjs's backend object @returns `null` where this version shows nothing of its work */
export function watchWebgpu(current: object, watcher: GpuWatcher): GpuWork | null {
  if (!isKnown(current)) return null;
  const { device, recordAndSubmit } = current;
  const { createComputePipeline } = device;
  const undo = [
    ...watchTransfers(
      current,
      (data) => {
        const { shape, dtype, values = null, resource = null } = current.tensorMap.get(data);
        return { shape, dtype, isOnHost: values !== null, isOnGpu: resource !== null };
      },
      watcher,
    ),
    // Called for what the backend's cache lacks.
    setOwnMethod(device, 'createComputePipeline', (descriptor) =>
      compileTold(device, watcher, () => createComputePipeline.call(device, descriptor)),
    ),
    setOwnMethod(current, 'recordAndSubmit', (...program) => {
      watcher.runsProgram();
      recordAndSubmit.call(current, ...program);
    }),
  ];
  return {
    cachedShaders: () => Object.keys(current.pipelineCache).length,
    memory() {
      const { numBytesAllocatedInGPU, numBytesInGPU } = current.memory();
      return { allocatedBytes: numBytesAllocatedInGPU, freeBytes: numBytesAllocatedInGPU - numBytesInGPU };
    },
    stop: () => undoAll(undo),
  };
}
