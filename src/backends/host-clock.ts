/** @file The host's clock as the clock of a backend, and the backends for which that is all there is to know. */
import { known, type ClockInfo } from '../core/environment.ts';
import { clockResolutionMs, hostClock } from '../timing/host-clock.ts';
import type { Clock } from '../timing/kernel-timer.ts';
import type { Backend } from './backend.ts';

/** @param clockNote what must be known to trust its times */
export const hostClockOf = (clockNote?: string): Clock => ({
  kind: 'host',
  timer: hostClock(),
  computes: true,
  info: () => known<ClockInfo>({ clockResolutionMs: clockResolutionMs(), clockNote }),
  whileAlive: async (work) => work(),
  stop() {},
});

/** A backend on the host's processor: its kernels end before they return, and it cannot be lost. */
export const onHost = (name: string, info: Backend['info']): Backend => ({
  name,
  kernelsAreSynchronous: true,
  clock: () => hostClockOf(),
  info,
  watchLoss: () => () => {},
});
