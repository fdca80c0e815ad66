/**
 * @file Batched or transposed matrix products on wasm, as one call and one by one: each matrix sliced out, transposed
 * where it must be, multiplied, and the products stacked again. The two take turns; times are medians. Prints
 * `src/findings/product-times.ts`, by which the finding on such products gives its remedy.
 *
 *     npm run --silent bench:products > src/findings/product-times.ts
 */
import * as tf from '@tensorflow/tfjs';
import { cpus } from 'node:os';
import { startBackend } from '../src/backends/start.ts';
import { median } from '../src/timing/statistics.ts';

/** Rounds end after that long, or after that many. */
const SECONDS = 1.5;
const ROUNDS = 31;
const WARM_UP = 3;

/** Matrices in the batch, then m×k times k×n. */
const SIZES: readonly (readonly [batch: number, m: number, k: number, n: number])[] = [
  [2048, 4, 4, 4],
  [512, 8, 8, 8],
  [64, 16, 16, 16],
  [8, 16, 64, 16],
  [2, 16, 16, 16],
  [4, 32, 32, 32],
  [192, 49, 32, 49],
  [12, 49, 32, 49],
  [3, 64, 64, 64],
  [16, 64, 64, 64],
  [12, 128, 64, 128],
  [3, 197, 64, 197],
  [12, 197, 64, 197],
  [3, 197, 197, 64],
  [12, 197, 197, 64],
];
const TRANSPOSED: typeof SIZES = [
  ...SIZES,
  [1, 8, 8, 8],
  [1, 16, 16, 16],
  [1, 32, 32, 32],
  [1, 64, 64, 64],
  [1, 197, 64, 197],
  [1, 512, 512, 512],
];

const single = (x: tf.Tensor3D, i: number): tf.Tensor2D => x.slice([i, 0, 0], [1, -1, -1]).squeeze([0]);

function measured(isTransposed: boolean, [batch, m, k, n]: (typeof SIZES)[number]): string {
  const a = tf.randomUniform<tf.Rank.R3>([batch, m, k], 0, 1, 'float32', 1);
  const b = tf.randomUniform<tf.Rank.R3>(isTransposed ? [batch, n, k] : [batch, k, n], 0, 1, 'float32', 2);
  const product = (i: number): tf.Tensor => {
    const right = single(b, i);
    return tf.matMul(single(a, i), isTransposed ? right.transpose() : right);
  };
  const ways = [
    (): tf.Tensor => tf.matMul(a, b, false, isTransposed),
    (): tf.Tensor => tf.stack(Array.from({ length: batch }, (_, i) => product(i))),
  ];
  const ms = ways.map((): number[] => []);
  const endMs = performance.now() + 1e3 * SECONDS;
  for (let round = 0; round < WARM_UP + ROUNDS && (round <= WARM_UP || performance.now() < endMs); round++)
    for (const [i, way] of ways.entries()) {
      const startMs = performance.now();
      tf.tidy(() => void way());
      if (round >= WARM_UP) ms[i]!.push(performance.now() - startMs);
    }
  tf.dispose([a, b]);
  const [together, apart] = ms.map((times) => median(times).toPrecision(3));
  return `  { isTransposed: ${isTransposed}, batch: ${batch}, m: ${m}, k: ${k}, n: ${n}, togetherMs: ${Number(together)}, apartMs: ${Number(apart)} },`;
}

await startBackend('wasm');
const rows = [
  ...SIZES.map((size) => measured(false, size)),
  ...TRANSPOSED.map((size) => measured(true, size)),
];
const machine = `${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}, tfjs ${tf.version_core} on wasm`;
console.log(`/**
 * @file Times of matrix products as one batched or transposed call, and one by one and stacked: written by
 * \`npm run bench:products\` on ${new Date().toISOString().slice(0, 10)}, ${machine}.
 */
import type { ProductTime } from './product-time.ts';

// prettier-ignore
export const PRODUCT_TIMES: readonly ProductTime[] = [
${rows.join('\n')}
];`);
