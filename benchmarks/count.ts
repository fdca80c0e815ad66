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
import { runSweep } from '../src/sweep/run.ts';
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
const VIT_22B = { patch: 14, depth: 48, width: 6144, heads: 48, mlp: 24_576 } as const;
const rising = (count: number, step: number): number[] =>
  Array.from({ length: count }, (_, i) => step * (i + 1));
const AXES = [
  { name: 'image-size', values: rising(100, 16) },
  { name: 'batch', values: rising(10, 1) },
];
const sweep = () =>
  runSweep({
    title: 'vit-b16',
    axes: AXES,
    at: ([imageSize, batch]) => zooWorkload('vit-b16', { imageSize: imageSize!, batch: batch! }),
    refusesAll: true,
  });
console.log(`vit-b16 at 1,000 sizes      ${await firstAndWarm(sweep, 5)}`);
console.log(
  `vit of 22 billion           ${await firstAndWarm(() => countShapes(zooWorkload('vit', VIT_22B)), 3)}`,
);
console.log(`resident ${Math.round(process.memoryUsage.rss() / 1e6)} MB`);
