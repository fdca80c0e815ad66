/** @file Arithmetic on GPU timestamps, in nanoseconds: durations of programs, and the step of the clock. */

/**
 * How long each program ran: end − max(begin, end of the one before). A queue runs its programs in order, but a
 * program's begin may be stamped while the one before still runs (Vulkan stamps it at the top of the pipe); the plain
 * difference would include that wait.
 * @param stamps begin and end of each program, in the order of submission
 */
export function durationsNs(stamps: BigUint64Array): number[] {
  let previousEnd = 0n;
  return Array.from({ length: stamps.length / 2 }, (_, program) => {
    const begin = stamps[2 * program]!;
    const end = stamps[2 * program + 1]!;
    const from = begin > previousEnd ? begin : previousEnd;
    if (end > previousEnd) previousEnd = end;
    return end > from ? Number(end - from) : 0;
  });
}

/** With this many distances the odds that they share a factor above 1 µs by chance are below 1 : 10⁹. */
const ENOUGH = 5;

/**
 * The step of a clock, from distances between its stamps: their greatest common divisor, which is the step itself or,
 * for want of distances, a multiple of it.
 */
export class ClockStep {
  #gcd = 0;
  #distances = 0;
  #last = 0;
  #first: bigint | null = null;

  /** @param ns between any two stamps; equal stamps, and a distance twice in a row, add nothing */
  add(ns: number): void {
    if (ns === 0 || ns === this.#last) return;
    this.#last = ns;
    this.#distances++;
    this.#gcd = greatestCommonDivisor(this.#gcd, ns);
  }

  /** Distances from the first stamp of all: short passes may fall into one step each. */
  addStamps(stamps: BigUint64Array): void {
    for (const stamp of stamps) {
      const first = (this.#first ??= stamp);
      this.add(Number(stamp > first ? stamp - first : first - stamp));
    }
  }

  /** `null` while too few distances are known. */
  get ns(): number | null {
    return this.#distances < ENOUGH ? null : this.#gcd;
  }

  /** `undefined` while too few distances are known. */
  get ms(): number | undefined {
    return this.ns === null ? undefined : this.ns / 1e6;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/** Why times of a pass are void: timers of a GPU do not nest, and two see one another's kernels. */
export const TIMED_BY_OTHERS = 'something else in the page timed the GPU meanwhile';
