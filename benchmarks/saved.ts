/**
 * @file `npm run bench:saved`: what reading a saved report costs. Printing one of MobileNetV2 against starting Node alone,
 * in turns, as started processes of the built package; then comparing two reports of some 1,500 rows, in this process.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { zooWorkload } from '../models/index.ts';
import type { Report } from '../src/core/report.ts';
import { compareReports } from '../src/compare/reports.ts';
import { count } from '../src/profile/count.ts';
import { profile } from '../src/profile/profile.ts';
import { readReport } from '../src/saved/read.ts';
import { writeReport } from '../src/saved/write.ts';
import { median } from '../src/timing/statistics.ts';

const PAIRS = 15;
const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const ROWS = 1_500;

const elapsedMs = (run: () => void): number => {
  const startMs = performance.now();
  run();
  return performance.now() - startMs;
};

const line = (what: string, ms: readonly number[]): void =>
  console.log(`${what.padEnd(52)} ${median(ms).toFixed(1).padStart(7)} ms  (${PAIRS} times, median)`);

/** A chain of dense layers. */
function deepReport(): Report {
  const layers = Array.from({ length: ROWS }, (_, i) =>
    tf.layers.dense({ name: `dense${i}`, units: 2, ...(i === 0 ? { inputShape: [2] } : {}) }),
  );
  const model = tf.sequential({ layers });
  return count(() => model.predict(tf.ones([1, 2])), { models: [model] });
}

tf.enableProdMode();
await tf.setBackend('cpu');
const folder = mkdtempSync(join(tmpdir(), 'tfjs-flops-'));
try {
  const file = join(folder, 'report.json');
  writeFileSync(file, writeReport(await profile(zooWorkload('mobilenet-v2'), { runs: 0 })));
  const bareMs: number[] = [];
  const moreMs: number[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const bare = elapsedMs(() => execFileSync(process.execPath, ['-e', '0']));
    const whole = elapsedMs(() => execFileSync(process.execPath, [MAIN, 'profile', file]));
    bareMs.push(bare);
    moreMs.push(whole - bare);
  }
  line('starting Node', bareMs);
  line("printing MobileNetV2's saved report: more than that", moreMs);

  const text = writeReport(deepReport());
  const [a, b] = [readReport(text), readReport(text)];
  const comparedMs = Array.from({ length: PAIRS }, () => elapsedMs(() => void compareReports(a, b)));
  line(`comparing two reports of ${a.layers.length} rows`, comparedMs);
} finally {
  rmSync(folder, { recursive: true });
}
