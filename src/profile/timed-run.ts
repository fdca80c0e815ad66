/** @file One session under a clock: its first pass, further ones as they are asked for, and what they give. */
import { getBackend } from '@tensorflow/tfjs-core';
import { known, type PassInfo } from '../core/environment.ts';
import type { Time } from '../core/report.ts';
import type { Session, Workload } from '../core/workload.ts';
import type { Clock } from '../timing/kernel-timer.ts';
import type { Reads } from '../trace/recorder.ts';
import { fetchConstants } from '../session/constants.ts';
import { Tracer } from '../trace/tracer.ts';
import type { RunHeader, RunResults } from './build-report.ts';
import { environment } from './environment.ts';
import { checkModels } from './models.ts';
import type { ProfileOptions } from './options.ts';
import { startPasses, type Measured, type Passes } from './passes.ts';
import { asRefusal } from './refusal.ts';
import { titleFrom } from './title.ts';
import { resultsOf } from './traced.ts';

export interface Timed {
  readonly results: RunResults;
  readonly header: RunHeader;
}

export interface TimedRun extends Pick<Passes, 'untapped' | 'tapped' | 'settle' | 'end'> {
  /**
   * Of all passes so far, on the backend that is current.
   * @param runs tapped passes after the first
   * @param wall default: that of the untapped passes
   */
  readonly results: (runs: number, wall?: Time | null) => Promise<Timed>;
}

/** Runs the first pass of a session. @throws TfjsFlopsError as `profile` */
export async function startRun(
  workload: Workload,
  session: Session,
  clock: Clock,
  reads: Reads,
  { name, signal }: Pick<ProfileOptions, 'name' | 'signal'>,
): Promise<TimedRun> {
  const tracer = new Tracer({
    models: checkModels(session.models),
    reads,
    probe: clock.timer ?? undefined,
  });
  const orRefusal = <T>(pass: Promise<T>): Promise<T> =>
    pass.catch((error: unknown) => {
      throw asRefusal(error, tracer);
    });
  const passes = await orRefusal(startPasses(session, tracer, clock, signal));
  return {
    untapped: () => orRefusal(passes.untapped()),
    tapped: () => orRefusal(passes.tapped()),
    settle: () => orRefusal(passes.settle()),
    end: passes.end,
    async results(runs, wall) {
      const measured = passes.measured(wall);
      // For theory, and for the pass on shapes: kernels took them to the GPU.
      await fetchConstants(tracer.models.map(([model]) => model));
      const timing = runs === 0 ? {} : { clock: clock.kind, ...clock.info() };
      return {
        results: { ...measured, ...resultsOf({ ...measured, tracer }, session), repairs: session.repairs },
        header: {
          model: name ?? titleFrom(workload.title, tracer.outermost),
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
    },
  };
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
