/** @file A random call on the counting backend and on the plain one, held against the formulas. */
import * as tf from '@tensorflow/tfjs';
import type { Formulas } from '../../src/core/formula.ts';
import type { KernelCall } from '../../src/core/kernel-call.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { readsOf } from '../../src/profile/cost.ts';
import { Tracer } from '../../src/trace/tracer.ts';
import { workOf } from '../formulas/formula-case.ts';
import type { RandomCall } from './drawing.ts';
import type { Tally } from './counter.ts';
import { executedIn, type Executed } from './ledger.ts';
import type { CountedCpu } from './load.ts';

/** A call as the counting backend ran it. */
export interface Counted {
  readonly random: RandomCall;
  readonly call: KernelCall;
  readonly tally: Tally;
  readonly output: Uint8Array;
}

const bytesOf = (tensor: tf.Tensor): Uint8Array => {
  const values = tensor.dataSync();
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
};

/** The one call of a kernel in what `run` does. @throws Error if there are more or none */
export function traceOf(kernel: string, run: () => void): KernelCall {
  const tracer = new Tracer({ models: [], reads: readsOf(FORMULAS) });
  const stop = tracer.start();
  try {
    run();
  } finally {
    stop();
  }
  const found = tracer.takePass().calls.filter((call) => call.kernel === kernel);
  const [call] = found;
  if (call === undefined || found.length > 1) throw new Error(`${found.length} calls of ${kernel}, not one.`);
  return call;
}

export async function runCounted(calls: readonly RandomCall[], cpu: CountedCpu): Promise<readonly Counted[]> {
  await tf.setBackend(cpu.name);
  return calls.map((random) => {
    let counted: { readonly result: Uint8Array; readonly tally: Tally } | undefined;
    const call = traceOf(random.kernel, () => {
      counted = cpu.count(() => tf.tidy(() => bytesOf(random.run())));
    });
    return { random, call, tally: counted!.tally, output: counted!.result };
  });
}

export async function runPlain(calls: readonly RandomCall[]): Promise<readonly Uint8Array[]> {
  await tf.setBackend('cpu');
  return calls.map((random) => tf.tidy(() => bytesOf(random.run())));
}

/** Calls of which the backend executed something else than the formulas say, with both. */
export const differencesIn = (counted: readonly Counted[], formulas: Formulas = FORMULAS): string[] =>
  counted.flatMap(({ random, call, tally }) => {
    const executed = textOf(executedIn(tally));
    const expected = expectedText(random, call, formulas);
    return executed === expected ? [] : `${random.kernel} ${random.name}: ${executed}, formula ${expected}`;
  });

/** A formula that throws expects nothing that could be executed. */
function expectedText(random: RandomCall, call: KernelCall, formulas: Formulas): string {
  try {
    return textOf(random.expected(workOf(formulas, call), call));
  } catch (error) {
    return String(error);
  }
}

/** Counts but for zeros, in one order: `4 adds, 4 multiplies`. */
export const textOf = (counts: Executed): string =>
  Object.entries(counts)
    .filter(([, count]) => count !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
