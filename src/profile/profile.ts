/** @file `profile`: counts and times, on the current backend. */
import type { Report } from '../core/report.ts';
import type { Session, Workload } from '../core/workload.ts';
import { startClock } from '../backends/clock.ts';
import type { Reads } from '../trace/recorder.ts';
import { assemble } from './assemble.ts';
import { formulasOf } from './custom-formulas.ts';
import { checkExecutable, countExecuted } from './executed-pass.ts';
import { checkSignal, openedUnlessAborted } from './abort.ts';
import { checkProfileOptions, type ProfileOptions } from './options.ts';
import { inTurn } from './process-lock.ts';
import { rowsAboveRoof } from '../report/roofline.ts';
import type { MeasuredPeaks } from '../timing/peaks.ts';
import { peaksOf, raisedPeaks } from './peaks.ts';
import { readsOf } from './cost.ts';
import { shapeCheckOf } from './shape-check.ts';
import { startRun, type Timed, type TimedRun } from './timed-run.ts';
import { workloadFrom, type Profilable } from '../session/session.ts';

export type { ProfileOptions } from './options.ts';

/** Default of the option `runs`. */
export const RUNS = 10;

/**
 * Runs a model or function on the current backend: one traced pass for the counts, then `runs` tapped passes for the
 * time of kernels, each followed by an untapped one for the wall-clock. Without these a second pass is run where the first
 * left tensors behind, to see whether each does. Profiles that overlap wait for each other.
 * @param profilable a LayersModel, a GraphModel, a function of tensors, or a workload
 * @returns a Report; times are in milliseconds
 * @throws TfjsFlopsError `invalid-input`, `unknown-option`, `invalid-option`, `unsupported-tfjs`, `refused-by-backend`,
 *   `wrong-backend` and `live-model` with `executed`, `aborted` by `signal`, `nested-profile` inside
 *   a profile; and whatever the model or function throws. Nothing is left patched, and no tensors leak.
 * @example
 * const report = await profile(model, { batch: 4 });
 * console.log(formatTable(report));
 */
export async function profile(profilable: Profilable, options: ProfileOptions = {}): Promise<Report> {
  checkProfileOptions(options);
  const workload = workloadFrom(profilable, options);
  return inTurn(() => profileNow(workload, options));
}

async function profileNow(workload: Workload, options: ProfileOptions): Promise<Report> {
  checkSignal(options.signal);
  const { executed = false } = options;
  if (executed !== false) checkExecutable(workload);
  const reads = readsOf(formulasOf(options));
  const { results, header } = await withPeaks(await runTimed(workload, reads, options), options);
  const executedPass =
    executed === false
      ? undefined
      : await countExecuted(
          workload,
          results.trace,
          reads,
          executed === true ? {} : executed,
          options.signal,
        );
  return assemble({ ...results, executed: executedPass }, header, options);
}

/** How often peaks are measured again that a row was faster than. */
const MORE_SWEEPS = 2;

const peaksIn = (timed: Timed, { measuredWith, ...peaks }: MeasuredPeaks): Timed => ({
  results: { ...timed.results, peaks },
  header: {
    ...timed.header,
    environment: { ...timed.header.environment, peaksMeasuredWith: measuredWith.join(', ') },
  },
});

/**
 * Measures peaks after the passes, so that these find the backend as cold as without; once more where a row was faster than
 * peaks that were measured while something else ran.
 */
async function withPeaks(timed: Timed, options: ProfileOptions): Promise<Timed> {
  const { peaks: option = false, signal } = options;
  checkSignal(signal);
  let peaks = option === false ? null : await peaksOf(option);
  if (peaks === null) return timed;
  const report = assemble(timed.results, timed.header, options);
  for (let sweep = 0; sweep < MORE_SWEEPS && rowsAboveRoof({ ...report, peaks }).length > 0; sweep++) {
    checkSignal(signal);
    peaks = await raisedPeaks(peaks);
  }
  return peaksIn(timed, peaks);
}

/** After all passes, so that it is in none of their figures. */
async function withShapeCheck(
  { results, header }: Timed,
  workload: Workload,
  session: Session,
  reads: Reads,
): Promise<Timed> {
  const check = await shapeCheckOf(workload, session, results.trace, reads);
  return { results, header: { ...header, environment: { ...header.environment, ...check } } };
}

/** The traced and timed passes on the uninstrumented backend; the session is closed afterwards. */
async function runTimed(workload: Workload, reads: Reads, options: ProfileOptions): Promise<Timed> {
  const { runs = RUNS, onProgress = () => {} } = options;
  const session = await openedUnlessAborted(workload, options.signal);
  try {
    const clock = await startClock();
    let run: TimedRun | null = null;
    try {
      run = await startRun(workload, session, clock, reads, options);
      const total = 1 + 2 * runs;
      onProgress(1, total);
      for (let i = 0; i < runs; i++) {
        await run.untapped();
        await run.tapped();
        onProgress(3 + 2 * i, total);
      }
      await run.settle();
    } finally {
      run?.end();
      clock.stop();
    }
    return await withShapeCheck(await run.results(runs), workload, session, reads);
  } finally {
    session.dispose();
  }
}
