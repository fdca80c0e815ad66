/**
 * @file Time on a webgl backend without timer queries: the host's clock, with a wait for the GPU after each kernel.
 * Reading a pixel is the only call that waits in all browsers; it takes time itself, so this is an upper bound.
 */
import { hostClock } from '../../timing/host-clock.ts';
import type { KernelTimer } from '../../timing/kernel-timer.ts';
import type { WebglBackend } from './context.ts';

/** @param programs how many programs the backend has run so far */
export function waitingTimer({ gpgpu }: WebglBackend, programs: () => number): KernelTimer {
  const { gl, framebuffer } = gpgpu;
  const clock = hostClock();
  const pixel = new Float32Array(4);
  const timed = new Set<number>();
  let programsBefore = 0;
  let hasRun = false;
  return {
    name: 'host clock, waiting for the GPU',
    enter() {
      programsBefore = programs();
      clock.enter();
    },
    leave() {
      hasRun = programs() > programsBefore;
      if (hasRun) {
        gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
        gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.FLOAT, pixel);
      }
      clock.leave();
    },
    book(entry) {
      if (!hasRun) return;
      clock.book(entry);
      timed.add(entry);
    },
    collect() {
      const times = new Map([...clock.collect()].filter(([entry]) => timed.has(entry)));
      timed.clear();
      return times;
    },
  };
}
