/**
 * @file What timing kernels on the GPU costs: passes of three kinds take turns, in an order that is drawn anew in each
 * round (seeded), so that a machine that slows down slows all. Printed are medians of ratios to the untapped pass of the
 * same round; `untapped` beside itself is the noise of the bench.
 *
 *     npm run bench:gpu
 */
import * as tf from '@tensorflow/tfjs';
import { cpus, loadavg } from 'node:os';
import { mobilenetV1, vit } from '../models/index.ts';
import { webgpu } from '../src/backends/webgpu.ts';
import { FORMULAS } from '../src/formulas/table.ts';
import { readsOf } from '../src/profile/pricing.ts';
import { startClock, type KernelTimer } from '../src/timing/clock.ts';
import { median, medianAbsoluteDeviation } from '../src/timing/statistics.ts';
import type { LayersModelLike } from '../src/trace/layer-scopes.ts';
import { Tracer } from '../src/trace/tracer.ts';

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

/** As `profile` does, from the installation of the tap to the times. */
function timestamps(model: tf.LayersModel, image: tf.Tensor, timer: KernelTimer): Mode {
  const models = [model] as readonly unknown[] as readonly LayersModelLike[];
  const tracer = new Tracer({ models, reads: readsOf(FORMULAS), probe: timer });
  return async () => {
    const stop = tracer.start();
    try {
      await pass(model, image);
    } finally {
      stop();
    }
    tracer.takePass();
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

const MODES = { untapped, 'untapped again': untapped, timestamps, 'tf.profile': tfProfile };
type ModeName = keyof typeof MODES;
const NAMES = Object.keys(MODES) as ModeName[];

let seed = 1;
function shuffled<T>(list: readonly T[]): T[] {
  const rest = [...list];
  return list.map(() => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return rest.splice((seed >>> 8) % rest.length, 1)[0]!;
  });
}

async function timeMs(mode: Mode): Promise<number> {
  const startMs = performance.now();
  await mode();
  return performance.now() - startMs;
}

async function run(name: string, build: () => tf.LayersModel, timer: KernelTimer): Promise<void> {
  const model = build();
  const image = tf.randomUniform([1, IMAGE, IMAGE, 3], 0, 1, 'float32', 1);
  const modes = new Map(NAMES.map((mode) => [mode, MODES[mode](model, image, timer)]));
  const ms = new Map(NAMES.map((mode): [ModeName, number[]] => [mode, []]));
  for (let round = -WARM_UP; round < ROUNDS; round++)
    for (const mode of shuffled(NAMES)) {
      const took = await timeMs(modes.get(mode)!);
      if (round >= 0) ms.get(mode)!.push(took);
    }
  console.log(
    `\n${name}, ${IMAGE} px · ${ROUNDS} rounds\n${'mode'.padEnd(16)}  median ms  least ms   ratio   ± MAD`,
  );
  for (const mode of NAMES) {
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
    console.log(mode.padEnd(16) + cells.join(''));
  }
  image.dispose();
  model.dispose();
}

tf.enableProdMode();
const facts = await webgpu.start();
console.log(
  [
    `Node ${process.version}`,
    cpus()[0]?.model ?? 'unknown CPU',
    `${cpus().length} cores`,
    JSON.stringify(facts['adapter']),
  ].join(' · '),
);
console.log(
  `load ${loadavg()
    .map((load) => load.toFixed(1))
    .join(', ')}`,
);
// One clock for all, as in a profile, whose untapped passes run under it too.
const clock = await startClock();
for (const [name, build] of Object.entries(CASES)) await run(name, build, clock.timer!);
clock.stop();
