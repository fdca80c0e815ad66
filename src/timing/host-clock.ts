/**
 * @file The host's clock around each outermost kernel. Correct on cpu, wasm and tensorflow, whose kernels run to
 * their end before they return; on webgl and webgpu it would time the submission only.
 */
import type { Probe } from '../core/trace.ts';

/** Milliseconds per entry. */
export function hostClock(): Probe<number> {
  // Typed arrays: a number in a closure's variable would be allocated anew at each kernel.
  const time = new Float64Array(2);
  let sums = new Float64Array(1024);
  let entries = 0;
  return {
    name: 'host clock',
    enter() {
      time[0] = performance.now();
    },
    leave() {
      time[1] = performance.now();
    },
    book(entry) {
      if (entry >= sums.length) {
        const larger = new Float64Array(2 * Math.max(entry, sums.length));
        larger.set(sums);
        sums = larger;
      }
      if (entry >= entries) entries = entry + 1;
      sums[entry]! += time[1]! - time[0]!;
    },
    collect() {
      const collected = new Map<number, number>();
      for (let entry = 0; entry < entries; entry++) collected.set(entry, sums[entry]!);
      sums.fill(0);
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
