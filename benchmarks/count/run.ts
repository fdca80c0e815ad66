/**
 * @file What counting without running costs, beside a counted run and theory alone: in fresh processes and warm, of a live
 * model, of long graphs, from a cold start of the command line, and at a thousand sizes.
 *
 *     npm run bench:count
 *     npm run bench:count -- networks cold
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withTfjsApart } from '../../scripts/bundle-cli.ts';
import { oneProgram } from '../../scripts/one-program.ts';
import { median } from '../../src/timing/statistics.ts';
import { bytesRead, coldStarts } from './cold.ts';
import { writeChain, writeLayers, type Chain } from './models.ts';
import type { Measured, Task } from './tasks.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Beside the packages, where the bundle finds those that stay outside of it. */
const CACHE = join(ROOT, 'node_modules/.cache/tfjs-flops');
/** Fresh processes of each task. */
const PROCESSES = 3;

/** As the command line counts: the union of tfjs would be in the memory that is told. */
const bundle = (folder: string): Promise<string> =>
  oneProgram(
    'benchmarks/count/task.ts',
    { folder, name: 'task.mjs' },
    { plugins: [withTfjsApart(join(ROOT, 'src'), folder)] },
  );

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
const least = (values: readonly number[]): number => Math.min(...values);

interface Sizes {
  /** So many are measured when as many have run. */
  readonly rounds: number;
  readonly processes?: number;
}

/** Prints one task's line. @returns the median of the warm times, ms */
function measure(
  script: string,
  name: string,
  task: Task,
  model: string,
  { rounds, processes = PROCESSES }: Sizes,
): number {
  const all = Array.from({ length: processes }, () => {
    const text = execFileSync(process.execPath, [script, task, model, String(rounds)], { encoding: 'utf8' });
    return JSON.parse(text) as Measured;
  });
  const of = (what: (one: Measured) => number): readonly number[] => all.map(what);
  const firsts = of(({ firstMs }) => firstMs);
  const cpu = median(of(({ firstCpuMs }) => firstCpuMs));
  const later = all.flatMap(({ laterMs }) => laterMs);
  const warmCpu = median(of((one) => one.laterCpuMs / one.laterMs.length));
  const warm =
    later.length === 0
      ? ''
      : `, warm ${median(later).toFixed(2)} (least ${least(later).toFixed(2)}, processor ${warmCpu.toFixed(2)})`;
  console.log(
    `  ${name.padEnd(28)} first ${median(firsts).toFixed(1)} ms (least ${least(firsts).toFixed(1)}, processor ${cpu.toFixed(0)})` +
      `${warm}; resident ${megabytes(median(of(({ residentBytes }) => residentBytes)))}`,
  );
  return later.length === 0 ? median(firsts) : median(later);
}

const ratio = (of: number, to: number): string => (of / to).toPrecision(2);

function network(script: string, model: string, profiles: Sizes | null): void {
  console.log(model);
  const rounds = model === 'vit-22b' ? 10 : 100;
  const shapes = measure(script, 'kernels as shapes alone', 'shapes', model, { rounds });
  const report = measure(script, 'countShapes', 'report', model, { rounds: 5 });
  const theory = measure(script, 'theory', 'theory', model, { rounds });
  const run =
    profiles === null ? null : measure(script, 'profile --runs 0, wasm', 'profile', model, profiles);
  const toRun = run === null ? '' : `; of a profile ${ratio(shapes, run)}, ${ratio(report, run)}`;
  console.log(
    `  warm, shapes and report: of theory ${ratio(shapes, theory)}, ${ratio(report, theory)}${toRun}`,
  );
}

const folder = ((): string => {
  mkdirSync(CACHE, { recursive: true });
  return mkdtempSync(join(CACHE, 'count-'));
})();

function chainOf(nodes: number, kind: Chain = 'products'): string {
  const chain = join(folder, `${kind}-${nodes}`);
  writeChain(chain, nodes, kind);
  return chain;
}

const PARTS: Readonly<Record<string, (script: string) => void | Promise<void>>> = {
  networks(script) {
    network(script, 'mobilenet-v2', { rounds: 2, processes: 1 });
    network(script, 'vit-b16', { rounds: 1, processes: 1 });
    measure(script, 'of operations, as shapes', 'operations', 'vit-b16', { rounds: 100 });
    network(script, 'vit-22b', null);
  },
  live(script) {
    console.log('a live model on wasm, counted in place');
    measure(script, 'mobilenet-v2', 'live', 'mobilenet-v2', { rounds: 100 });
  },
  long(script) {
    for (const nodes of [25_000, 50_000]) {
      console.log(`a graph of ${nodes} nodes`);
      const chain = chainOf(nodes);
      measure(script, 'kernels as shapes alone', 'shapes', chain, { rounds: 0 });
      measure(script, 'theory', 'theory', chain, { rounds: 0 });
      measure(script, 'countShapes', 'report', chain, { rounds: 0, processes: 1 });
      const convolutions = chainOf(nodes, 'convolutions');
      measure(script, 'countShapes, convolutions', 'report', convolutions, { rounds: 0, processes: 1 });
    }
  },
  async cold() {
    console.log('from a cold start');
    const layers = join(folder, 'resnet50');
    const bytes = await writeLayers(layers);
    coldStarts(layers);
    await bytesRead(`layers model of ${megabytes(bytes)}`, layers);
    await bytesRead('graph of 400 nodes', chainOf(400));
  },
  sweep(script) {
    console.log('1,000 sizes: 100 image sizes, 10 batches');
    measure(script, 'vit-b16', 'sweep', 'vit-b16', { rounds: 3 });
  },
};

const asked = process.argv.slice(2);
try {
  console.log(`${cpus()[0]?.model}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`);
  const script = await bundle(folder);
  for (const [name, part] of Object.entries(PARTS))
    if (asked.length === 0 || asked.includes(name)) await part(script);
} finally {
  rmSync(folder, { recursive: true });
}
