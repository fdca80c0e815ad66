/**
 * @file `tfjs-flops/live`: what the models of a page cost while the page runs them, without a change to its code. It imports
 * nothing of Node and nothing of tfjs: it finds the tfjs that is there.
 */
import { TfjsFlopsError } from '../core/errors.ts';
import { nearest } from '../core/nearest-word.ts';
import { received } from '../core/options.ts';
import type { FoundModel } from './model.ts';
import { refusalOf } from './refusal.ts';
import { LiveSession, type Recorded } from './session.ts';
import type { FoundTfjs } from './tfjs.ts';

export type { Recorded, WatchCost } from './session.ts';
export type { OwnCost } from './own-cost.ts';
export type { FoundModel } from './model.ts';
export type { FoundTfjs } from './tfjs.ts';
export { formatTable } from '../report/index.ts';
export { writeReport } from '../saved/write.ts';
export type { Report } from '../core/report.ts';

/** How long `record` looks, and at what. */
export interface RecordOptions {
  /** Calls of each model that are recorded; default 3. */
  readonly passes?: number | undefined;
  /** How long it waits for them; default 60, or 5 where no model is known, since its calls cannot be seen then. */
  readonly seconds?: number | undefined;
  /**
   * Whether kernels on webgl and webgpu are timed, which makes the GPU do one after the other; default `false`: they have no
   * times then.
   */
  readonly gpuTime?: boolean | undefined;
  /** Models that no global holds. One of a kind is enough: others of its class are found when they are called. */
  readonly models?: readonly object[] | undefined;
}

const OPTIONS = ['passes', 'seconds', 'models', 'gpuTime'];
const PASSES = 3;
const SECONDS = 60;
const SECONDS_WITHOUT_MODELS = 5;
/** How often it looks, and how long other models may take when one has its passes, in ms. */
const LOOK_MS = 50;
const GRACE_MS = 1_000;

function checkOptions(options: RecordOptions): void {
  const given: unknown = options;
  if (typeof given !== 'object' || given === null)
    throw new TfjsFlopsError('invalid-option', `record() takes options, got ${received(given)}`);
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined)
    throw new TfjsFlopsError('unknown-option', 'is not known to record()', {
      option: { name: unknown },
      nearest: nearest(unknown, OPTIONS),
    });
  for (const name of ['passes', 'seconds'] as const) {
    const value = options[name];
    if (value === undefined || (Number.isFinite(value) && value > 0)) continue;
    throw new TfjsFlopsError('invalid-option', `must be a positive number, got ${received(value)}`, {
      option: { name },
    });
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until all that is asked for is recorded. */
async function recorded(session: LiveSession, given: number | undefined): Promise<void> {
  const startMs = performance.now();
  let fullMs: number | null = null;
  for (;;) {
    await pause(LOOK_MS);
    const { isFull, isAnyFull, models } = session.progress();
    const seconds = given ?? (models.length === 0 ? SECONDS_WITHOUT_MODELS : SECONDS);
    if (performance.now() - startMs > 1000 * seconds) return;
    if (isFull) return;
    if (!isAnyFull) continue;
    fullMs ??= performance.now();
    if (performance.now() - fullMs > GRACE_MS) return;
  }
}

/** What is found in this realm: tfjs, and the models that globals hold. Nothing is touched. */
export function found(models: readonly object[] = []): {
  readonly tfjs: FoundTfjs | null;
  readonly models: readonly FoundModel[];
} {
  const session = new LiveSession();
  session.find(models);
  return session.found();
}

/**
 * Records the next calls of this realm's models while the page makes them, and puts everything back.
 * @param options the number of calls, or options
 * @returns a Report for each model that ran, as `profile` makes it; notes say what is in none of them
 * @throws TfjsFlopsError `unsupported-tfjs` where no tfjs 3.1 or later is loaded; `invalid-input` where nothing ran;
 *   `unknown-option`, `invalid-option`
 * @example
 * const { reports } = await record({ passes: 3, models: [model] });
 * console.log(formatTable(reports[0]));
 */
export async function record(options: number | RecordOptions = {}): Promise<Recorded> {
  const given = typeof options === 'number' ? { passes: options } : options;
  checkOptions(given);
  const session = new LiveSession();
  session.find(given.models);
  try {
    session.start({ passes: given.passes ?? PASSES, gpuTime: given.gpuTime ?? false });
    session.findUnheld();
    await recorded(session, given.seconds);
    const result = await session.finish();
    if (result.reports.length > 0) return result;
    throw new TfjsFlopsError(
      'invalid-input',
      `No model ran while it was recorded. ${result.notes.join(' ')}`.trim(),
      {
        remedies: ['use the page meanwhile', { set: [{ name: 'seconds', value: 120 }], to: 'wait longer' }],
      },
    );
  } catch (error) {
    throw refusalOf(error, session.found().tfjs);
  } finally {
    session.stop();
  }
}
