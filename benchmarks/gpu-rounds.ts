/**
 * @file Passes of three kinds in turns, on whichever GPU backend is active, in Node or in a page: untapped ones, those
 * whose kernels a profile times, and those of tf.profile. Their order is drawn anew in each round (seeded), so that a
 * machine that slows down slows all.
 */
import * as tf from '@tensorflow/tfjs';
import { mobilenetV1, vit } from '../models/index.ts';
import type { Trace } from '../src/core/trace.ts';
import { FORMULAS } from '../src/formulas/table.ts';
import { readsOf } from '../src/profile/cost.ts';
import { startClock } from '../src/backends/clock.ts';
import type { KernelTimer } from '../src/timing/kernel-timer.ts';
import { median, medianAbsoluteDeviation } from '../src/timing/statistics.ts';
import type { LayersModelLike } from '../src/trace/layers-model.ts';
import { Tracer } from '../src/trace/tracer.ts';
import { randomSource, shuffled } from '../src/compare/rounds.ts';

const IMAGE = 64;
const ROUNDS = 25;
/** Rounds before the first that counts. */
const WARM_UP = 2;

const CASES: Readonly<Record<string, () => tf.LayersModel>> = {
  'MobileNetV1 0.25': () => mobilenetV1({ alpha: 0.25, imageSize: IMAGE, classes: 10 }),
  'DeiT, 4 blocks': () =>
    vit({
      name: 'deit',
      imageSize: IMAGE,
      patch: 16,
      width: 96,
      heads: 3,
      depth: 4,
      classes: 10,
      distilled: true,
    }),
};

type Mode = () => Promise<void>;

/** One pass, until its output is on the host. */
async function pass(model: tf.LayersModel, image: tf.Tensor): Promise<void> {
  const output = model.predict(image) as tf.Tensor;
  await output.data();
  output.dispose();
}

const untapped =
  (model: tf.LayersModel, image: tf.Tensor): Mode =>
  () =>
    pass(model, image);

/** As `profile` does once it knows the first pass, from the installation of the tap to the times. */
function timedKernels(model: tf.LayersModel, image: tf.Tensor, timer: KernelTimer): Mode {
  const models = [model] as readonly unknown[] as readonly LayersModelLike[];
  const tracer = new Tracer({ models, reads: readsOf(FORMULAS), probe: timer });
  let first: Trace | null = null;
  return async () => {
    const stop = tracer.start();
    try {
      await pass(model, image);
    } finally {
      stop();
    }
    if (first === null) first = tracer.takePass();
    else tracer.repeats(first);
    await timer.collect();
  };
}

const tfProfile =
  (model: tf.LayersModel, image: tf.Tensor): Mode =>
  async () => {
    let output: tf.Tensor | null = null;
    await tf.profile(() => (output = model.predict(image) as tf.Tensor));
    await output!.data();
    output!.dispose();
  };

const MODES = {
  untapped,
  'untapped again': untapped,
  'timed kernels': timedKernels,
  'tf.profile': tfProfile,
};
type ModeName = keyof typeof MODES;
const NAMES = Object.keys(MODES) as ModeName[];

const random = randomSource(1);

async function timeMs(mode: Mode): Promise<number> {
  const startMs = performance.now();
  await mode();
  return performance.now() - startMs;
}

async function linesOf(name: string, build: () => tf.LayersModel, timer: KernelTimer): Promise<string[]> {
  const model = build();
  const image = tf.randomUniform([1, IMAGE, IMAGE, 3], 0, 1, 'float32', 1);
  const modes = new Map(NAMES.map((mode) => [mode, MODES[mode](model, image, timer)]));
  const ms = new Map(NAMES.map((mode): [ModeName, number[]] => [mode, []]));
  for (let round = -WARM_UP; round < ROUNDS; round++)
    for (const i of shuffled(NAMES.length, random)) {
      const mode = NAMES[i]!;
      const took = await timeMs(modes.get(mode)!);
      if (round >= 0) ms.get(mode)!.push(took);
    }
  const lines = NAMES.map((mode) => {
    const ratios = ms.get(mode)!.map((took, i) => took / ms.get('untapped')![i]!);
    const took = ms.get(mode)!;
    const cells = [
      median(took).toFixed(1).padStart(11),
      Math.min(...took)
        .toFixed(1)
        .padStart(10),
      median(ratios).toFixed(3).padStart(8),
      medianAbsoluteDeviation(ratios).toFixed(3).padStart(8),
    ];
    return mode.padEnd(16) + cells.join('');
  });
  image.dispose();
  model.dispose();
  return [
    `\n${name}, ${IMAGE} px · ${ROUNDS} rounds`,
    `${'mode'.padEnd(16)}  median ms  least ms   ratio   ± MAD`,
    ...lines,
  ];
}

/** Tables of all cases, under one clock, as in a profile, whose untapped passes run under it too. */
export async function gpuRounds(): Promise<readonly string[]> {
  const clock = await startClock();
  try {
    if (clock.timer === null) return ['no clock for kernels here'];
    const tables: string[] = [];
    for (const [name, build] of Object.entries(CASES))
      tables.push(...(await linesOf(name, build, clock.timer)));
    return tables;
  } finally {
    clock.stop();
  }
}
