/**
 * @file What timing kernels on the GPU costs, and what tf.profile costs: webgpu in Node, webgl in Chromium. It prints
 * medians of ratios to the untapped pass of the same round; `untapped again` is the noise of the bench.
 *
 *     npm run bench:gpu
 */
import { enableProdMode } from '@tensorflow/tfjs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundlePage } from '../scripts/bundle-page.ts';
import { launchChromium } from '../src/backends/chromium/launch.ts';
import { webgpu } from '../src/backends/webgpu/start.ts';
import { gpuRounds } from './gpu-rounds.ts';

async function inNode(): Promise<readonly string[]> {
  const status = await webgpu.status();
  if (!status.available) return [`skipped: ${status.why}`];
  enableProdMode();
  await webgpu.start();
  return gpuRounds();
}

async function inChromium(): Promise<readonly string[]> {
  const launched = await launchChromium();
  if ('available' in launched) return [`skipped: ${launched.why}`];
  const folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-bench-'));
  try {
    await bundlePage(folder, 'benchmarks/gpu-page.ts');
    const page = await launched.browser.newPage();
    await page.addScriptTag({ content: await readFile(join(folder, 'page.js'), 'utf8'), type: 'module' });
    await page.waitForFunction('globalThis.gpuRounds !== undefined');
    return await page.evaluate<readonly string[]>('gpuRounds()');
  } finally {
    await launched.close();
    await rm(folder, { recursive: true });
  }
}

const load = loadavg().map((average) => average.toFixed(1));
console.log(
  [
    `Node ${process.version}`,
    cpus()[0]?.model ?? 'unknown CPU',
    `${cpus().length} cores`,
    `load ${load.join(', ')}`,
  ].join(' · '),
);
console.log(['\nwebgpu · Node', ...(await inNode())].join('\n'));
console.log(['\nwebgl · Chromium', ...(await inChromium())].join('\n'));
