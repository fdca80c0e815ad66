/** @file A real browser for tests, what it leaves behind, and what a run in it must agree with. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { findChromium } from '../../src/backends/chromium/find.ts';
import { startChromium } from '../../src/backends/chromium/browser.ts';
import type { Answer, ChromiumName, Job, TaskOptions } from '../../src/backends/chromium/task.ts';
import type { Report } from '../../src/core/report.ts';
import { portableWorkload, withContents, type PortableModel } from '../../src/load/portable-model.ts';
import { profile } from '../../src/profile/profile.ts';
import { useBackend } from './backend.ts';

/** `null` where there is one. */
export function whyNoChromium(): string | null {
  const found = findChromium();
  return 'why' in found ? `${found.why}. Try: ${found.command}` : null;
}

/** A network of the zoo with drawn weights, as small as it runs. */
export const zoo = (name: string, imageSize: number): PortableModel & Job => ({
  spec: { kind: 'zoo', name, options: { imageSize, classes: 10, weights: 'seeded' } },
  parts: [],
});

/** One dense layer, whose shaders are compiled in no time. */
export function tinyModel(): PortableModel & Job {
  const config = { name: 'dense', units: 2, activation: 'relu', batch_input_shape: [null, 3] };
  const layers = [{ class_name: 'Dense', config }];
  const topology = { class_name: 'Sequential', config: { name: 'tiny', layers } };
  const file = { name: 'tiny', location: 'tiny', format: 'layers', topology, signature: null } as const;
  const noWeights = { weightSpecs: [], weightData: null, diskBytes: new Map(), totalDiskBytes: 0 } as const;
  const json = { modelTopology: topology };
  return withContents(
    { kind: 'file', location: 'tiny', options: { weights: false } },
    { ...file, ...noWeights, json },
  );
}

interface Readable {
  data(): Promise<ArrayLike<number>>;
}

/** The same in this process, on tfjs's cpu backend. */
export async function inNode(model: PortableModel): Promise<Answer> {
  const tf = await useBackend('cpu');
  const workload = portableWorkload(model);
  const report = await profile(workload, { runs: 0 });
  const session = await workload.open();
  try {
    const result = (await session.run()) as Readable | Readable[];
    const outputs = await Promise.all([result].flat().map((tensor) => tensor.data()));
    tf.dispose(result as unknown as Parameters<typeof tf.dispose>[0]);
    return { report, outputs: outputs.map((values) => Array.from(values)) };
  } finally {
    session.dispose();
  }
}

/** Profiles in a browser that is started for it and ended after it, whatever happens. */
export async function profileInChromium(
  name: ChromiumName,
  job: Job,
  options: TaskOptions = {},
): Promise<Report> {
  const chromium = await startChromium(name);
  try {
    return (await chromium.run(name, job, options)).report;
  } finally {
    await chromium.close();
  }
}

const OUTPUT_TOLERANCE = 1e-3;

/** Greatest difference, as a share of the greatest value. */
function outputError(wanted: readonly number[], got: readonly number[]): number {
  const scale = Math.max(...wanted.map(Math.abs));
  const differences = wanted.map((value, i) => Math.abs(value - (got[i] ?? Number.NaN)));
  return wanted.length === got.length ? Math.max(...differences) / scale : Infinity;
}

const kernelsOf = ({ kernels }: Report): readonly string[] =>
  kernels.map(
    ({ kernel, calls, distinctCalls, counted }) =>
      `${kernel}: ${counted.multiplyAdds} multiply-adds in ${calls} calls, ${distinctCalls} distinct`,
  );

const layersOf = ({ layers }: Report): readonly string[] =>
  layers.map(({ path, counted, calls }) => `${path.join('.')}: ${counted.multiplyAdds} in ${calls} calls`);

const differing = (wanted: readonly string[], got: readonly string[]): readonly string[] => [
  ...wanted.filter((line) => !got.includes(line)),
  ...got.filter((line) => !wanted.includes(line)),
];

/** Where two runs of a model contradict each other; counts to the last digit, outputs within 1e-3. */
export function disagreements(wanted: Answer, got: Answer): readonly string[] {
  const errors = (wanted.outputs ?? []).map((values, i) => outputError(values, got.outputs?.[i] ?? []));
  return [
    ...differing(kernelsOf(wanted.report), kernelsOf(got.report)),
    ...differing(layersOf(wanted.report), layersOf(got.report)),
    ...got.report.layers
      .filter(({ residual }) => residual !== null && residual !== 0)
      .map(({ path, residual }) => `${path.join('.')}: residual ${residual}`),
    ...(got.report.total.residual === 0 ? [] : [`total: residual ${got.report.total.residual}`]),
    ...errors.flatMap((error, i) =>
      // NaN is no agreement.
      error <= OUTPUT_TOLERANCE ? [] : [`output ${i}: differs by ${error} of its greatest value`],
    ),
  ];
}

interface Process {
  readonly pid: number;
  readonly parent: number;
}

/** Linux: what /proc says; elsewhere ps. */
function processes(): readonly Process[] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
    return lines.map((line) => {
      const [pid = 0, parent = 0] = line.trim().split(/ +/).map(Number);
      return { pid, parent };
    });
  }
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The command, in parentheses, may hold blanks; state and parent follow it. Z has ended.
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state === 'Z' ? [] : [{ pid: Number(name), parent: Number(parent) }];
    } catch {
      // Ended meanwhile.
      return [];
    }
  });
}

/** What this process started and what that started, without those that have ended. */
export function descendants(): readonly number[] {
  const all = processes();
  const below = (parent: number): readonly number[] =>
    all.filter((each) => each.parent === parent).flatMap(({ pid }) => [pid, ...below(pid)]);
  return below(process.pid);
}
