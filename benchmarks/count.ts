/**
 * @file What counting without running costs, beside a counted run and theory alone; warm medians in this process.
 *
 *     npm run bench:count
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { cpus, loadavg } from 'node:os';
import { zooWorkload } from '../models/index.ts';
import type { Architecture } from '../src/core/theory.ts';
import { countShapes } from '../src/profile/count-shapes.ts';
import { profile } from '../src/profile/profile.ts';
import { theory } from '../src/profile/theory.ts';
import { onShapes } from '../src/shape/in-place.ts';
import { median } from '../src/timing/statistics.ts';

const MODELS = ['mobilenet-v2', 'vit-b16'] as const;
const ROUNDS = 15;

async function elapsed(run: () => unknown): Promise<number> {
  const startMs = performance.now();
  await run();
  return performance.now() - startMs;
}

/** The first time, and the median of the later ones, in ms. */
async function firstAndWarm(run: () => unknown, rounds = ROUNDS): Promise<string> {
  const firstMs = await elapsed(run);
  const laterMs: number[] = [];
  for (let i = 0; i < rounds; i++) laterMs.push(await elapsed(run));
  return `first ${firstMs.toFixed(1)}, warm ${median(laterMs).toFixed(2)} ms`;
}

tf.enableProdMode();
await tf.setBackend('wasm');
console.log(`${cpus()[0]?.model}, load ${loadavg()[0]?.toFixed(1)}`);
for (const name of MODELS) {
  console.log(name);
  const live = await zooWorkload(name).open();
  const model = live.models[0] as tf.LayersModel;
  const forward = (): void => {
    tf.tidy(() => void live.run());
  };
  console.log(`  kernels as shapes alone   ${await firstAndWarm(() => onShapes(forward))}`);
  console.log(`  countShapes(model)        ${await firstAndWarm(() => countShapes(model))}`);
  console.log(
    `  theory                    ${await firstAndWarm(() => theory(live.architecture as Architecture))}`,
  );
  console.log(`  profile, no timed passes  ${await firstAndWarm(() => profile(model, { runs: 0 }), 2)}`);
  live.dispose();
}
console.log(`resident ${Math.round(process.memoryUsage.rss() / 1e6)} MB`);
