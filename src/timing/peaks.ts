/**
 * @file Measures the peak rates of the current backend on this machine: the roofs of a roofline (Williams, Waterman and
 * Patterson, 2009). Sweeps go from small to large as far as the budget of time allows, so that a slow backend runs
 * fewer sizes. The best size counts: a rate that was measured is possible.
 */
import { fill, type Tensor } from '@tensorflow/tfjs-core';
import type { Peaks } from '../core/report.ts';
import type { Shape } from '../core/shape.ts';
import type { Clock, KernelTimer } from './kernel-timer.ts';
import { callMs, LEAST_CALLS, type KernelRun } from './peak-call.ts';

export interface PeakOptions {
  /** How long the sweeps may take together, in ms (default 2,500). The smallest size of each is always measured. */
  readonly budgetMs?: number | undefined;
}

export interface MeasuredPeaks extends Peaks {
  /** The kernels that reached them, of products and of bytes: `matmul 256×256 · 256×256`, `Add of 524,288`. */
  readonly measuredWith: readonly [products: string, bytes: string];
}

const DEFAULT_BUDGET_MS = 2500;
const MATMUL_SHARE = 0.6;

/** A kernel of some size, and how much a call does: multiply-adds, or bytes. */
interface Candidate {
  readonly name: string;
  readonly amount: number;
  readonly run: () => KernelRun;
}

/** Far from denormals and from overflow, whatever is summed. */
const tensor = (shape: Shape): Tensor => fill([...shape], 0.5);

const integer = (value: number): string => value.toLocaleString('en-US');

/** Products of matrices, m×k · k×n: squares, and the tall ones of convolutions and tokens. */
const MATMULS: readonly (readonly [m: number, k: number, n: number])[] = [
  [64, 64, 64],
  [128, 128, 128],
  [2048, 64, 64],
  [256, 256, 256],
  [4096, 128, 128],
  [512, 512, 512],
  [8192, 256, 256],
  [1024, 1024, 1024],
  [16384, 512, 512],
  [2048, 2048, 2048],
  [4096, 4096, 4096],
];

const matMuls: readonly Candidate[] = MATMULS.map(([m, k, n]) => ({
  name: `matmul ${m}×${k} · ${k}×${n}`,
  amount: m * k * n,
  run: () => ({
    kernel: 'BatchMatMul',
    inputs: { a: tensor([1, m, k]), b: tensor([1, k, n]) },
    attrs: { transposeA: false, transposeB: false },
  }),
}));

const ELEMENTS = Array.from({ length: 11 }, (_, power) => 2 ** (14 + power));
const BYTES_OF_FLOAT32 = 4;

/** @param inputs names of its inputs, all of one size, as is its output */
const elementwise = (kernel: string, inputs: readonly string[]): readonly Candidate[] =>
  ELEMENTS.map((elements) => ({
    name: `${kernel} of ${integer(elements)}`,
    amount: BYTES_OF_FLOAT32 * elements * (inputs.length + 1),
    run: () => ({
      kernel,
      inputs: Object.fromEntries(inputs.map((name) => [name, tensor([elements])])),
      attrs: {},
    }),
  }));

/** The smallest kernels that every backend has: one that computes, and one that copies, which may need no code of wasm. */
const SMALLEST: readonly (() => KernelRun)[] = [
  () => ({ kernel: 'Relu', inputs: { x: tensor([1]) }, attrs: {} }),
  () => ({ kernel: 'Slice', inputs: { x: tensor([2]) }, attrs: { begin: [0], size: [1] } }),
];

/** Milliseconds a call. */
async function timeOf(make: () => KernelRun, timer: KernelTimer): Promise<number> {
  const run = make();
  try {
    return await callMs(run, timer);
  } finally {
    for (const input of Object.values(run.inputs)) input.dispose();
  }
}

interface Best {
  readonly name: string;
  readonly perSecond: number;
}

/** Sizes beyond all caches are slower and stay so; a single one may be a disturbance. */
const FAR_SLOWER = 0.5;
const SLOWER_SIZES = 2;

/** The highest rate of a sweep; `candidates` from small to large. */
async function bestOf(candidates: readonly Candidate[], budgetMs: number, timer: KernelTimer): Promise<Best> {
  const deadline = performance.now() + budgetMs;
  let best: Best = { name: '', perSecond: 0 };
  let perSecond = Infinity;
  let slower = 0;
  for (const { name, amount, run } of candidates) {
    const expectedMs = (1e3 * LEAST_CALLS * amount) / perSecond;
    if (performance.now() + expectedMs > deadline && best.perSecond > 0) break;
    perSecond = (1e3 * amount) / (await timeOf(run, timer));
    slower = perSecond < FAR_SLOWER * best.perSecond ? slower + 1 : 0;
    if (slower === SLOWER_SIZES) break;
    if (perSecond > best.perSecond) best = { name, perSecond };
  }
  return best;
}

/**
 * Measures the current backend, in about `budgetMs`; no tensor is left. Nothing else should run meanwhile.
 * @param startClock starts the clock of the current backend
 * @returns `null` where kernels cannot be timed
 * @throws TfjsFlopsError `refused-by-backend` where a kernel is missing or too short for the clock, `lost-device`
 */
export async function measurePeaks(
  startClock: () => Promise<Clock>,
  { budgetMs = DEFAULT_BUDGET_MS }: PeakOptions = {},
): Promise<MeasuredPeaks | null> {
  const clock = await startClock();
  try {
    const { timer } = clock;
    return timer === null ? null : await clock.whileAlive(() => measureWith(timer, budgetMs));
  } finally {
    clock.stop();
  }
}

/** The engine optimises code that runs often, in the background: a second sweep finds it done. */
const ROUNDS = 2;

const fastest = (a: Best, b: Best): Best => (b.perSecond > a.perSecond ? b : a);

async function measureWith(timer: KernelTimer, budgetMs: number): Promise<MeasuredPeaks> {
  const sweep = async (candidates: readonly Candidate[], share: number): Promise<Best> => {
    const rounds: Best[] = [];
    while (rounds.length < ROUNDS) rounds.push(await bestOf(candidates, (share * budgetMs) / ROUNDS, timer));
    return rounds.reduce(fastest);
  };
  const matMul = await sweep(matMuls, MATMUL_SHARE);
  const moved = fastest(
    await sweep(elementwise('Add', ['a', 'b']), (1 - MATMUL_SHARE) / 2),
    await sweep(elementwise('Relu', ['x']), (1 - MATMUL_SHARE) / 2),
  );
  const launches: number[] = [];
  for (const smallest of SMALLEST) launches.push(await timeOf(smallest, timer));
  return {
    multiplyAddsPerSecond: matMul.perSecond,
    bytesPerSecond: moved.perSecond,
    launchMs: Math.min(...launches),
    measuredWith: [matMul.name, moved.name],
  };
}
