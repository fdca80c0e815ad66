/**
 * @file The peaks of this machine, measured once and kept: in Node in a file of the user's cache, elsewhere not at all.
 * Where the cache is missing, broken or not writable, they are measured again.
 */
import type * as fs from 'node:fs/promises';
import type * as os from 'node:os';
import type * as path from 'node:path';
import { getBackend } from '@tensorflow/tfjs-core';
import { startClock } from '../backends/clock.ts';
import { measurePeaks, type MeasuredPeaks, type PeakOptions } from '../timing/peaks.ts';
import { environment } from './environment.ts';

/** `true`: kept ones, else measured; `cached`: kept ones, else none; `refresh`: measured anew. */
export type PeaksOption = boolean | 'cached' | 'refresh';

/** Raised with every change of what is measured, and how: kept peaks of another method are no longer read. */
const METHOD = 2;

/** The modules of Node that a cache needs. */
interface Host {
  readonly fs: typeof fs;
  readonly os: typeof os;
  readonly path: typeof path;
  readonly process: NodeJS.Process;
}

/** `null` outside Node. `process` hands out its modules, so that bundles for browsers need none. */
const hostOf = (): Host | null =>
  typeof process === 'object' && typeof process.getBuiltinModule === 'function'
    ? {
        fs: process.getBuiltinModule('node:fs/promises'),
        os: process.getBuiltinModule('node:os'),
        path: process.getBuiltinModule('node:path'),
        process,
      }
    : null;

/** Asking for the home folder throws where a container's user has none. */
function homeFolder({ os }: Host): string {
  try {
    return os.homedir();
  } catch {
    return '';
  }
}

/**
 * Where peaks are kept: `$XDG_CACHE_HOME` if it is absolute, as its specification asks, else `~/.cache`; `null` where
 * there is neither.
 */
function cacheFile(host: Host): string | null {
  const { path, process } = host;
  const given = process.env['XDG_CACHE_HOME'] ?? '';
  const folder = path.isAbsolute(given) ? given : path.join(homeFolder(host), '.cache');
  return path.isAbsolute(folder) ? path.join(folder, 'tfjs-flops', 'peaks.json') : null;
}

/** What peaks depend on: the backend and its device, tfjs, the runtime, the processor. */
async function keyOf({ os }: Host): Promise<string> {
  const cpu = os.cpus()[0]?.model ?? 'unknown';
  return JSON.stringify({ method: METHOD, backend: getBackend(), cpu, ...(await environment()) });
}

const isPositive = (value: unknown): boolean =>
  typeof value === 'number' && Number.isFinite(value) && value > 0;

function isPeaks(value: unknown): value is MeasuredPeaks {
  if (typeof value !== 'object' || value === null) return false;
  const { multiplyAddsPerSecond, bytesPerSecond, launchMs, measuredWith } = value as Record<string, unknown>;
  return (
    [multiplyAddsPerSecond, bytesPerSecond, launchMs].every(isPositive) &&
    Array.isArray(measuredWith) &&
    measuredWith.length === 2 &&
    measuredWith.every((name) => typeof name === 'string')
  );
}

type Kept = Readonly<Record<string, unknown>>;

/** Empty where there is no cache that can be read. */
async function readKept({ fs }: Host, file: string | null): Promise<Kept> {
  if (file === null) return {};
  try {
    const kept: unknown = JSON.parse(await fs.readFile(file, 'utf8'));
    return typeof kept === 'object' && kept !== null && !Array.isArray(kept) ? (kept as Kept) : {};
  } catch {
    return {};
  }
}

/** Written beside the file, then renamed: no reader sees half of it. */
async function writeKept({ fs, path, process }: Host, file: string | null, kept: Kept): Promise<void> {
  if (file === null) return;
  const draft = `${file}.${process.pid}.tmp`;
  try {
    await fs.mkdir(path.dirname(file), { recursive: true });
    await fs.writeFile(draft, `${JSON.stringify(kept, null, 1)}\n`);
    await fs.rename(draft, file);
  } catch {
    await fs.rm(draft, { force: true }).catch(() => {});
  }
}

/**
 * Peaks of the current backend on this machine. Measuring takes about 2 s.
 * @returns `null` where `cached` finds none, and where the backend's kernels cannot be timed
 * @throws TfjsFlopsError `refused-by-backend`
 */
export async function peaksOf(
  option: true | 'cached' | 'refresh',
  measuring: PeakOptions = {},
): Promise<MeasuredPeaks | null> {
  const host = hostOf();
  if (host === null) return option === 'cached' ? null : measurePeaks(startClock, measuring);
  const [file, key] = [cacheFile(host), await keyOf(host)];
  if (option !== 'refresh') {
    const kept = (await readKept(host, file))[key];
    if (isPeaks(kept)) return kept;
    if (option === 'cached') return null;
  }
  const measured = await measurePeaks(startClock, measuring);
  if (measured !== null) await writeKept(host, file, { ...(await readKept(host, file)), [key]: measured });
  return measured;
}

/** The better of each: a rate that was measured once is possible. */
function better(a: MeasuredPeaks, b: MeasuredPeaks): MeasuredPeaks {
  const products = b.multiplyAddsPerSecond > a.multiplyAddsPerSecond ? b : a;
  const moved = b.bytesPerSecond > a.bytesPerSecond ? b : a;
  return {
    multiplyAddsPerSecond: products.multiplyAddsPerSecond,
    bytesPerSecond: moved.bytesPerSecond,
    launchMs: Math.min(a.launchMs, b.launchMs),
    measuredWith: [products.measuredWith[0], moved.measuredWith[1]],
  };
}

/** Peaks that something was faster than: measured once more, since something else ran then, and the better ones kept. */
export async function raisedPeaks(low: MeasuredPeaks, measuring: PeakOptions = {}): Promise<MeasuredPeaks> {
  const host = hostOf();
  const measured = await measurePeaks(startClock, measuring);
  const raised = measured === null ? low : better(low, measured);
  if (host === null) return raised;
  const file = cacheFile(host);
  await writeKept(host, file, { ...(await readKept(host, file)), [await keyOf(host)]: raised });
  return raised;
}
