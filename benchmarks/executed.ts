/**
 * @file What the counters cost: in rounds, a few passes on the shipped binary, then on the instrumented one, without and
 * with a snapshot at each edge of a kernel; ratios of medians round by round, and their median. `shipped again` is the
 * noise of the bench. Two wasm backends cannot be alive at once, so passes cannot take turns one by one.
 *
 *     npm run bench:executed
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { zooWorkload } from '../models/index.ts';
import { startExecuted } from '../src/executed/index.ts';
import { pinHost } from '../src/executed/pin-host.ts';
import { splice } from '../src/executed/splice.ts';
import { FORMULAS } from '../src/formulas/table.ts';
import { readsOf } from '../src/profile/cost.ts';
import { median, medianAbsoluteDeviation } from '../src/timing/statistics.ts';
import { Tracer } from '../src/trace/tracer.ts';

const ROUNDS = 7;
const PASSES = 5;

type ModeName = 'shipped' | 'shipped again' | 'counters' | 'counters + snapshots';
const MODES: readonly ModeName[] = ['shipped', 'shipped again', 'counters', 'counters + snapshots'];

/** Median of a few passes after a first one that is not counted. */
async function passMs(name: string, mode: ModeName): Promise<number> {
  const backend = mode.startsWith('counters') ? await startExecuted() : null;
  const session = await zooWorkload(name).open();
  const probe = mode === 'counters + snapshots' ? backend?.probe() : undefined;
  const tracer = new Tracer({ models: [], reads: readsOf(FORMULAS), probe });
  const pass = (): number => {
    const startMs = performance.now();
    const stop = probe === undefined ? () => {} : tracer.start();
    const output = session.run() as tf.Tensor;
    stop();
    output.dataSync();
    const ms = performance.now() - startMs;
    output.dispose();
    return ms;
  };
  pass();
  const times = Array.from({ length: PASSES }, pass);
  probe?.collect();
  session.dispose();
  await backend?.stop();
  return median(times);
}

async function bench(name: string): Promise<void> {
  const times = new Map(MODES.map((mode): [ModeName, number[]] => [mode, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const mode of MODES) times.get(mode)!.push(await passMs(name, mode));
  console.log(`\n${name} · ${ROUNDS} rounds of ${PASSES} passes a mode`);
  console.log('mode                        ms   ratio   ± MAD');
  for (const mode of MODES) {
    const ratios = times.get(mode)!.map((ms, round) => ms / times.get('shipped')![round]!);
    console.log(
      mode.padEnd(22),
      median(times.get(mode)!).toFixed(1).padStart(7),
      median(ratios).toFixed(3).padStart(7),
      medianAbsoluteDeviation(ratios).toFixed(3).padStart(7),
    );
  }
}

function instrument(binary: string): void {
  const path = createRequire(import.meta.url).resolve(`@tensorflow/tfjs-backend-wasm/dist/${binary}.wasm`);
  const bytes = new Uint8Array(readFileSync(path));
  const times = Array.from({ length: 9 }, () => {
    const startMs = performance.now();
    splice(pinHost(bytes, 'x86'));
    return performance.now() - startMs;
  });
  console.log(`${binary}: first ${times[0]!.toFixed(0)} ms, median ${median(times).toFixed(0)} ms`);
}

tf.enableProdMode();
await tf.setBackend('wasm');
console.log(
  `Node ${process.version} · ${cpus()[0]?.model ?? 'unknown CPU'} · ${cpus().length} cores · tfjs ${tf.version_core}`,
);
console.log('\ninstrumenting');
for (const binary of ['tfjs-backend-wasm', 'tfjs-backend-wasm-simd']) instrument(binary);
for (const name of ['mobilenet-v2', 'deit-ti16']) await bench(name);
