/**
 * @file Outputs of wasm against those of cpu, over the random calls of the grid and over further kernels that wasm is
 * known to get wrong: what differs must be on the list of `core/wrong-results.ts`.
 */
import {
  conv3dTranspose,
  cumprod,
  cumsum,
  prelu,
  setBackend,
  tidy,
  type Tensor,
  type Tensor5D,
} from '@tensorflow/tfjs-core';
import { wrongResultOf } from '../../core/wrong-results.ts';
import { readsOf } from '../../profile/cost.ts';
import { formulasOf } from '../../profile/custom-formulas.ts';
import { Tracer } from '../../trace/tracer.ts';
import { Dice, randomCase, type KernelCase } from './grid.ts';

/** Outputs may differ by this much, relative to what is above 1: sums are rounded in another order. */
const TOLERANCE = 1e-3;
/** Every fifth call is of a kernel that is not in the grid. */
const GRID_CALLS = 4;

/** What was compared; the lists are by kernel. */
export interface OutputCheck {
  readonly cases: number;
  /** Calls that are on the list, and how many of those differed. */
  readonly listed: number;
  readonly listedDifferent: number;
  readonly wrongKernels: readonly string[];
  /** Seeds of calls that differ and are not on the list. */
  readonly unlisted: readonly number[];
}

const shapeOf = (dice: Dice): number[] => Array.from({ length: dice.from(1, 4) }, () => dice.from(1, 5));

const FURTHER: Readonly<Record<string, (dice: Dice) => () => Tensor>> = {
  Conv3DBackpropInputV2(dice) {
    const triple = (low: number, high: number): number[] => [0, 1, 2].map(() => dice.from(low, high));
    const [kernel, small, stride] = [triple(1, 3), triple(1, 4), dice.from(1, 2)];
    const [batch, cIn, cOut, pad] = [
      dice.from(1, 2),
      dice.from(1, 3),
      dice.from(1, 3),
      dice.of(['same', 'valid'] as const),
    ];
    const large = small.map((size, i) => (pad === 'same' ? size * stride : (size - 1) * stride + kernel[i]!));
    const dy = dice.tensor([batch, ...small, cOut]) as Tensor5D;
    const filter = dice.tensor([...kernel, cIn, cOut]) as Tensor5D;
    const shape = [batch, ...large, cIn] as [number, number, number, number, number];
    return () => conv3dTranspose(dy, filter, shape, stride, pad);
  },
  Prelu(dice) {
    const shape = shapeOf(dice);
    const x = dice.tensor(shape);
    const alpha = dice.tensor(shape.map((size) => (dice.unit() < 0.4 ? 1 : size)));
    return () => prelu(x, alpha);
  },
  Cumsum(dice) {
    const shape = shapeOf(dice);
    const [x, axis] = [dice.tensor(shape), dice.from(0, shape.length - 1)];
    return () => cumsum(x, axis, dice.unit() < 0.5, dice.unit() < 0.5);
  },
  Cumprod(dice) {
    const shape = shapeOf(dice);
    const [x, axis] = [dice.tensor(shape), dice.from(0, shape.length - 1)];
    return () => cumprod(x, axis, dice.unit() < 0.5, dice.unit() < 0.5);
  },
};
const FURTHER_KERNELS = Object.keys(FURTHER);

/** The call of a seed. Seeds of the grid's calls are the grid's own: they follow one another without a gap. */
export function outputCase(seed: number): KernelCase {
  const round = Math.floor(seed / (GRID_CALLS + 1));
  const place = seed % (GRID_CALLS + 1);
  if (place < GRID_CALLS) return randomCase(round * GRID_CALLS + place);
  const kernel = FURTHER_KERNELS[round % FURTHER_KERNELS.length]!;
  return { seed, kernel, run: FURTHER[kernel]!(new Dice(seed)) };
}

const differ = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length !== b.length ||
  // Not a number is a difference too.
  Array.from(a).some((value, i) => !(Math.abs(value - b[i]!) <= TOLERANCE * Math.max(1, Math.abs(value))));

/** Runs `cases` random calls on cpu and on wasm, which is the current backend afterwards. */
export async function checkOutputs(
  cases: number,
  onProgress: (done: number) => void = () => {},
  isListed: typeof wrongResultOf = wrongResultOf,
): Promise<OutputCheck> {
  await setBackend('cpu');
  const expected = Array.from({ length: cases }, (_, seed) =>
    tidy(() => outputCase(seed).run().dataSync().slice()),
  );
  await setBackend('wasm');
  const tracer = new Tracer({ models: [], reads: readsOf(formulasOf({})) });
  const [wrongKernels, unlisted] = [new Set<string>(), [] as number[]];
  let [listed, listedDifferent] = [0, 0];
  for (let seed = 0; seed < cases; seed++) {
    const { kernel, output } = tidy(() => {
      const random = outputCase(seed);
      const stop = tracer.start();
      try {
        return { kernel: random.kernel, output: random.run().dataSync().slice() };
      } finally {
        stop();
      }
    });
    const { calls, entries } = tracer.takePass();
    const ran = entries.filter((entry) => entry.calls > 0).map((entry) => calls[entry.call]!);
    const isWrong = ran.some((call) => call.kernel === kernel && isListed('wasm', call) !== null);
    const isDifferent = differ(expected[seed]!, output);
    if (isWrong) listed++;
    if (isDifferent) wrongKernels.add(kernel);
    if (isDifferent && isWrong) listedDifferent++;
    if (isDifferent && !isWrong) unlisted.push(seed);
    onProgress(seed + 1);
  }
  return { cases, listed, listedDifferent, wrongKernels: [...wrongKernels].toSorted(), unlisted };
}
