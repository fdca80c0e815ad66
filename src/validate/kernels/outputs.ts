/**
 * @file Outputs of wasm against those of cpu, over the random calls of the grid and over all other kernels that both
 * register: what differs must be on the list of `core/wrong-results.ts`, for the one or the other.
 */
import { engine, getKernelsForBackend, setBackend, type Tensor } from '@tensorflow/tfjs-core';
import { wrongResultOf } from '../../core/wrong-results.ts';
import { readsOf } from '../../profile/cost.ts';
import { formulasOf } from '../../profile/custom-formulas.ts';
import { Tracer } from '../../trace/tracer.ts';
import type { Makers, Run } from './calls/draw.ts';
import { ELEMENTWISE } from './calls/elementwise.ts';
import { IMAGES } from './calls/images.ts';
import { REDUCTIONS } from './calls/reductions.ts';
import { SHAPES } from './calls/shapes.ts';
import { WINDOWS } from './calls/windows.ts';
import { Dice, GRID_KERNELS, randomCase } from './grid.ts';

/** Outputs may differ by this much, relative to what is above 1: sums are rounded in another order. */
const TOLERANCE = 1e-3;
/** Calls of the grid and those of other kernels take turns. */
const TURNS = 2;

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

/** Kernels beside the grid that both backends have. */
const FURTHER: Makers = { ...ELEMENTWISE, ...REDUCTIONS, ...WINDOWS, ...IMAGES, ...SHAPES };
const FURTHER_KERNELS = Object.keys(FURTHER);

/** Each backend draws by its own generator: a seed gives other samples, and both are right. */
const NOT_COMPARED = ['Multinomial'];

/** Kernels that both backends register and nothing here runs. */
export function kernelsLeftOut(): string[] {
  const [cpu, wasm] = ['cpu', 'wasm'].map((backend) =>
    getKernelsForBackend(backend).map(({ kernelName }) => kernelName),
  ) as [string[], string[]];
  const run = new Set([...GRID_KERNELS, ...FURTHER_KERNELS, ...NOT_COMPARED]);
  return wasm.filter((name) => cpu.includes(name) && !run.has(name)).toSorted();
}

interface OutputCase {
  readonly kernel: string;
  readonly run: Run;
}

/** The kernel of a seed. Seeds of the grid's calls are the grid's own: they follow one another without a gap. */
export function kernelOf(seed: number): string {
  const round = Math.floor(seed / TURNS);
  const kernels = seed % TURNS === 0 ? GRID_KERNELS : FURTHER_KERNELS;
  return kernels[round % kernels.length]!;
}

const outputCase = (seed: number): OutputCase =>
  seed % TURNS === 0
    ? randomCase(Math.floor(seed / TURNS))
    : { kernel: kernelOf(seed), run: FURTHER[kernelOf(seed)]!(new Dice(seed)) };

/** What a call gives. Types may differ: some kernels of cpu give int32 for float32, and equal numbers. */
interface Output {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number | string>;
}

const outputsOf = (run: Run): Output[] => {
  const made: Tensor | Tensor[] = run();
  return (Array.isArray(made) ? made : [made]).map((tensor) => ({
    shape: tensor.shape,
    values: tensor.dataSync().slice() as ArrayLike<number | string>,
  }));
};

const isClose = (a: number | string, b: number | string | undefined): boolean =>
  Object.is(a, b) ||
  // Not a number is a difference too.
  (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a)));

const differ = (a: Output, b: Output | undefined): boolean =>
  b === undefined ||
  a.shape.join() !== b.shape.join() ||
  a.values.length !== b.values.length ||
  Array.from(a.values).some((value, i) => !isClose(value, b.values[i]));

/** A rule may say of either that it is the one that is wrong. */
const BACKENDS = ['cpu', 'wasm'];

/** `tidy` for what is no tensor. */
function tidied<T>(f: () => T): T {
  engine().startScope();
  try {
    return f();
  } finally {
    engine().endScope();
  }
}

/** Runs `cases` random calls on cpu and on wasm, which is the current backend afterwards. */
export async function checkOutputs(
  cases: number,
  onProgress: (done: number) => void = () => {},
  isListed: typeof wrongResultOf = wrongResultOf,
): Promise<OutputCheck> {
  await setBackend('cpu');
  const expected = Array.from({ length: cases }, (_, seed) => tidied(() => outputsOf(outputCase(seed).run)));
  await setBackend('wasm');
  const tracer = new Tracer({ models: [], reads: readsOf(formulasOf({})) });
  const [wrongKernels, unlisted] = [new Set<string>(), [] as number[]];
  let [listed, listedDifferent] = [0, 0];
  for (let seed = 0; seed < cases; seed++) {
    const { kernel, outputs } = tidied(() => {
      const random = outputCase(seed);
      const stop = tracer.start();
      try {
        return { kernel: random.kernel, outputs: outputsOf(random.run) };
      } finally {
        stop();
      }
    });
    const { calls, entries } = tracer.takePass();
    const ran = entries.filter((entry) => entry.calls > 0).map((entry) => calls[entry.call]!);
    const isWrong = ran.some(
      (call) => call.kernel === kernel && BACKENDS.some((backend) => isListed(backend, call) !== null),
    );
    const isDifferent =
      expected[seed]!.length !== outputs.length ||
      expected[seed]!.some((output, i) => differ(output, outputs[i]));
    if (isWrong) listed++;
    if (isDifferent) wrongKernels.add(kernel);
    if (isDifferent && isWrong) listedDifferent++;
    if (isDifferent && !isWrong) unlisted.push(seed);
    onProgress(seed + 1);
  }
  return { cases, listed, listedDifferent, wrongKernels: [...wrongKernels].toSorted(), unlisted };
}
