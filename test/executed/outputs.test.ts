/** @file What models and kernels compute is the same to the bit, with and without counters. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ZOO, zooWorkload } from '../../models/index.ts';
import { narrowWorkload } from '../support/narrow-zoo.ts';
import { neverStarted, withCounters } from './started.ts';

beforeAll(async () => {
  await tf.ready();
});
beforeEach(async () => {
  await tf.setBackend('wasm');
});

const restart = async (flag: boolean): Promise<void> => {
  tf.env().set('WASM_HAS_SIMD_SUPPORT', flag);
  neverStarted();
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

/**
 * The bits of each value, all NaNs as one: WebAssembly leaves sign and payload of a NaN open (core specification, "NaN
 * propagation"), and engines give others before and after they optimise a function.
 */
const bitsOf = (tensors: readonly tf.Tensor[]): number[][] =>
  tensors.map((tensor) => {
    const values = (tensor.dataSync() as Float32Array).map((value) => (Number.isNaN(value) ? NaN : value));
    return [...new Uint32Array(values.buffer)];
  });

const CLASSES = 10;

/** One forward pass with `seeded` weights. */
async function forward(
  workloadOf: typeof narrowWorkload,
  name: string,
  imageSize: number,
): Promise<number[][]> {
  const session = await workloadOf(name, { imageSize, classes: CLASSES, weights: 'seeded' }).open();
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
  it('of the zoo in few channels with seeded weights are the same bits with and without counters', async () => {
    const outputs = async (): Promise<Record<string, number[][]>> => {
      const bits: Record<string, number[][]> = {};
      for (const { name } of ZOO) bits[name] = await forward(narrowWorkload, name, 32);
      return bits;
    };
    const plain = await withoutCounters(true, outputs);
    expect(Object.keys(plain)).toEqual(ZOO.map(({ name }) => name));
    expect(await withCounters({ simd: true }, outputs)).toEqual(plain);
    // Outputs that are all the same would agree with anything.
    for (const [first] of Object.values(plain)) expect(new Set(first).size).toBe(CLASSES);
  });

  it('of a CNN and a transformer are too on the plain binary', async () => {
    for (const [name, size] of [
      ['mobilenet-v2', 64],
      ['deit-ti16', 32],
    ] as const)
      expect(await withCounters({ simd: false }, () => forward(zooWorkload, name, size))).toEqual(
        await withoutCounters(false, () => forward(zooWorkload, name, size)),
      );
  });

  it('of element-wise kernels on NaN, infinities and denormals are too, on both binaries', async () => {
    for (const simd of [true, false])
      expect(await withCounters({ simd }, elementwise)).toEqual(await withoutCounters(simd, elementwise));
  });
});
