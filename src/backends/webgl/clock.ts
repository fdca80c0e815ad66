/** @file The clock of the webgl backend: queries where the GPU has them, else waits. */
import { env } from '@tensorflow/tfjs-core';
import { setOwnMethod } from '../../patch/own-property.ts';
import { deviceLife, type Lose } from '../device-life.ts';
import { clockResolutionMs } from '../../timing/host-clock.ts';
import type { Clock } from '../../timing/kernel-timer.ts';
import { queriesOf, rendererFacts, type Gl, type WebglBackend } from './context.ts';
import { queryTimer } from './queries.ts';
import { waitingTimer } from './waits.ts';

const LOST = 'webglcontextlost';

const lossOf = (gl: Gl) => (lose: Lose) => {
  const onLost = (): void => lose(LOST);
  gl.canvas?.addEventListener(LOST, onLost);
  return () => gl.canvas?.removeEventListener(LOST, onLost);
};

/** tfjs does not trust the extension on phones. */
const RELIABLE = 'WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_RELIABLE';

function isWebGl(backend: object): backend is WebglBackend {
  const { gpgpu } = backend as { gpgpu?: Partial<WebglBackend['gpgpu']> };
  return gpgpu?.gl !== undefined && typeof gpgpu.executeProgram === 'function';
}

/** @param backend the current one of tfjs-backend-webgl */
export function webglClock(backend: object): Clock {
  if (!isWebGl(backend))
    return {
      kind: 'none',
      timer: null,
      computes: true,
      device: {},
      facts: () => ({
        clockNote: 'this tfjs-backend-webgl shows no WebGL context: kernels can be timed with 4.22',
      }),
      whileAlive: async (work) => work(),
      stop() {},
    };
  const { gpgpu } = backend;
  const { gl } = gpgpu;
  const life = deviceLife(lossOf(gl), () => (gl.isContextLost() ? LOST : null));
  const device = rendererFacts(gl);
  let programs = 0;
  const { executeProgram } = gpgpu;
  const restore = setOwnMethod(gpgpu, 'executeProgram', () => {
    programs++;
    executeProgram.call(gpgpu);
  });
  const { whileAlive } = life;
  const stop = (): void => {
    life.release();
    restore();
  };
  const queries = env().getBool(RELIABLE) ? queriesOf(gl) : null;
  if (queries === null)
    return {
      kind: 'upper-bound',
      timer: waitingTimer(backend, () => programs),
      computes: true,
      device,
      facts: () => ({
        clockResolutionMs: clockResolutionMs(),
        clockNote:
          'there are no timer queries here: each kernel is waited for, small ones seem longer than they are',
      }),
      whileAlive,
      stop,
    };
  const timed = queryTimer(backend, queries, () => programs);
  return {
    kind: 'query',
    timer: timed.timer,
    computes: true,
    device,
    facts: timed.facts,
    whileAlive,
    stop() {
      stop();
      timed.stop();
    },
  };
}
