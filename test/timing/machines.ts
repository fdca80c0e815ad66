/** @file Synthetic machines: what a pass costs there is made up, and how b relates to a is known. */
import { randomSource } from '../support/random.ts';

export interface MachineSpec {
  /** b ÷ a. */
  readonly ratio: number;
  /** Time of a pass of a, in ms; default 10. */
  readonly passMs?: number;
  /** σ of the logarithm of each pass. */
  readonly noise: number;
  /** The machine slows down by this factor over 100 passes. */
  readonly drift?: number;
  /** σ of the steps of a random walk that all passes share. */
  readonly walk?: number;
  /** Share of passes that take 6 times as long. */
  readonly outliers?: number;
  /** How much slower the second of two neighbours is. */
  readonly second?: number;
  /** Its first 3 passes cost side b so many times more. */
  readonly slowStart?: number;
}

export interface Machine {
  readonly passes: readonly [() => Promise<number>, () => Promise<number>];
  /** Of one pass, about. */
  readonly passMs: number;
}

const PASS_MS = 10;
const COLD_PASSES = 3;
const STUTTER = 6;

export function machine(spec: MachineSpec, seed: number): Machine {
  const {
    ratio,
    passMs = PASS_MS,
    noise,
    drift = 1,
    walk = 0,
    outliers = 0,
    second = 1,
    slowStart = 1,
  } = spec;
  const { below } = randomSource(seed);
  const uniform = (): number => below(2 ** 30) / 2 ** 30;
  /** Box and Muller. */
  const gauss = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  let passes = 0;
  let wandered = 0;
  const ran = [0, 0];
  const pass = (side: 0 | 1) => async (): Promise<number> => {
    wandered += walk * gauss();
    const log = Math.log(drift) * (passes / 100) + wandered + noise * gauss();
    const cold = side === 1 && ran[side]! < COLD_PASSES ? slowStart : 1;
    const order = passes % 2 === 1 ? second : 1;
    const stutter = uniform() < outliers ? STUTTER : 1;
    passes++;
    ran[side]!++;
    return passMs * Math.exp(log) * (side === 1 ? ratio : 1) * cold * order * stutter;
  };
  return { passes: [pass(0), pass(1)], passMs };
}

interface Expected {
  readonly spec: MachineSpec;
  /** The difference is large enough for 95 of 100. */
  readonly mustSee: boolean;
  /** ln(high ÷ low) at the median. */
  readonly widest: number;
}

export const MACHINES: Readonly<Record<string, Expected>> = {
  steady: { spec: { ratio: 1, noise: 0.05 }, mustSee: false, widest: 0.12 },
  'slows down': { spec: { ratio: 1, noise: 0.05, drift: 3 }, mustSee: false, widest: 0.15 },
  wanders: { spec: { ratio: 1, noise: 0.03, walk: 0.03 }, mustSee: false, widest: 0.15 },
  stutters: { spec: { ratio: 1, noise: 0.05, outliers: 0.1 }, mustSee: false, widest: 0.2 },
  'favours who runs first': { spec: { ratio: 1, noise: 0.02, second: 1.06 }, mustSee: false, widest: 0.2 },
  'starts slowly': {
    spec: { ratio: 1, passMs: 100, noise: 0.02, slowStart: 5 },
    mustSee: false,
    widest: 0.15,
  },
  'b is slower, all at once': {
    spec: { ratio: 1.2, noise: 0.05, drift: 2, walk: 0.01, outliers: 0.05, slowStart: 3 },
    mustSee: true,
    widest: 0.2,
  },
  'b is faster, all at once': {
    spec: { ratio: 1 / 1.2, noise: 0.05, drift: 2, walk: 0.01, outliers: 0.05, slowStart: 3 },
    mustSee: true,
    widest: 0.2,
  },
};
