/**
 * @file How much a pass's time depends on where on the stack it is called: MobileNetV2 1.0 at 64 px on wasm, from each
 * word of a 4 KiB page in turns, in processes of their own, whose stacks begin at random addresses. What is slow in one
 * place takes neighbours along: a depth counts as slow when the median of it and the eight around it is.
 *
 *     npm run bench:stack
 */
import * as tf from '@tensorflow/tfjs';
import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { mobilenetV2 } from '../models/index.ts';
import { startBackend } from '../src/backends/start.ts';
import { PAGE_WORDS, shifted } from '../src/timing/stack-depth.ts';
import { median } from '../src/timing/statistics.ts';

const PROCESSES = 5;
const ROUNDS = 7;
const SLOW = 1.1;
const IMAGE = 64;

/** V8 aligns wasm frames to two words: what is slow at one depth need not be at the next one, but at the one after. */
const AROUND = [-8, -6, -4, -2, 0, 2, 4, 6, 8];

async function scan(): Promise<string> {
  await startBackend('wasm');
  const model = mobilenetV2({ imageSize: IMAGE });
  const image = tf.randomUniform([1, IMAGE, IMAGE, 3], 0, 1, 'float32', 1);
  const pass = (): void => tf.tidy(() => void (model.predict(image) as tf.Tensor).dataSync());
  const depths = Array.from({ length: PAGE_WORDS }, (_, words) => words);
  for (const words of depths.slice(0, 60)) shifted(words, pass);
  const ms = depths.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++)
    for (const words of depths) {
      const startMs = performance.now();
      shifted(words, pass);
      ms[words]!.push(performance.now() - startMs);
    }
  const medians = ms.map(median);
  const usual = median(medians);
  const smooth = depths.map(
    (words) => median(AROUND.map((step) => medians[(words + step + PAGE_WORDS) % PAGE_WORDS]!)) / usual,
  );
  const slow = depths.filter((words) => smooth[words]! > SLOW);
  return [
    usual.toFixed(2).padStart(9),
    `${slow.length} of ${PAGE_WORDS}`.padStart(15),
    `${((100 * slow.length) / PAGE_WORDS).toFixed(1)} %`.padStart(9),
    Math.max(...smooth)
      .toFixed(2)
      .padStart(9),
    slow.length === 0 ? '        ·' : `${8 * slow[0]!} … ${8 * slow.at(-1)!}`.padStart(15),
  ].join('');
}

if (process.argv[2] === 'scan') console.log(await scan());
else {
  const load = loadavg()[0]!.toFixed(1);
  console.log(
    `Node ${process.version} · ${cpus()[0]?.model ?? 'unknown CPU'} · load ${load} · tfjs ${tf.version_core}`,
  );
  console.log(`  usual ms    slow depths    share  slowest          bytes`);
  for (let i = 0; i < PROCESSES; i++) {
    const child = [...process.execArgv, fileURLToPath(import.meta.url), 'scan'];
    const output = execFileSync(process.execPath, child, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    console.log(output.trimEnd().split('\n').at(-1));
  }
}
