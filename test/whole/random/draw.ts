/** @file Seeded draws, the same on every machine. */

/** Park and Miller's minimal standard generator (1988; multiplier 48271 of 1993): x ← 48271·x mod 2³¹ − 1. */
const MULTIPLIER = 48_271;
const MODULUS = 2 ** 31 - 1;
/** Neighbouring seeds begin alike. */
const DISCARDED = 8;

export class Draw {
  #state: number;

  /** @param seed an integer from 0 up */
  constructor(seed: number) {
    this.#state = 1 + (seed % (MODULUS - 1));
    for (let i = 0; i < DISCARDED; i++) this.#next();
  }

  #next(): number {
    this.#state = (MULTIPLIER * this.#state) % MODULUS;
    return this.#state;
  }

  /** Uniform in from … to, both included. */
  integer(from: number, to: number): number {
    return from + (this.#next() % (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.#next() < probability * MODULUS;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.integer(0, items.length - 1)]!;
  }
}
