/**
 * @file What `fits` says of each backend against what happens when it runs: small graphs, and a folder of real models. Run
 * by hand: `npx tsx scripts/fits/run.ts [--only cpu,wasm] [FOLDER]`. A GPU in software takes minutes for the larger ones.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { startChromium, type Chromium } from '../../src/backends/chromium/browser.ts';
import type { Job } from '../../src/backends/chromium/task.ts';
import { fits } from '../../src/fits/fits.ts';
import { fileWorkload, type FileOptions } from '../../src/load/workload.ts';
import { portableModelOf } from '../../src/load/to-portable.ts';
import { countShapes } from '../../src/profile/count-shapes.ts';
import { profile } from '../../src/profile/profile.ts';
import { SMALL_MODELS } from '../../test/fits/models.ts';
import { filesOf, inFolder } from '../../test/load/graphs/build.ts';

const SILENCE_MS = 240_000;
/** Models whose files leave a size open. */
const INPUTS: Readonly<Record<string, Record<string, number[]>>> = {
  handtrack: { input_tensor: [1, 256, 256, 3] },
};

const words = process.argv.slice(2);
const only = words[0] === '--only' ? words.splice(0, 2)[1]!.split(',') : ['cpu', 'wasm', 'webgl', 'webgpu'];
const [folder, ...chosen] = words;

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]!;

async function inPage(backend: string, job: Job): Promise<void> {
  const name = `chromium/${backend as 'webgl' | 'webgpu'}` as const;
  const chromium: Chromium = await startChromium(name);
  try {
    await chromium.run(name, job, { runs: 0, silenceMs: SILENCE_MS });
  } finally {
    await chromium.close();
  }
}

/** `null` where it runs. */
async function refusal(backend: string, location: string, options: FileOptions): Promise<string | null> {
  try {
    if (backend.startsWith('web'))
      await inPage(backend, await portableModelOf({ kind: 'file', location, options }));
    else {
      await setBackend(backend);
      await profile(await fileWorkload(location, options), { runs: 0 });
    }
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

let [right, wrong] = [0, 0];
async function compare(name: string, location: string, options: FileOptions = {}): Promise<void> {
  await setBackend('cpu');
  const report = await countShapes(await fileWorkload(location, { ...options }));
  const cells: string[] = [];
  for (const { backend, verdict, reasons } of fits(report, { backends: only })) {
    const why = await refusal(backend, location, options);
    const isRight = verdict === (why === null ? 'runs' : 'does-not-run');
    if (isRight) right++;
    else wrong++;
    cells.push(
      isRight
        ? verdict
        : `${verdict.toUpperCase()} (${reasons.map(({ what }) => what).join('; ')}), but ${why ?? 'it runs'}`,
    );
  }
  console.log(`| ${[name, ...cells].join(' | ')} |`);
}

console.log(`| model | ${only.join(' | ')} |\n| --- |${' --- |'.repeat(only.length)}`);
const isChosen = (name: string): boolean => chosen.length === 0 || chosen.includes(name);
if (folder === undefined)
  for (const { name, graph } of SMALL_MODELS) await inFolder(filesOf(graph), (at) => compare(name, at));
else
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory() && isChosen(entry.name)) {
      const inputs = INPUTS[entry.name];
      await compare(entry.name, join(folder, entry.name), inputs === undefined ? {} : { inputs });
    }
console.log(`\n${right} of ${right + wrong} verdicts are what happens.`);
process.exitCode = wrong === 0 ? 0 : 1;
