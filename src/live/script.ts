/** @file The classic script, and what `tfjs-flops snippet` prints: `tfjsFlops` in a page's console. */
import { TfjsFlopsError } from '../core/errors.ts';
import { messageOf } from '../core/reason.ts';
import type { Report } from '../core/report.ts';
import { found, record, type Recorded, type RecordOptions } from './index.ts';
import { making } from './making/later.ts';
import { LiveSession } from './session.ts';

/** What a download needs of a browser. */
interface Browser {
  readonly document: {
    createElement(name: 'a'): { href: string; download: string; click(): void };
  };
}

/** Saves a report as a file, which `tfjs-flops profile FILE` shows again. */
async function download(
  report: Report,
  name = `${report.model.replaceAll(/[^\w.-]+/g, '-')}.json`,
): Promise<void> {
  const { writeReport } = await making();
  const { document } = globalThis as unknown as Browser;
  const href = URL.createObjectURL(new Blob([writeReport(report)], { type: 'application/json' }));
  const link = Object.assign(document.createElement('a'), { href, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** Records and prints: a table a model in the console, and what is in none. */
async function recordHere(options?: number | RecordOptions): Promise<Recorded> {
  const result = await record(options);
  const { formatTable } = await making();
  for (const report of result.reports) console.log(formatTable(report));
  for (const note of result.notes) console.log(note);
  return result;
}

const EARLY = Symbol.for('tfjs-flops.early');

/** What attach calls: texts alone cross from page to program. */
const remote = {
  session: new LiveSession(),
  find: (...given: readonly unknown[]): string => {
    remote.session.find(given.flat());
    return JSON.stringify(remote.told());
  },
  known: 0,
  told: (): ReturnType<LiveSession['found']> => {
    remote.known = remote.session.progress().models.length;
    return remote.session.found();
  },
  /** @returns what is wrong with this tfjs; `null` where it is recorded */
  start: (passes: number, gpuTime: boolean): string | null => {
    try {
      remote.session.start({ passes, gpuTime });
    } catch (error) {
      return error instanceof TfjsFlopsError ? error.what : messageOf(error);
    }
    remote.alive();
    return null;
  },
  stopAt: (stop: (() => void) | null): void => remote.session.stopAt(stop),
  /** @returns names of kernels outside the calls of models that are known, so far */
  hold: (isHeld: boolean): number => {
    remote.session.hold(isHeld);
    return remote.session.progress().outside;
  },
  /** Before the page's own scripts. The name under which it waits is gone once it was asked for. */
  early: (passes: number, gpuTime: boolean): void => {
    remote.session.startEarly({ passes, gpuTime });
    Object.defineProperty(globalThis, EARLY, { value: remote, configurable: true });
    remote.alive();
  },
  timer: undefined as ReturnType<typeof setTimeout> | undefined,
  /** A program that ends without a word leaves nothing behind. */
  alive: (): void => {
    clearTimeout(remote.timer);
    remote.timer = setTimeout(() => remote.session.stop(), 10_000);
  },
  progress: (): string => {
    remote.alive();
    const progress = remote.session.progress();
    if (progress.models.length === remote.known) return JSON.stringify(progress);
    remote.session.find();
    return JSON.stringify({ ...progress, found: remote.told() });
  },
  finish: async (): Promise<string> => {
    clearTimeout(remote.timer);
    const [{ reports, ...others }, { writeReport }] = await Promise.all([remote.session.finish(), making()]);
    return JSON.stringify({ ...others, reports: reports.map(writeReport) });
  },
  stop: (): void => {
    clearTimeout(remote.timer);
    remote.session.stop();
  },
};

export { download, found, recordHere as record, remote };
