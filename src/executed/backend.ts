/**
 * @file An instrumented wasm backend in the place of the usual one, for as long as it is asked for. Replacing a backend
 * destroys the tensors on it: one that still holds any is refused.
 */
import {
  engine,
  env,
  findBackend,
  findBackendFactory,
  getBackend,
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

export interface ExecutedOptions {
  /** The SIMD or the plain binary; by default what this host's tfjs takes. */
  readonly simd?: boolean;
  /** Whose tiles to run; by default this host's. */
  readonly host?: Machine['host'];
}

export interface ExecutedBackend {
  readonly machine: Machine;
  /** Instructions per entry of a trace. */
  probe(): Probe<Instructions>;
  /** Brings the original backend back; what was made on this one is lost. A second call does nothing. */
  stop(): Promise<void>;
}

interface Instrumented {
  readonly exports: CountedExports;
  readonly regions: readonly Instructions[];
}

const SIMD = 'WASM_HAS_SIMD_SUPPORT';
const THREADS = 'WASM_HAS_MULTITHREAD_SUPPORT';

let live = false;

/**
 * Starts the wasm backend with counters spliced into its binary, and makes it the current one.
 * @throws TfjsFlopsError `wrong-backend` without tfjs-backend-wasm, with threads, or while another one is live;
 *   `live-model` while the wasm backend holds tensors; `unsupported-wasm` for a binary that cannot be counted. The
 *   original backend is then back.
 */
export async function startExecuted(options: ExecutedOptions = {}): Promise<ExecutedBackend> {
  if (live)
    throw new TfjsFlopsError(
      'wrong-backend',
      'Executed instructions are being counted already. stop() the running backend first.',
    );
  const factory = findBackendFactory('wasm');
  if (factory === null || factory === undefined)
    throw new TfjsFlopsError(
      'wrong-backend',
      "There is no wasm backend to count in. Import '@tensorflow/tfjs-backend-wasm' first.",
    );
  if ((await env().getAsync(THREADS)) === true)
    throw new TfjsFlopsError(
      'wrong-backend',
      `The threaded wasm binary cannot be counted: each thread has counters of its own. Set the flag ${THREADS} to false first.`,
    );
  const held = tensorsOn(findBackend('wasm'));
  if (held > 0)
    throw new TfjsFlopsError(
      'live-model',
      `Counting replaces the wasm backend, which would destroy the ${held} tensors on it. ` +
        'Dispose of them first, profile a recipe, or call startExecuted() before loading the model.',
    );
  live = true;
  const before = {
    name: (getBackend() as string | null | undefined) ?? null,
    simd: (await env().getAsync(SIMD)) === true,
  };
  const machine: Machine = {
    binary: (options.simd ?? before.simd) ? 'simd' : 'plain',
    host: options.host ?? thisHost(),
  };
  const stop = async (): Promise<void> => {
    if (!live) return;
    live = false;
    env().set(SIMD, before.simd);
    replace(factory);
    if (before.name !== null) await setBackend(before.name);
  };
  try {
    env().set(SIMD, machine.binary === 'simd');
    replace(factory);
    const { exports, regions } = await instantiate(machine);
    return { machine, probe: () => counterProbe(exports, regions), stop };
  } catch (error) {
    // What went wrong first is what is told.
    await stop().catch(() => {});
    throw error;
  }
}

/** Data that a backend holds; 0 for one that was never started. */
const tensorsOn = (backend: KernelBackend | null | undefined): number => backend?.numDataIds() ?? 0;

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
  // A browser would stream past us; without it the loader falls back to `instantiate`.
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
      'The wasm backend did not start, or loaded no binary that could be counted.',
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
