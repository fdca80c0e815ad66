/** @file The clock of the webgl backend: queries where the GPU has them, else waits. */
import { setOwnMethod } from '../../patch/own-property.ts';
import { clockResolutionMs } from '../../timing/host-clock.ts';
import type { Clock } from '../../timing/kernel-timer.ts';
import { watchForLoss } from '../device-loss.ts';
import { queriesOf, webglOf } from './context.ts';
import { lossOf, watchContextLoss } from './loss.ts';
import { queryTimer } from './queries.ts';
import { waitingTimer } from './waits.ts';

/** A flag of tfjs, which does not trust the extension on phones. */
export const RELIABLE = 'WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_RELIABLE';

export interface QueryTrust {
  /** What tfjs's flag says. */
  readonly isReliable: boolean;
  /** How long answers may take after a pass, in ms; default: where its outputs are on the host already. */
  readonly limitMs?: number;
}

const UNKNOWN: Clock = {
  kind: 'none',
  timer: null,
  computes: true,
  info: () => ({
    clockNote: 'this tfjs-backend-webgl shows no WebGL context: kernels can be timed with 4.22',
  }),
  whileAlive: async (work) => work(),
  stop() {},
};

/** @param current tfjs's backend object */
export function webglClock(current: object, { isReliable, limitMs }: QueryTrust): Clock {
  const backend = webglOf(current);
  if (backend === null) return UNKNOWN;
  const { gpgpu } = backend;
  const { gl } = gpgpu;
  const loss = watchForLoss(
    (lose) => watchContextLoss(gl, lose),
    () => lossOf(gl),
  );
  let programs = 0;
  const { executeProgram } = gpgpu;
  const restore = setOwnMethod(gpgpu, 'executeProgram', () => {
    programs++;
    executeProgram.call(gpgpu);
  });
  const { whileAlive } = loss;
  const stop = (): void => {
    loss.stop();
    restore();
  };
  const queries = isReliable ? queriesOf(gl) : null;
  if (queries === null)
    return {
      kind: 'upper-bound',
      timer: waitingTimer(backend, () => programs),
      computes: true,
      info: () => ({
        clockResolutionMs: clockResolutionMs(),
        clockNote:
          'there are no timer queries here: each kernel is waited for, small ones seem longer than they are',
      }),
      whileAlive,
      stop,
    };
  const timed = queryTimer(backend, queries, () => programs, limitMs);
  return {
    kind: 'query',
    timer: timed.timer,
    computes: true,
    info: timed.info,
    whileAlive,
    stop() {
      stop();
      timed.stop();
    },
  };
}
