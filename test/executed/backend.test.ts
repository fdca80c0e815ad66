/** @file The instrumented backend: exact counts, and everything put back. */
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startExecuted, type ExecutedOptions, type Instructions } from '../../src/executed/index.ts';
import { pinHost } from '../../src/executed/pin-host.ts';
import { wasm } from '../../src/executed/web-assembly.ts';
import { Tracer } from '../../src/trace/tracer.ts';
import { BINARIES, DIST, readBinary } from './binaries.ts';
import { neverStarted, withCounters } from './started.ts';

beforeAll(async () => {
  await tf.ready();
});
beforeEach(async () => {
  await tf.setBackend('wasm');
});

const MACHINES: readonly Required<ExecutedOptions>[] = [
  { simd: true, host: 'x86' },
  { simd: true, host: 'other' },
  { simd: false, host: 'x86' },
  { simd: false, host: 'other' },
];

const run = (backend: Awaited<ReturnType<typeof startExecuted>>): Instructions => {
  const probe = backend.probe();
  const tracer = new Tracer({ models: [], reads: () => [], probe });
  const stop = tracer.start();
  const y = tf.tidy(() => tf.matMul(tf.ones([64, 32]), tf.ones([32, 16])));
  stop();
  const { entries, calls } = tracer.takePass();
  const product = entries.find(({ call }) => calls[call]!.kernel === 'BatchMatMul')!;
  y.dispose();
  return probe.collect().get(product.id)!;
};

describe('counts', () => {
  it('are exact, the same each time, on every machine', async () => {
    const [m, k, n] = [64, 32, 16];
    for (const options of MACHINES) {
      const backend = await startExecuted(options);
      expect(backend.machine).toEqual({ binary: options.simd ? 'simd' : 'plain', host: options.host });
      run(backend); // XNNPACK makes its operator in the first call.
      const first = run(backend);
      // 64 is a multiple of 4 rows, and not of 5, to which other hosts' SIMD tiles round.
      const rows = options.simd && options.host === 'other' ? 65 : m;
      expect(first.adds).toBe(rows * k * n);
      expect(run(backend)).toEqual(first);
      await backend.stop();
    }
  });
});

const state = () => ({
  factory: tf.findBackendFactory('wasm'),
  backend: tf.getBackend(),
  instantiate: wasm.instantiate,
  streaming: wasm.instantiateStreaming,
  simd: tf.env().getBool('WASM_HAS_SIMD_SUPPORT'),
  kernels: tf.getKernelsForBackend('wasm'),
});

const works = (): void => expect(tf.tidy(() => tf.add([1, 2], [3, 4]).arraySync())).toEqual([4, 6]);

/** How many binaries are loaded meanwhile. */
async function loadsDuring(act: () => Promise<void>): Promise<number> {
  const { instantiate } = wasm;
  let loads = 0;
  wasm.instantiate = (source, imports) => {
    loads++;
    return instantiate(source, imports);
  };
  try {
    await act();
  } finally {
    wasm.instantiate = instantiate;
  }
  return loads;
}

describe('a start', () => {
  it('loads one binary, also where the wasm backend was never started', async () => {
    await tf.setBackend('cpu');
    neverStarted();
    const loads = await loadsDuring(async () => {
      const backend = await startExecuted();
      expect(run(backend).adds).toBeGreaterThan(0);
      await backend.stop();
    });
    expect(loads).toBe(1);
  });

  it('waits for a backend that is still starting', async () => {
    neverStarted();
    const starting = tf.setBackend('wasm');
    const backend = await startExecuted();
    expect(await starting).toBe(true);
    expect(run(backend).adds).toBeGreaterThan(0);
    await backend.stop();
    works();
  });
});

describe('afterwards', () => {
  it('the original backend is back, after success and after a throw in between', async () => {
    const before = state();
    await withCounters({ simd: false }, () => works());
    expect(state()).toEqual(before);
    works();
    await expect(
      withCounters({}, () => {
        throw new Error('mine');
      }),
    ).rejects.toThrow('mine');
    expect(state()).toEqual(before);
    works();
  });

  it('it is back on the backend that was current, and a second stop does nothing', async () => {
    await tf.setBackend('cpu');
    const elsewhere = tf.tensor1d([5, 7]);
    const backend = await startExecuted();
    expect(tf.getBackend()).toBe('wasm');
    await backend.stop();
    await backend.stop();
    expect(tf.getBackend()).toBe('cpu');
    expect(elsewhere.arraySync()).toEqual([5, 7]);
    elsewhere.dispose();
  });

  it('a stop that comes again does not end the next backend', async () => {
    const first = await startExecuted();
    await first.stop();
    const second = await startExecuted();
    await first.stop();
    await expect(startExecuted()).rejects.toMatchObject({ code: 'wrong-backend' });
    expect(run(second).adds).toBeGreaterThan(0);
    await second.stop();
    works();
  });

  it('it is back after a start that fails', async () => {
    const before = state();
    const { instantiate } = wasm;
    wasm.instantiate = async () => {
      throw new Error('no more WebAssembly today');
    };
    try {
      await expect(startExecuted()).rejects.toThrow('no more WebAssembly today');
    } finally {
      wasm.instantiate = instantiate;
    }
    await tf.setBackend('wasm');
    expect(state()).toEqual(before);
    works();
  });
});

describe('what is refused', () => {
  it('is a binary that does not ask for its host, and the original backend is back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tfjs-flops-'));
    const before = state();
    for (const name of BINARIES)
      writeFileSync(join(folder, `${name}.wasm`), pinHost(readBinary(name), 'x86'));
    setWasmPaths(`${folder}/`);
    try {
      await expect(startExecuted()).rejects.toMatchObject({
        code: 'unsupported-wasm',
        message: /tests 0 times which host/,
      });
      expect(state()).toEqual(before);
      works();
    } finally {
      setWasmPaths(`${DIST}/`);
      rmSync(folder, { recursive: true });
    }
  });

  it('is a process without the wasm backend', async () => {
    const factory = tf.findBackendFactory('wasm');
    tf.removeBackend('wasm');
    try {
      await expect(startExecuted()).rejects.toMatchObject({
        code: 'wrong-backend',
        message: /Import '@tensorflow\/tfjs-backend-wasm' first/,
      });
    } finally {
      tf.registerBackend('wasm', factory, 2);
    }
  });

  it('is the second of two that start at once', async () => {
    const { instantiate } = wasm;
    const [first, second] = await Promise.allSettled([startExecuted(), startExecuted()]);
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'wrong-backend' } });
    if (first.status === 'rejected') throw first.reason;
    await first.value.stop();
    expect(wasm.instantiate).toBe(instantiate);
    works();
  });

  it('says so in a sentence: live tensors, a second one, threads', async () => {
    const weight = tf.ones([2]);
    await expect(startExecuted()).rejects.toMatchObject({
      code: 'live-model',
      message: /destroy the 1 tensor on it/,
    });
    expect(weight.arraySync()).toEqual([1, 1]);
    weight.dispose();
    const backend = await startExecuted();
    await expect(startExecuted()).rejects.toMatchObject({ code: 'wrong-backend', message: /already/ });
    await backend.stop();
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true);
    try {
      await expect(startExecuted()).rejects.toMatchObject({ code: 'wrong-backend', message: /threaded/ });
    } finally {
      tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    }
  });
});
