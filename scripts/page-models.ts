/**
 * @file Model files in Chromium's webgpu against cpu in Node: counts must be the same. Run by hand, with a folder of
 * models or with some of its models: `npx tsx scripts/page-models.ts FOLDER [MODEL ...]`. A GPU in software takes
 * minutes for the larger ones.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs';
import { startChromium } from '../src/backends/chromium/browser.ts';
import type { Report } from '../src/core/report.ts';
import { portableWorkload } from '../src/load/portable-model.ts';
import { portableModelOf } from '../src/load/to-portable.ts';
import { profile } from '../src/profile/profile.ts';

const NAME = 'chromium/webgpu';
/** A page that says nothing for so long is given up. */
const SILENCE_MS = 240_000;

/** Models whose files leave a size open. */
const INPUTS: Readonly<Record<string, Record<string, number[]>>> = {
  handtrack: { input_tensor: [1, 256, 256, 3] },
};

const [folder, ...chosen] = process.argv.slice(2);
if (folder === undefined) throw new Error('Give a folder of models.');
const entries = await readdir(folder, { withFileTypes: true });
const all = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
const names = chosen.length === 0 ? all.toSorted() : chosen;

/** What must not depend on the backend: multiply-adds of each kernel and each layer. */
const countsIn = ({ kernels, layers }: Report): ReadonlyMap<string, string> =>
  new Map([
    ...kernels.map(({ kernel, calls, counted }): [string, string] => [
      `kernel ${kernel}`,
      `${counted.multiplyAdds} in ${calls} calls`,
    ]),
    ...layers.map(({ path, counted }): [string, string] => [path.join('/'), `${counted.multiplyAdds}`]),
  ]);

/** `0` or the first few that differ. */
function differences(cpu: Report, page: Report): string {
  const [wanted, got] = [countsIn(cpu), countsIn(page)];
  const keys = [...new Set([...wanted.keys(), ...got.keys()])].filter(
    (key) => wanted.get(key) !== got.get(key),
  );
  const said = keys
    .slice(0, 3)
    .map((key) => `${key}: ${wanted.get(key) ?? 'none'} ≠ ${got.get(key) ?? 'none'}`);
  return [`${keys.length}`, ...said].join('; ');
}

console.log('| model | cpu | chromium/webgpu | calls | residual | differences | s |');
console.log('| --- | ---: | ---: | ---: | ---: | --- | ---: |');
let failed = 0;
for (const name of names) {
  const started = performance.now();
  const cells: string[] = [];
  try {
    const inputs = INPUTS[name];
    const model = await portableModelOf({
      kind: 'file',
      location: join(folder, name),
      options: inputs === undefined ? {} : { inputs },
    });
    await setBackend('cpu');
    const cpu = await profile(portableWorkload(model), { runs: 0 });
    cells.push(`${cpu.total.counted.multiplyAdds}`);
    const chromium = await startChromium(NAME);
    try {
      const { report } = await chromium.run(NAME, model, { runs: 0, silenceMs: SILENCE_MS });
      const { total } = report;
      const differ = differences(cpu, report);
      if (differ !== '0') failed++;
      cells.push(`${total.counted.multiplyAdds}`, `${total.calls}`, `${total.residual}`, differ);
    } finally {
      await chromium.close();
    }
  } catch (error) {
    failed++;
    const message = error instanceof Error ? error.message : String(error);
    cells.push(`refused: ${message.split('\n')[0]}`);
  }
  console.log(`| ${[name, ...cells, ((performance.now() - started) / 1000).toFixed(0)].join(' | ')} |`);
}
process.exitCode = failed === 0 ? 0 : 1;
