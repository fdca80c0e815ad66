/**
 * @file What tracing costs: each mode is run in pairs with an untraced pass, in random order (seeded), so that a
 * machine that slows down slows both. It prints medians of paired ratios and differences; `untraced` as a mode is the
 * noise of the bench.
 *
 *     npm run bench
 */
import * as tf from '@tensorflow/tfjs';
import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { mobilenetV1, mobilenetV2 } from '../models/index.ts';
import type { Trace } from '../src/core/trace.ts';
import { STARTS, startBackend } from '../src/backends/start.ts';
import { FORMULAS } from '../src/formulas/table.ts';
import { readsOf } from '../src/profile/cost.ts';
import { hostClock } from '../src/timing/host-clock.ts';
import { depths } from '../src/timing/stack-depth.ts';
import { median, medianAbsoluteDeviation } from '../src/timing/statistics.ts';
import type { LayersModelLike } from '../src/trace/layers-model.ts';
import { Tracer } from '../src/trace/tracer.ts';

interface Case {
  readonly name: string;
  readonly backend: 'cpu' | 'wasm' | 'tensorflow';
  readonly pairs: number;
  /** Makes the pass; its models become scopes. */
  make(): { readonly run: () => void; readonly models: readonly tf.LayersModel[] };
}

const TINY_ADDS = 10_000;
/** Pairs before the first that counts. */
const WARM_UP = 10;

const forward = (model: tf.LayersModel, size: number): ReturnType<Case['make']> => {
  const image = tf.randomUniform([1, size, size, 3], 0, 1, 'float32', 1);
  return { models: [model], run: () => tf.tidy(() => void (model.predict(image) as tf.Tensor).dataSync()) };
};

const CASES: readonly Case[] = [
  {
    name: '10,000 adds of 1 element',
    backend: 'cpu',
    pairs: 100,
    make() {
      const a = tf.tensor1d([1]);
      const b = tf.tensor1d([2]);
      const run = (): void => {
        for (let i = 0; i < TINY_ADDS; i++) tf.add(a, b).dispose();
      };
      // With a live model, so that the full trace looks for weights as it does elsewhere.
      return { models: [tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })], run };
    },
  },
  {
    name: 'MobileNetV1 0.25, 96 px',
    backend: 'wasm',
    pairs: 100,
    make: () => forward(mobilenetV1({ alpha: 0.25, imageSize: 96 }), 96),
  },
  {
    name: 'MobileNetV2 1.0, 224 px',
    backend: 'wasm',
    pairs: 60,
    make: () => forward(mobilenetV2({ imageSize: 224 }), 224),
  },
  {
    name: 'MobileNetV2 1.0, 64 px',
    backend: 'cpu',
    pairs: 25,
    make: () => forward(mobilenetV2({ imageSize: 64 }), 64),
  },
  {
    name: 'MobileNetV2 1.0, 224 px',
    backend: 'tensorflow',
    pairs: 60,
    make: () => forward(mobilenetV2({ imageSize: 224 }), 224),
  },
];

/** Runs a pass; milliseconds. */
type Mode = () => number | Promise<number>;

const atNextDepth = depths();

const timeMs = (pass: () => void | Promise<unknown>): Promise<number> =>
  atNextDepth(async () => {
    const startMs = performance.now();
    await pass();
    return performance.now() - startMs;
  });

/**
 * A pass under the tap as a profile runs it, once it knows the first one: from the tap's installation to the kernels'
 * times, or `inPass` alone, which is what a profile's clock sees.
 */
function traced(
  run: () => void,
  models: readonly tf.LayersModel[],
  withClock: boolean,
  inPass = false,
): Mode {
  const probe = hostClock();
  const tracer = new Tracer({
    models: models as readonly unknown[] as readonly LayersModelLike[],
    reads: readsOf(FORMULAS),
    probe: withClock ? probe : undefined,
  });
  let first: Trace | null = null;
  return async () => {
    let passMs = 0;
    const wholeMs = await timeMs(() => {
      const stop = tracer.start();
      const startMs = performance.now();
      try {
        run();
      } finally {
        passMs = performance.now() - startMs;
        stop();
      }
      if (first === null) first = tracer.takePass();
      else tracer.repeats(first);
      probe.collect();
    });
    return inPass ? passMs : wholeMs;
  };
}

let seed = 1;
const coin = (): boolean => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return seed > 0x3fffffff;
};

type ModeName = 'untraced' | 'counts only' | 'full trace' | 'in the pass' | 'tf.profile';
const MODES: readonly ModeName[] = ['untraced', 'counts only', 'full trace', 'in the pass', 'tf.profile'];

function modeOf(name: ModeName, { run, models }: ReturnType<Case['make']>): Mode {
  if (name === 'untraced') return () => timeMs(run);
  if (name === 'tf.profile') return () => timeMs(() => tf.profile(run));
  return name === 'counts only' ? traced(run, [], false) : traced(run, models, true, name === 'in the pass');
}

function kernelsIn(run: () => void): number {
  const tracer = new Tracer({ models: [], reads: () => [] });
  const stop = tracer.start();
  run();
  stop();
  return tracer.takePass().entries.reduce((sum, { calls }) => sum + calls, 0);
}

/** Pairs of one mode and an untraced pass, in a process of their own: modes would disturb each other's JIT code. */
async function pairsOf(one: Case, name: ModeName): Promise<string> {
  await startBackend(one.backend);
  const made = one.make();
  const mode = modeOf(name, made);
  for (let i = 0; i < WARM_UP; i++) {
    await timeMs(made.run);
    await mode();
  }
  const untraced: number[] = [];
  const moded: number[] = [];
  for (let pair = 0; pair < one.pairs; pair++) {
    const untracedFirst = coin();
    if (untracedFirst) untraced.push(await timeMs(made.run));
    moded.push(await mode());
    if (!untracedFirst) untraced.push(await timeMs(made.run));
  }
  const ratios = moded.map((ms, i) => ms / untraced[i]!);
  const differences = moded.map((ms, i) => ms - untraced[i]!);
  return [
    name.padEnd(13),
    median(untraced).toFixed(2).padStart(12),
    median(moded).toFixed(2).padStart(9),
    median(ratios).toFixed(3).padStart(7),
    medianAbsoluteDeviation(ratios).toFixed(3).padStart(7),
    ((1_000 * median(differences)) / kernelsIn(made.run)).toFixed(3).padStart(13),
  ].join(' ');
}

async function runAll(): Promise<void> {
  const machine = [`Node ${process.version}`, cpus()[0]?.model ?? 'unknown CPU', `${cpus().length} cores`];
  console.log([...machine, `tfjs ${tf.version_core}`].join(' · '));
  for (const [i, { name, backend, pairs }] of CASES.entries()) {
    const status = await STARTS.find((known) => known.name === backend)?.status();
    if (status?.available !== true) {
      console.log(`\n${name} · ${backend} · skipped: ${status?.why ?? 'no such backend'}`);
      continue;
    }
    console.log(`\n${name} · ${backend} · ${pairs} pairs a mode`);
    console.log('mode           untraced ms   mode ms   ratio   ± MAD   µs a kernel');
    for (const mode of MODES) {
      const child = [...process.execArgv, fileURLToPath(import.meta.url), String(i), mode];
      const output = execFileSync(process.execPath, child, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      console.log(output.trimEnd().split('\n').at(-1));
    }
  }
}

const [index, mode] = process.argv.slice(2);
if (index === undefined) await runAll();
else console.log(await pairsOf(CASES[Number(index)]!, mode as ModeName));
