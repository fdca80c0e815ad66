/** @file Runs ops on an instrumented wasm backend and compares what each kernel call executed with its formula. */
import { tidy } from '@tensorflow/tfjs';
import type { Instructions, Machine, TileForm } from '../../src/core/instructions.ts';
import type { KernelCall } from '../../src/core/kernel-call.ts';
import { zeroCounts, type OpCounts } from '../../src/core/ops.ts';
import { countsOf, valueOf } from '../../src/core/work.ts';
import { startExecuted } from '../../src/executed/index.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { costOf, readsOf } from '../../src/profile/cost.ts';
import { TILE_READS } from '../../src/tiles/reads.ts';
import { tileForm } from '../../src/tiles/table.ts';
import { Tracer } from '../../src/trace/tracer.ts';
import { useBackend } from '../support/backend.ts';

/** All binaries and tile choices. */
export const MACHINES: readonly Machine[] = (['simd', 'plain'] as const).flatMap((binary) =>
  (['x86', 'other'] as const).map((host) => ({ binary, host })),
);

/** One distinct kernel call as it ran. */
export interface Seen {
  readonly machine: Machine;
  readonly call: KernelCall;
  readonly calls: number;
  /** What the formula counts in one call. */
  readonly counted: OpCounts;
  /** In all calls. */
  readonly executed: Instructions;
}

export type Run = (op: () => unknown) => readonly Seen[];

/** The attributes that formulas and tile forms read. */
const reads = (kernel: string): readonly string[] => [
  ...readsOf(FORMULAS)(kernel),
  ...(TILE_READS[kernel] ?? []),
];

/** Gives `use` a way to run ops on a machine, and puts the backend back. @throws Error for a failing formula */
export async function onMachine<T>(machine: Machine, use: (run: Run) => T): Promise<T> {
  await useBackend('wasm');
  const backend = await startExecuted({ simd: machine.binary === 'simd', host: machine.host });
  const probe = backend.probe();
  try {
    return use((op) => {
      const tracer = new Tracer({ models: [], reads, probe });
      const stop = tracer.start();
      try {
        tidy(() => void op());
      } finally {
        stop();
      }
      const { calls, entries } = tracer.takePass();
      const executed = probe.collect();
      return entries.map(({ id, call: index, calls: times }) => {
        const call = calls[index]!;
        const cost = costOf(call, FORMULAS);
        if (cost.state === 'unknown') throw new Error(`${call.kernel}: ${cost.why}`);
        const counted = cost.state === 'counted' ? countsOf(cost.work) : zeroCounts();
        return { machine, call, calls: times, counted, executed: executed.get(id)! };
      });
    });
  } finally {
    await backend.stop();
  }
}

/**
 * Executed − (counted + Σ terms), in the form's quantity; `null` where the form is measured.
 * @param form another tile model, to see whether it would be caught
 */
export function difference(seen: Seen, form: (call: KernelCall, machine: Machine) => TileForm = tileForm) {
  const found = form(seen.call, seen.machine);
  if (found.state === 'measured') return null;
  const { multiplyAdds, adds, comparisons } = seen.counted;
  const counted = found.quantity === 'adds' ? multiplyAdds + adds : comparisons;
  const terms = found.terms.reduce((sum, term) => sum + term.sign * valueOf(term), 0);
  return seen.executed[found.quantity] - seen.calls * (counted + terms);
}

/** One line per failure: machine, call, difference. */
export const describeSeen = (seen: Seen): string =>
  [
    `${seen.machine.binary}/${seen.machine.host} ${seen.call.kernel}`,
    JSON.stringify(Object.values(seen.call.inputs).map((input) => input?.shape)),
    JSON.stringify(seen.call.attrs),
    `off by ${difference(seen)}`,
  ].join(' ');
