/** @file What the host does for a GPU while kernels run, as a backend tells it to whoever watches. */
import { sizeOf, type DType, type Shape } from '../core/shape.ts';
import { setOwnMethod } from '../patch/own-property.ts';

/** A tensor that is copied to the GPU or read from it. */
export interface Copied {
  /** tfjs's `dataId`. */
  readonly data: object;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly bytes: number;
}

/** From when to when another process was busy with something, by this one's clock; `null` until it has told. */
export interface Elsewhere {
  beginMs: number | null;
  endMs: number | null;
}

/** Is told; the functions are what the backend would do without it, and are run at once. */
export interface GpuWatcher {
  /** @param elsewhere when another process compiles it; filled in when that tells */
  compiles<T>(compile: () => T, elsewhere?: Elsewhere): T;
  uploads<T>(what: Copied, upload: () => T): T;
  /** Reads a tensor that the host does not have, and waits for it. */
  readsSync<T>(what: Copied, read: () => T): T;
  /** The same, without blocking. */
  reads<T>(what: Copied, read: () => Promise<T>): Promise<T>;
  /** A program starts on the GPU. */
  runsProgram(): void;
  /** The kernel that runs is computed on the host. */
  forwards(): void;
}

/** A backend that is being watched. */
export interface GpuWork {
  /** Shaders that its cache holds. */
  readonly cachedShaders: () => number;
  /** Textures or buffers in bytes, and the part of them that holds no tensor. */
  readonly memory: () => { readonly allocatedBytes: number; readonly freeBytes: number };
  /** Puts back all that was patched. */
  readonly stop: () => void;
}

/** Methods of both GPU backends of tfjs 4.22, private in TypeScript, through which tensors come and go. */
export interface Transfers {
  uploadToGPU: (data: object) => void;
  readSync: (data: object) => unknown;
  read: (data: object) => Promise<unknown>;
  shouldExecuteOnCPU: (...given: unknown[]) => boolean;
}

export const TRANSFERS = [
  'uploadToGPU',
  'readSync',
  'read',
  'shouldExecuteOnCPU',
] as const satisfies readonly (keyof Transfers)[];

/** What a backend knows of a tensor's data. */
export interface DataState {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly isOnHost: boolean;
  readonly isOnGpu: boolean;
}

/** Textures and buffers hold four bytes an element, also of `bool`. */
const ELEMENT_BYTES = 4;

/** Tells of tensors that come and go. @returns what restores each method */
export function watchTransfers(
  backend: Transfers,
  stateOf: (data: object) => DataState,
  watcher: GpuWatcher,
): (() => void)[] {
  const { uploadToGPU, readSync, read, shouldExecuteOnCPU } = backend;
  const copied = (data: object): Copied => {
    const { shape, dtype } = stateOf(data);
    return { data, shape, dtype, bytes: ELEMENT_BYTES * sizeOf(shape) };
  };
  const mustBeRead = (data: object): boolean => {
    const { isOnHost, dtype } = stateOf(data);
    return !isOnHost && dtype !== 'string';
  };
  return [
    setOwnMethod(backend, 'uploadToGPU', (data: object) => {
      const { isOnHost, isOnGpu } = stateOf(data);
      // What the host does not have is a place for a result.
      if (isOnGpu || !isOnHost) uploadToGPU.call(backend, data);
      else watcher.uploads(copied(data), () => uploadToGPU.call(backend, data));
    }),
    setOwnMethod(backend, 'readSync', (data: object) =>
      mustBeRead(data)
        ? watcher.readsSync(copied(data), () => readSync.call(backend, data))
        : readSync.call(backend, data),
    ),
    setOwnMethod(backend, 'read', (data: object) =>
      mustBeRead(data)
        ? watcher.reads(copied(data), () => read.call(backend, data))
        : read.call(backend, data),
    ),
    setOwnMethod(backend, 'shouldExecuteOnCPU', (...given: unknown[]) => {
      const isOnHost = shouldExecuteOnCPU.call(backend, ...given);
      if (isOnHost) watcher.forwards();
      return isOnHost;
    }),
  ];
}
