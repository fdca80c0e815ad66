/**
 * @file Whether a comparison is right about time: a model and itself are the same, a larger one is found slower. Each
 * comparison opens both models anew.
 *
 *     npm run bench:same
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { cpus, loadavg } from 'node:os';
import { mobilenetV1, networkWorkload } from '../models/index.ts';
import type { Workload } from '../src/core/workload.ts';
import { compare } from '../src/compare/compare.ts';
import type { Pairing } from '../src/core/comparison.ts';
import { median } from '../src/timing/statistics.ts';

const SELF_COMPARISONS = 100;
const SLOWDOWNS = 20;
/** Budget of each comparison with itself, which must be "same" whatever its budget. */
const SAME_BUDGET_MS = 1_500;
/** Budget of each comparison with a larger model, which takes time to be seen. */
const SLOWDOWN_BUDGET_MS = 5_000;

const IMAGE = 64;

/** MobileNetV1 0.25 on a batch of square images; multiply-adds grow with the batch. */
const small = (batch: number): Workload =>
  networkWorkload({
    name: 'small',
    title: 'MobileNetV1 0.25',
    spec: { seed: 1 },
    inputShape: [batch, IMAGE, IMAGE, 3],
    build: () => mobilenetV1({ alpha: 0.25, imageSize: IMAGE, classes: 10 }),
  });

async function pair(
  a: Workload,
  b: Workload,
  seed: number,
  budgetMs: number,
): Promise<{ pairing: Pairing; rounds: number }> {
  const { pairings, rounds } = await compare(a, b, { runs: 1, budgetMs, seed });
  return { pairing: pairings[0]!, rounds: rounds!.roundsMs.length };
}

/** Each with a seed of its own; the larger model is A in half of them. */
async function repeat(
  name: string,
  a: Workload,
  b: Workload,
  times: number,
  budgetMs: number,
): Promise<void> {
  let same = 0;
  let bSlower = 0;
  const ratios: number[] = [];
  const widths: number[] = [];
  const rounds: number[] = [];
  for (let i = 0; i < times; i++) {
    const isSwapped = i % 2 === 1;
    const found = await pair(isSwapped ? b : a, isSwapped ? a : b, i + 1, budgetMs);
    const { slower, ratio, isSame } = found.pairing;
    const isB = (slower === 1) !== isSwapped;
    if (isSame) same++;
    else if (isB) bSlower++;
    ratios.push(isB ? ratio.median : 1 / ratio.median);
    widths.push(ratio.high / ratio.low - 1);
    rounds.push(found.rounds);
  }
  console.log(
    `${name}: same ${same} of ${times} · B slower ${bSlower} · A slower ${times - same - bSlower}`,
    `· ratio ${median(ratios).toFixed(3)} (${Math.min(...ratios).toFixed(3)} … ${Math.max(...ratios).toFixed(3)})`,
    `· width of the interval ${(100 * median(widths)).toFixed(1)} % · ${median(rounds)} rounds`,
  );
}

tf.enableProdMode();
await tf.setBackend('wasm');
console.log(
  `Node ${process.version} · ${cpus()[0]?.model ?? 'unknown CPU'} · ${cpus().length} cores, load ${loadavg()[0]!.toFixed(1)} · tfjs ${tf.version_core}`,
);
await repeat('a model and itself', small(10), small(10), SELF_COMPARISONS, SAME_BUDGET_MS);
await repeat('a batch of 10 and of 11', small(10), small(11), SLOWDOWNS, SLOWDOWN_BUDGET_MS);
await repeat('a batch of 10 and of 12', small(10), small(12), SLOWDOWNS, SLOWDOWN_BUDGET_MS);
