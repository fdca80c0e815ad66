/** @file `profile`: counts and times, on the current backend. */
import { getBackend } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import type { Session, Workload } from '../core/workload.ts';
import { startClock } from '../backends/clock.ts';
import { known, type ClockInfo, type Environment, type PassInfo } from '../core/environment.ts';
import type { ExecutedOptions } from '../executed/index.ts';
import type { Reads } from '../trace/recorder.ts';
import { Tracer, type ModelLike } from '../trace/tracer.ts';
import { runsOf } from '../session/architecture.ts';
import { assemble, formulasOf, type Heading, type Passes } from './assemble.ts';
import { checkModels, type CountOptions } from './count.ts';
import type { GivenInputs } from '../session/declared-inputs.ts';
import { environment } from './environment.ts';
import { checkExecutable, countExecuted } from './executed-pass.ts';
import { memoryOf } from './memory.ts';
import { measure, type Measured } from './passes.ts';
import { peaksFor, type PeaksOption } from './peaks.ts';
import { readsOf } from './cost.ts';
import { asRefusal } from './refusal.ts';
import { workloadFrom, type Profilable } from '../session/session.ts';

export interface ProfileOptions extends Omit<CountOptions, 'executed'> {
  /** Counts executed instructions too, in one more pass on an instrumented wasm backend; needs a workload. */
  readonly executed?: boolean | ExecutedOptions | undefined;
  /**
   * Shapes of a model's inputs, batch first, in its order or by name (default: its own with a batch of 1), or of the
   * tensors with which a function is called (default: none). Their values are made up; a workload has its own.
   */
  readonly inputs?: GivenInputs | undefined;
  /** Timed passes after the first (default 10); 0 counts without timing. */
  readonly runs?: number | undefined;
  /**
   * What this machine reaches, beside what the model does (default: none). `true` measures it, which takes about 2 s, and
   * in Node keeps it in the user's cache; `cached` takes what was kept, if anything was; `refresh` measures anew.
   */
  readonly peaks?: PeaksOption | undefined;
  /** Called after each pass. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Profiles run one after another: kernels carry no mark of who asked for them. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Runs a model or function on the current backend: one traced pass for the counts, then `runs` tapped passes for the time of
 * kernels, each beside an untapped one for the wall-clock. Profiles that overlap wait for each other.
 * @throws TfjsFlopsError `invalid-input`, `invalid-option`, `unsupported-tfjs`, `refused-by-backend`; and whatever
 *   the model or function throws.
 *   Nothing is left patched, and no tensor of ours is left.
 */
export function profile(profilable: Profilable, options: ProfileOptions = {}): Promise<Report> {
  const result = queue.then(() => profileNow(profilable, options));
  queue = result.catch(() => {});
  return result;
}

async function profileNow(profilable: Profilable, options: ProfileOptions): Promise<Report> {
  const runs = options.runs ?? 10;
  if (!Number.isInteger(runs) || runs < 0)
    throw new TfjsFlopsError(
      'invalid-option',
      `runs must be an integer from 0 up, got ${runs}. Ten is a good number.`,
    );
  const workload = workloadFrom(profilable, options);
  const wantsExecuted = options.executed !== undefined && options.executed !== false;
  if (wantsExecuted) checkExecutable(workload);
  const reads = readsOf(formulasOf(options));
  const { passes, heading } = await withPeaks(await runTimed(workload, reads, runs, options), options);
  if (!wantsExecuted) return assemble(passes, heading, options);
  const wanted = options.executed === true ? {} : options.executed;
  const executed = await countExecuted(workload, passes.trace, reads, wanted);
  return assemble({ ...passes, executed }, heading, options);
}

interface Timed {
  readonly passes: Passes;
  readonly heading: Heading;
}

/** After the passes, which are to find the backend as cold as it is without. */
async function withPeaks(
  { passes, heading }: Timed,
  { peaks: option = false }: ProfileOptions,
): Promise<Timed> {
  const found = await peaksFor(option);
  if (found === null) return { passes, heading };
  const { peaks, measuredWith } = found;
  return {
    passes: { ...passes, peaks },
    heading: { ...heading, environment: { ...heading.environment, peaksMeasuredWith: measuredWith } },
  };
}

/** Everything that the uninstrumented backend has to say; the session is closed afterwards. */
async function runTimed(
  workload: Workload,
  reads: Reads,
  runs: number,
  options: ProfileOptions,
): Promise<Timed> {
  const session = await workload.open();
  try {
    const models = checkModels(session.models);
    const { tracer, measured, timing } = await measureWithClock(session, models, reads, runs, options);
    const { architecture, diskBytes } = session;
    const weights = tracer.weights(diskBytes);
    return {
      passes: {
        ...measured,
        weights,
        memory: memoryOf(weights, measured.live, diskBytes),
        repairs: session.repairs ?? [],
        architectures:
          architecture === null
            ? runsOf(models, measured.trace, tracer)
            : [{ prefix: [], architecture, calls: 1 }],
      },
      heading: {
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

/** The passes, under the clock of the current backend, which is put away afterwards. */
async function measureWithClock(
  session: Session,
  models: readonly ModelLike[],
  reads: Reads,
  runs: number,
  { onProgress = () => {} }: ProfileOptions,
): Promise<Clocked> {
  const clock = await startClock();
  try {
    const { timer } = clock;
    const tracer = new Tracer({ models, reads, ...(timer !== null && { probe: timer }) });
    const measured = await measure(session, tracer, clock, runs, onProgress).catch((error: unknown) => {
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
