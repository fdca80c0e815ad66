/**
 * @file The host's clock around each outermost kernel. True on cpu, wasm and tensorflow, whose kernels run to
 * their end before they return; on webgl and webgpu it would time the submission only.
 */
import type { Probe } from '../core/trace.ts';

/** Milliseconds per entry. */
export function hostClock(): Probe<number> {
  let startMs = 0;
  let elapsedMs = 0;
  let sums: number[] = [];
  return {
    name: 'host clock',
    enter() {
      startMs = performance.now();
    },
    leave() {
      elapsedMs = performance.now() - startMs;
    },
    book(entry) {
      sums[entry] = (sums[entry] ?? 0) + elapsedMs;
    },
    collect() {
      const collected = new Map<number, number>();
      for (const [entry, ms] of sums.entries()) if (ms !== undefined) collected.set(entry, ms);
      sums = [];
      return collected;
    },
  };
}

/** The smallest step that the clock makes, in ms; browsers coarsen it to 0.005 … 0.1. */
export function clockResolutionMs(): number {
  let smallest = Infinity;
  for (let sample = 0; sample < 50; sample++) {
    const start = performance.now();
    let now = start;
    while (now === start) now = performance.now();
    smallest = Math.min(smallest, now - start);
  }
  return smallest;
}
