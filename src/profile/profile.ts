/** @file `profile`: counts and times, on the current backend. */
import { getBackend } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import type { Json } from '../core/shape.ts';
import { clockResolutionMs, hostClock } from '../timing/host-clock.ts';
import type { ExecutedOptions } from '../executed/index.ts';
import type { Reads } from '../trace/recorder.ts';
import { Tracer } from '../trace/tracer.ts';
import { runsOf } from './architecture-of.ts';
import { assemble, formulasOf, type Heading, type Passes } from './assemble.ts';
import { checkModels, type CountOptions } from './count.ts';
import type { GivenInputs } from './declared-inputs.ts';
import { environment } from './environment.ts';
import { checkExecutable, countExecuted } from './executed-pass.ts';
import { memoryOf } from './memory.ts';
import { measure, type Measured } from './passes.ts';
import { readsOf } from './pricing.ts';
import { asRefusal } from './refusal.ts';
import { sourceOf, type Source, type Target } from './session.ts';

export interface ProfileOptions extends Omit<CountOptions, 'executed'> {
  /** Counts executed instructions too, in one more pass on an instrumented wasm backend; needs a recipe. */
  readonly executed?: boolean | ExecutedOptions;
  /**
   * Shapes of a model's inputs, batch first, in its order or by name (default: its own with a batch of 1), or of the
   * tensors with which a function is called (default: none). Their values are made up; a recipe has its own.
   */
  readonly inputs?: GivenInputs;
  /** Timed passes after the first (default 10); 0 counts without timing. */
  readonly runs?: number;
  /** Called after each pass. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Profiles run one after another: kernels carry no mark of who asked for them. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Runs `target` on the current backend: one traced pass for the counts, then `runs` tapped passes for the time of
 * kernels, each beside an untapped one for the wall-clock. Profiles that overlap wait for each other.
 * @throws TfjsFlopsError `invalid-input`, `invalid-option`, `unsupported-tfjs`, `refused-by-backend`; and whatever
 *   `target` throws.
 *   Nothing is left patched, and no tensor of ours is left.
 */
export function profile(target: Target, options: ProfileOptions = {}): Promise<Report> {
  const result = queue.then(() => profileNow(target, options));
  queue = result.catch(() => {});
  return result;
}

async function profileNow(target: Target, options: ProfileOptions): Promise<Report> {
  const runs = options.runs ?? 10;
  if (!Number.isInteger(runs) || runs < 0)
    throw new TfjsFlopsError(
      'invalid-option',
      `runs must be an integer from 0 up, got ${runs}. Ten is a good number.`,
    );
  const source = sourceOf(target, options.inputs, options.models ?? []);
  const wantsExecuted = options.executed !== undefined && options.executed !== false;
  if (wantsExecuted) checkExecutable(source);
  const reads = readsOf(formulasOf(options));
  const { passes, heading } = await runTimed(source, reads, runs, options);
  if (!wantsExecuted) return assemble(passes, heading, options);
  const wanted = options.executed === true ? {} : options.executed;
  const executed = await countExecuted(source, passes.trace, reads, wanted);
  return assemble({ ...passes, executed }, heading, options);
}

/** Everything that the uninstrumented backend has to say; the session is closed afterwards. */
async function runTimed(
  source: Source,
  reads: Reads,
  runs: number,
  options: ProfileOptions,
): Promise<{ passes: Passes; heading: Heading }> {
  const session = await source.open();
  try {
    const models = checkModels(session.models);
    const probe = hostClock();
    const tracer = new Tracer({ models, reads, probe });
    const measured = await measure(session, tracer, probe, runs, options.onProgress ?? (() => {})).catch(
      (error: unknown) => {
        throw asRefusal(error, tracer);
      },
    );
    const { architecture, diskBytes } = session;
    const weights = tracer.weights(diskBytes);
    return {
      passes: {
        ...measured,
        weights,
        memory: memoryOf(weights, measured.live, diskBytes),
        mends: session.mends ?? [],
        architectures:
          architecture === null
            ? runsOf(models, measured.trace, tracer)
            : [{ prefix: [], architecture, calls: 1 }],
      },
      heading: {
        model: options.name ?? source.name,
        backend: getBackend(),
        inputs: session.inputs,
        environment: {
          ...(await environmentOf(source, measured, runs)),
          ...(session.inputValues !== undefined && { inputValues: session.inputValues }),
        },
      },
    };
  } finally {
    session.dispose();
  }
}

async function environmentOf(
  source: Source,
  measured: Measured,
  runs: number,
): Promise<{ [key: string]: Json }> {
  const { notFinite, denormal } = measured.outputs;
  return {
    ...(await environment()),
    ...source.spec,
    ...(runs > 0 && { clock: 'host', clockResolutionMs: clockResolutionMs() }),
    ...(notFinite > 0 && { outputsNotFinite: notFinite }),
    ...(denormal > 0 && { outputsDenormal: denormal }),
    ...(measured.varyingPasses > 0 && { varyingPasses: measured.varyingPasses }),
  };
}
