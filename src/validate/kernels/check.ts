/**
 * @file Formulas against execution, kernel by kernel: random calls by seed on both binaries and both hosts' tiles; for
 * each the formula, the tile model's prediction, and what was executed.
 */
import { tidy } from '@tensorflow/tfjs-core';
import type { Instructions, Machine, TileForm } from '../../core/instructions.ts';
import { countsOf, valueOf } from '../../core/work.ts';
import { startExecuted } from '../../executed/index.ts';
import { costOf, readsOf } from '../../profile/cost.ts';
import { formulasOf, type CustomFormulas } from '../../profile/custom-formulas.ts';
import { tileForm } from '../../tiles/table.ts';
import { Tracer } from '../../trace/tracer.ts';
import { GRID_KERNELS, randomCase } from './grid.ts';

/** One kernel over its random calls; amounts in adds, of max pooling in running maxima. */
export interface KernelCheck {
  readonly kernel: string;
  readonly cases: number;
  readonly formula: number;
  readonly predicted: number;
  readonly executed: number;
  /** Calls whose prediction is not what was executed; seeds of the first few. */
  readonly different: number;
  readonly seeds: readonly number[];
  /** Calls without a closed form, since their work depends on their data. */
  readonly measured: number;
}

const MACHINES: readonly Machine[] = (['simd', 'plain'] as const).flatMap((binary) =>
  (['x86', 'other'] as const).map((host) => ({ binary, host })),
);
/** Seeds kept for a kernel, to run again. */
const SEEDS_KEPT = 3;

interface Sums {
  cases: number;
  formula: number;
  predicted: number;
  executed: number;
  different: number;
  seeds: number[];
  measured: number;
}

/**
 * Runs `cases` random calls, the same for the same number, a quarter on each machine.
 * @throws TfjsFlopsError as `startExecuted`
 */
export async function checkKernels(
  cases: number,
  onProgress: (done: number) => void = () => {},
  custom: CustomFormulas = {},
): Promise<readonly KernelCheck[]> {
  const sums = new Map(GRID_KERNELS.map((kernel): [string, Sums] => [kernel, emptySums()]));
  let seed = 0;
  for (const [i, machine] of MACHINES.entries()) {
    const { simd, host } = { simd: machine.binary === 'simd', host: machine.host };
    const backend = await startExecuted({ simd, host });
    try {
      const probe = backend.probe();
      const formulas = formulasOf(custom);
      const tracer = new Tracer({ models: [], reads: readsOf(formulas), probe });
      for (const until = Math.round((cases * (i + 1)) / MACHINES.length); seed < until; seed++) {
        const kernel = runCase(seed, tracer);
        const { calls, entries } = tracer.takePass();
        const executed = probe.collect();
        const ran = entries.filter((entry) => entry.calls > 0 && calls[entry.call]!.kernel === kernel);
        if (ran.length !== 1 || ran[0]!.calls !== 1) throw new Error(`Seed ${seed} ran no single ${kernel}.`);
        const call = calls[ran[0]!.call]!;
        const cost = costOf(call, formulas);
        if (cost.state !== 'counted') throw new Error(`Seed ${seed}: ${kernel} is ${cost.state}.`);
        book(
          sums.get(kernel)!,
          seed,
          countsOf(cost.work),
          tileForm(call, machine),
          executed.get(ran[0]!.id)!,
        );
        onProgress(seed + 1);
      }
    } finally {
      await backend.stop();
    }
  }
  return [...sums].map(([kernel, sum]) => ({ kernel, ...sum }));
}

const emptySums = (): Sums => ({
  cases: 0,
  formula: 0,
  predicted: 0,
  executed: 0,
  different: 0,
  seeds: [],
  measured: 0,
});

function runCase(seed: number, tracer: Tracer): string {
  let kernel = '';
  tidy(() => {
    const random = randomCase(seed);
    ({ kernel } = random);
    // The tensors are made before: only the op itself is traced.
    const stop = tracer.start();
    try {
      random.run();
    } finally {
      stop();
    }
  });
  return kernel;
}

function book(
  sum: Sums,
  seed: number,
  counts: ReturnType<typeof countsOf>,
  form: TileForm,
  instructions: Instructions,
): void {
  sum.cases++;
  if (form.state === 'measured') {
    sum.measured++;
    return;
  }
  const { quantity, terms } = form;
  const formula = quantity === 'adds' ? counts.multiplyAdds + counts.adds : counts.comparisons;
  const predicted = formula + terms.reduce((total, term) => total + term.sign * valueOf(term), 0);
  const executed = instructions[quantity];
  sum.formula += formula;
  sum.predicted += predicted;
  sum.executed += executed;
  if (predicted === executed) return;
  sum.different++;
  if (sum.seeds.length < SEEDS_KEPT) sum.seeds.push(seed);
}
