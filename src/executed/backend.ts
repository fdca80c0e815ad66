/**
 * @file An instrumented wasm backend in place of the usual one, until it is stopped. Replacing a backend destroys the
 * tensors on it: a backend that still holds any is not replaced.
 */
import {
  engine,
  env,
  findBackendFactory,
  getBackend,
  ready,
  registerBackend,
  removeBackend,
  setBackend,
  type KernelBackend,
} from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import type { Instructions, Machine } from '../core/instructions.ts';
import type { Probe } from '../core/trace.ts';
import { countedExports, counterProbe, type CountedExports } from './counters.ts';
import { pinHost, thisHost } from './pin-host.ts';
import { splice } from './splice.ts';
import { wasm, type Bytes, type Instantiated } from './web-assembly.ts';

/** Options of `startExecuted`. */
export interface ExecutedOptions {
  /** The SIMD or the plain binary; by default the one that tfjs loads on this host. */
  readonly simd?: boolean | undefined;
  /** The kind of processor whose tiles XNNPACK runs; by default this host's. */
  readonly host?: Machine['host'] | undefined;
}

/** The instrumented wasm backend while it is the current one. */
export interface ExecutedBackend {
  readonly machine: Machine;
  /**
   * Counts instructions per entry of a trace. Adds are the kernel's alone; multiplies, divides, comparisons and
   * conversions include a few per call with which tfjs and XNNPACK keep their hash tables.
   */
  probe(): Probe<Instructions>;
  /** Restores the original backend; tensors made on this one are lost. Later calls do nothing. */
  stop(): Promise<void>;
}

interface Instrumented {
  readonly exports: CountedExports;
  readonly regions: readonly Instructions[];
}

const SIMD = 'WASM_HAS_SIMD_SUPPORT';
const THREADS = 'WASM_HAS_MULTITHREAD_SUPPORT';

/** True from the start of one to the end of its `stop()`: kernels keep the functions of the last backend only. */
let isLive = false;

/**
 * Starts the wasm backend with counters spliced into its binary, and makes it the current one.
 * @throws TfjsFlopsError `wrong-backend` without tfjs-backend-wasm, with threads, or while another one is live;
 *   `live-model` while the wasm backend holds tensors; `unsupported-wasm` for a binary that cannot be counted. The
 *   original backend is then restored.
 * @example
 * const executed = await startExecuted();
 * // build the model here: it must live on this backend
 * await executed.stop();
 */
export async function startExecuted(options: ExecutedOptions = {}): Promise<ExecutedBackend> {
  if (isLive)
    throw new TfjsFlopsError('wrong-backend', 'Executed instructions are being counted already', {
      remedies: ['call stop() of the running backend first'],
    });
  isLive = true;
  const free = (): void => {
    isLive = false;
  };
  try {
    const { restore, ...started } = await start(options);
    let stopped: Promise<void> | null = null;
    return { ...started, stop: () => (stopped ??= restore().finally(free)) };
  } catch (error) {
    free();
    throw error;
  }
}

type Started = Omit<ExecutedBackend, 'stop'> & { readonly restore: () => Promise<void> };

async function start(options: ExecutedOptions): Promise<Started> {
  const factory = findBackendFactory('wasm');
  if (factory === null || factory === undefined)
    throw new TfjsFlopsError('wrong-backend', 'There is no wasm backend to count in', {
      remedies: ["import '@tensorflow/tfjs-backend-wasm' first"],
    });
  if ((await env().getAsync(THREADS)) === true)
    throw new TfjsFlopsError(
      'wrong-backend',
      'The threaded wasm binary cannot be counted: each thread has counters of its own',
      { remedies: [`set ${THREADS} of tf.env() to false first`] },
    );
  const current = (getBackend() as string | null | undefined) ?? null;
  // A backend that is still starting would load its own binary.
  if (current !== null) await ready();
  const simd = (await env().getAsync(SIMD)) === true;
  // After the last wait: nothing can come to hold a tensor between this and the replacement.
  const held = tensorsOnWasm();
  if (held > 0)
    throw new TfjsFlopsError(
      'live-model',
      `Counting replaces the wasm backend, which would destroy the ${held} ${held === 1 ? 'tensor' : 'tensors'} on it`,
      {
        remedies: [
          'dispose of them first',
          'profile a Workload',
          'call startExecuted() before loading the model',
        ],
      },
    );
  const machine: Machine = {
    binary: (options.simd ?? simd) ? 'simd' : 'plain',
    host: options.host ?? thisHost(),
  };
  const restore = async (): Promise<void> => {
    env().set(SIMD, simd);
    replace(factory);
    if (current !== null) await setBackend(current);
  };
  try {
    env().set(SIMD, machine.binary === 'simd');
    replace(factory);
    const { exports, regions } = await instantiate(machine);
    return { machine, probe: () => counterProbe(exports, regions), restore };
  } catch (error) {
    // The first error is the one to report.
    await restore().catch(() => {});
    throw error;
  }
}

/** 0 for a backend that was never started; asking tfjs for it would start it. */
const tensorsOnWasm = (): number => engine().registry['wasm']?.numDataIds() ?? 0;

/** The next start of the wasm backend loads its binary anew. */
function replace(factory: () => KernelBackend | Promise<KernelBackend>): void {
  const priority = engine().registryFactory['wasm']?.priority;
  removeBackend('wasm');
  registerBackend('wasm', factory, priority);
}

/** Starts the backend while the binary that it loads is instrumented on the way. */
async function instantiate(machine: Machine): Promise<Instrumented> {
  const { instantiate: original, instantiateStreaming } = wasm;
  let instrumented: Instrumented | null = null;
  let fault: unknown = null;
  const counted = async (source: Bytes, imports?: unknown): Promise<Instantiated> => {
    const bytes = bytesOf(source);
    if (!isTfjs(new wasm.Module(bytes))) return original(source, imports);
    try {
      const spliced = splice(pinHost(bytes, machine.host));
      const result = await original(spliced.bytes, imports);
      instrumented = { exports: countedExports(result.instance.exports), regions: spliced.regions };
      return result;
    } catch (error) {
      fault = error;
      throw error;
    }
  };
  wasm.instantiate = counted;
  // A browser would stream the original binary; without it the loader falls back to `instantiate`.
  wasm.instantiateStreaming = undefined;
  let started: boolean;
  try {
    started = await setBackend('wasm');
  } finally {
    wasm.instantiate = original;
    wasm.instantiateStreaming = instantiateStreaming;
  }
  // tfjs only warns when a backend fails to start.
  if (fault !== null) throw fault;
  if (!started || instrumented === null)
    throw new TfjsFlopsError(
      'unsupported-wasm',
      'The wasm backend did not start, or loaded no binary that could be counted',
    );
  return instrumented;
}

const bytesOf = (source: Bytes): Uint8Array<ArrayBuffer> =>
  source instanceof ArrayBuffer
    ? new Uint8Array(source)
    : new Uint8Array(source.buffer, source.byteOffset, source.byteLength);

/** Other WebAssembly that happens to be loaded meanwhile is left alone. */
const isTfjs = (module: object): boolean =>
  wasm.Module.exports(module).some(({ name }) => name === 'register_tensor');
