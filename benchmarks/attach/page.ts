/**
 * @file A page as an app has it, for `bench:attach`: MobileNetV2 that no global holds, on the backend of its address, called
 * in a loop, or in rounds of calls that are watched and calls that are not.
 */
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { mobilenetV2 } from '../../models/mobilenet-v2.ts';
import { liveClock, type LiveClock } from '../../src/live/clock.ts';
import { Recording } from '../../src/live/recording.ts';
import { depths } from '../../src/timing/stack-depth.ts';
import { randomSource, shuffled } from '../../src/compare/rounds.ts';

const { href } = Reflect.get(globalThis, 'location') as { readonly href: string };
const given = new URL(href).searchParams;
const SIZE = Number(given.get('size') ?? 224);

setWasmPaths(new URL('wasm/', href).href);
// A page that is isolated would have threads, whose script no minifier may touch.
tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
await tf.setBackend(given.get('backend') ?? 'wasm');
await tf.ready();
tf.enableProdMode();
const model = mobilenetV2({ imageSize: SIZE, alpha: Number(given.get('alpha') ?? 1) });
const image = tf.randomUniform([1, SIZE, SIZE, 3], 0, 1, 'float32', 1);

/** A call, until its output is on the host. */
const call = (): void => tf.tidy(() => void (model.predict(image) as tf.Tensor).dataSync());

const atNextDepth = depths();

/** @returns ms */
const timed = (): number =>
  atNextDepth(() => {
    const startMs = performance.now();
    call();
    return performance.now() - startMs;
  });

const noClock = (): LiveClock => ({ ...liveClock(false), kind: null, timer: () => null });

/** Calls right before the one that is timed: the first that is recorded is traced in detail, and each makes garbage. */
const BEFORE = 3;

function notWatched(): number {
  for (let i = 0; i < BEFORE; i++) call();
  return timed();
}

/** @param before on the host's clock every second call is timed as a whole */
function watched(clock: () => LiveClock, passes: number, before: number = BEFORE): number {
  const recording = new Recording({ passes, clock, isNew: () => false });
  try {
    recording.add(model);
    for (let i = 0; i < before; i++) call();
    return timed();
  } finally {
    recording.end();
  }
}

const host = (): LiveClock => liveClock(false);

/** Ms of a call that is watched, or not, in several ways. */
const MODES = {
  'not watched': notWatched,
  'not watched again': notWatched,
  'counts only': () => watched(noClock, Infinity),
  'counts and times': () => watched(host, Infinity),
  // Its wall-clock is what a report has.
  'between those': () => {
    call();
    return watched(host, Infinity, BEFORE - 1);
  },
  'recorded enough': () => watched(host, 1),
};

type Mode = keyof typeof MODES;
const NAMES = Object.keys(MODES) as Mode[];

const random = randomSource(1);

const WARM_UP = 3;

/** Each mode once a round, in random order. @returns ms by mode and round */
function rounds(count: number): Readonly<Record<string, number[]>> {
  const ms = Object.fromEntries(NAMES.map((name): [Mode, number[]] => [name, []]));
  for (let round = -WARM_UP; round < count; round++)
    for (const i of shuffled(NAMES.length, random)) {
      const name = NAMES[i]!;
      const took = MODES[name]();
      if (round >= 0) ms[name]!.push(took);
    }
  return ms;
}

const bench = { rounds, calls: 0 };
call();
Reflect.set(globalThis, 'bench', bench);
const loopMs = given.get('loop');
if (loopMs !== null)
  for (;;) {
    call();
    bench.calls++;
    await new Promise((resolve) => setTimeout(resolve, Number(loopMs)));
  }
