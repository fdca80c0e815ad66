/** @file `profile`: counts and times, on the current backend. */
import { getBackend } from '@tensorflow/tfjs-core';
import type { Report } from '../core/report.ts';
import type { Session, Workload } from '../core/workload.ts';
import { startClock } from '../backends/clock.ts';
import { known, type ClockInfo, type Environment, type PassInfo } from '../core/environment.ts';
import type { Reads } from '../trace/recorder.ts';
import { Tracer, type ModelLike } from '../trace/tracer.ts';
import { assemble, type RunHeader, type RunResults } from './assemble.ts';
import { formulasOf } from './custom-formulas.ts';
import { environment } from './environment.ts';
import { checkExecutable, countExecuted } from './executed-pass.ts';
import { checkSignal, openedUnlessAborted } from './abort.ts';
import { measure, type Measured } from './passes.ts';
import { checkModels } from './models.ts';
import { checkProfileOptions, type ProfileOptions } from './options.ts';
import { inTurn } from './process-lock.ts';
import { peaksFor } from './peaks.ts';
import { resultsOf } from './traced.ts';
import { readsOf } from './cost.ts';
import { asRefusal } from './refusal.ts';
import { workloadFrom, type Profilable } from '../session/session.ts';

export type { ProfileOptions } from './options.ts';

/** Default of the option `runs`. */
const RUNS = 10;

/**
 * Runs a model or function on the current backend: one traced pass for the counts, then `runs` tapped passes for the
 * time of kernels, each followed by an untapped one for the wall-clock. Profiles that overlap wait for each other.
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

interface Timed {
  readonly results: RunResults;
  readonly header: RunHeader;
}

/** Measures peaks after the passes, so that these find the backend as cold as without. */
async function withPeaks(timed: Timed, { peaks: option = false, signal }: ProfileOptions): Promise<Timed> {
  checkSignal(signal);
  const found = await peaksFor(option);
  if (found === null) return timed;
  const { results, header } = timed;
  const { peaks, measuredWith } = found;
  return {
    results: { ...results, peaks },
    header: { ...header, environment: { ...header.environment, peaksMeasuredWith: measuredWith } },
  };
}

/** The traced and timed passes on the uninstrumented backend; the session is closed afterwards. */
async function runTimed(workload: Workload, reads: Reads, options: ProfileOptions): Promise<Timed> {
  const session = await openedUnlessAborted(workload, options.signal);
  try {
    const models = checkModels(session.models);
    const { tracer, measured, timing } = await measureWithClock(session, models, reads, options);
    return {
      results: {
        ...measured,
        ...resultsOf({ ...measured, tracer }, session),
        repairs: session.repairs,
      },
      header: {
        model: options.name ?? workload.title,
        backend: getBackend(),
        inputs: session.inputs,
        environment: {
          ...(await environment()),
          ...workload.spec,
          ...timing,
          ...passInfo(session, measured),
        },
      },
    };
  } finally {
    session.dispose();
  }
}

interface Clocked {
  readonly tracer: Tracer;
  readonly measured: Measured;
  /** The clock; nothing where no pass is timed. */
  readonly timing: Pick<Environment, 'clock' | keyof ClockInfo>;
}

/** The passes, under the clock of the current backend, which is stopped afterwards. */
async function measureWithClock(
  session: Session,
  models: readonly ModelLike[],
  reads: Reads,
  options: ProfileOptions,
): Promise<Clocked> {
  const { runs = RUNS } = options;
  const clock = await startClock();
  try {
    const { timer } = clock;
    const tracer = new Tracer({ models, reads, probe: timer ?? undefined });
    const measured = await measure(session, tracer, clock, runs, options).catch((error: unknown) => {
      throw asRefusal(error, tracer);
    });
    return {
      tracer,
      measured,
      timing: runs === 0 ? {} : { clock: clock.kind, ...clock.info() },
    };
  } finally {
    clock.stop();
  }
}

const unlessZero = (count: number): number | undefined => (count === 0 ? undefined : count);

const passInfo = ({ inputValues }: Session, { outputs, varyingPasses, voidPasses }: Measured): PassInfo =>
  known({
    outputsNotFinite: unlessZero(outputs.notFinite),
    outputsDenormal: unlessZero(outputs.denormal),
    varyingPasses: unlessZero(varyingPasses),
    voidPasses: unlessZero(voidPasses),
    inputValues,
  });
