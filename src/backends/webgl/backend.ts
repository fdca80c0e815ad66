/** @file The WebGL backend of browsers. */
import { env } from '@tensorflow/tfjs-core';
import type { Backend } from '../backend.ts';
import { RELIABLE, webglClock } from './clock.ts';
import { glOf } from './context.ts';
import { webglInfo } from './info.ts';
import { watchContextLoss } from './loss.ts';
import { watchWebgl } from './work.ts';

export const webglBackend: Backend = {
  name: 'webgl',
  kernelsAreSynchronous: false,
  clock: (current) => webglClock(current, { isReliable: env().getBool(RELIABLE) }),
  info(current) {
    const gl = glOf(current);
    return gl === null ? {} : webglInfo(gl);
  },
  watchLoss(current, lose) {
    const gl = glOf(current);
    return gl === null ? (): void => {} : watchContextLoss(gl, lose);
  },
  watchWork: watchWebgl,
};
