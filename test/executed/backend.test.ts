/** @file The instrumented backend: bit-identical outputs, exact counts, and everything put back. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ZOO, zooWorkload } from '../../models/index.ts';
import { startExecuted, type ExecutedOptions, type Instructions } from '../../src/executed/index.ts';
import { wasm } from '../../src/executed/web-assembly.ts';
import { Tracer } from '../../src/trace/tracer.ts';

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

async function withCounters<T>(options: ExecutedOptions, run: () => T | Promise<T>): Promise<T> {
  const backend = await startExecuted(options);
  try {
    return await run();
  } finally {
    await backend.stop();
  }
}

const restart = async (flag: boolean): Promise<void> => {
  const factory = tf.findBackendFactory('wasm');
  tf.env().set('WASM_HAS_SIMD_SUPPORT', flag);
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', factory, 2);
  await tf.setBackend('wasm');
};

/** The plain binary is asked for by a flag that is read when the backend starts. */
async function withoutCounters<T>(simd: boolean, run: () => T | Promise<T>): Promise<T> {
  await restart(simd);
  try {
    return await run();
  } finally {
    await restart(true);
  }
}

const bitsOf = (tensors: readonly tf.Tensor[]): number[][] =>
  tensors.map((tensor) => [...new Uint32Array((tensor.dataSync() as Float32Array).slice().buffer)]);

/** One forward pass with `seeded` weights. */
async function forward(name: string, imageSize: number): Promise<number[][]> {
  const session = await zooWorkload(name, { imageSize, classes: 10, weights: 'seeded' }).open();
  const output = session.run() as tf.Tensor;
  const bits = bitsOf([output]);
  output.dispose();
  session.dispose();
  return bits;
}

/** Finite values of many sizes, and those that arithmetic treats apart. */
function specialValues(length: number): Float32Array {
  const specials = [NaN, Infinity, -Infinity, 0, -0, 1e-40, -1e-42, 1.5e-45, 3.4e38, -3.4e38];
  return Float32Array.from({ length }, (_, i) =>
    i % 3 === 0 ? specials[(i / 3) % specials.length]! : Math.sin(i) * 10 ** ((i % 13) - 6),
  );
}

function elementwise(): number[][] {
  return tf.tidy(() => {
    const a = tf.tensor1d(specialValues(1_003));
    const b = tf.tensor1d(specialValues(1_003).toReversed());
    return bitsOf([
      a.add(b), a.sub(b), a.mul(b), a.div(b), a.maximum(b), a.minimum(b), a.squaredDifference(b), a.relu(), a.relu6(),
      a.elu(), a.sigmoid(), a.tanh(), a.exp(), a.erf(), a.sqrt(), a.rsqrt(), a.square(), a.abs(), a.neg(),
      a.clipByValue(-1, 1), a.leakyRelu(0.1), a.sum(), a.mean(), a.max(), a.softmax(),
    ]); // prettier-ignore
  });
}

describe('outputs', () => {
  it('of the zoo with seeded weights are the same bits with and without counters', async () => {
    for (const { name } of ZOO) {
      const size = 32;
      const plain = await withoutCounters(true, () => forward(name, size));
      expect(await withCounters({ simd: true }, () => forward(name, size))).toEqual(plain);
    }
  }, 60_000);

  it('of element-wise kernels on NaN, infinities and denormals are too, on both binaries', async () => {
    for (const simd of [true, false])
      expect(await withCounters({ simd }, elementwise)).toEqual(await withoutCounters(simd, elementwise));
  });
});

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
    const backend = await startExecuted();
    expect(tf.getBackend()).toBe('wasm');
    await backend.stop();
    await backend.stop();
    expect(tf.getBackend()).toBe('cpu');
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
  it('says so in a sentence: live tensors, a second one, threads', async () => {
    const weight = tf.ones([2]);
    await expect(startExecuted()).rejects.toMatchObject({
      code: 'live-model',
      message: /destroy the 1 tensors/,
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
