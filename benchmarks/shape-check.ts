/**
 * @file What it costs that each profile is held against its shapes: profiles with and without, in pairs, in random order;
 * the median of their ratios, and the interval of the middle half.
 *
 *     npm run bench:shape-check
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { cpus, loadavg } from 'node:os';
import { zooWorkload } from '../models/index.ts';
import type { Workload } from '../src/core/workload.ts';
import { profile } from '../src/profile/profile.ts';
import { median } from '../src/timing/statistics.ts';

const MODELS = [
  ['mobilenet-v2', 224],
  ['vit-b16', 224],
] as const;
const PAIRS = 9;
const RUNS = [0, 10] as const;

/** A model that says it has a state is not run once more: all else is the same. */
const unchecked = (workload: Workload): Workload => ({
  ...workload,
  isLive: true,
  async open() {
    const session = await workload.open();
    for (const model of session.models) Object.defineProperty(model, 'stateful', { value: true });
    return session;
  },
});

async function elapsed(workload: Workload, runs: number): Promise<number> {
  const startMs = performance.now();
  await profile(workload, { runs });
  return performance.now() - startMs;
}

const quartiles = (values: readonly number[]): readonly [number, number] => {
  const sorted = values.toSorted((a, b) => a - b);
  return [sorted[Math.floor(sorted.length / 4)]!, sorted[Math.ceil((3 * sorted.length) / 4) - 1]!];
};

tf.enableProdMode();
await tf.setBackend('wasm');
console.log(`${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}`);
for (const [name, imageSize] of MODELS)
  for (const runs of RUNS) {
    const workload = zooWorkload(name, { imageSize });
    const without = unchecked(workload);
    await elapsed(workload, 0);
    const ratios: number[] = [];
    const extraMs: number[] = [];
    const pairs = runs === 0 ? PAIRS : Math.ceil(PAIRS / 3);
    for (let i = 0; i < pairs; i++) {
      const isFirst = Math.random() < 0.5;
      const [first, second] = isFirst ? [workload, without] : [without, workload];
      const [a, b] = [await elapsed(first, runs), await elapsed(second, runs)];
      const [withMs, withoutMs] = isFirst ? [a, b] : [b, a];
      ratios.push(withMs / withoutMs);
      extraMs.push(withMs - withoutMs);
    }
    const [low, high] = quartiles(ratios);
    console.log(
      `${name}, ${runs} runs: with / without ${median(ratios).toFixed(3)} (${low.toFixed(3)} … ${high.toFixed(3)}), ${median(extraMs).toFixed(1)} ms more, ${pairs} pairs`,
    );
  }
