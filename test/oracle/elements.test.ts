/** @file Element operations on the counting backend: what they execute, and that they give the same bits. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FORMULAS } from '../../src/formulas/table.ts';
import { opsOfEveryKernel } from '../formulas/every-kernel.ts';
import { workOf } from '../formulas/formula-case.ts';
import { textOf, traceOf } from './compare.ts';
import { ELEMENT_CASES, type ElementCase } from './elements.ts';
import { executedIn, expectedFrom } from './ledger.ts';
import { loadCountedCpu } from './load.ts';
import { outputsOfSpecialValues } from './special-values.ts';

const cpu = loadCountedCpu();
afterAll(async () => {
  await tf.setBackend('cpu');
  cpu.stop();
});

const titleOf = ({ kernel, why = 'as its formula' }: ElementCase): string => `${kernel}: ${why}`;

describe('element operations on the counting cpu backend', () => {
  beforeEach(() => tf.setBackend(cpu.name));

  it.each(ELEMENT_CASES.map((element) => [titleOf(element), element] as const))('%s', (_, element) => {
    const { kernel, run, beyond, why } = element;
    let executed = '';
    const call = traceOf(kernel, () => {
      executed = textOf(executedIn(cpu.count(() => tf.tidy(() => void run())).tally));
    });
    expect(executed).toBe(textOf(expectedFrom(workOf(FORMULAS, call), beyond)));
    expect(executed).not.toBe('');
    // A difference has a reason.
    expect(why === undefined).toBe(beyond === undefined);
  });
});

/** All numbers in what an op gives: a tensor, a list, a record. */
const numbersIn = (result: unknown): readonly (number | string)[] => {
  if (result instanceof tf.Tensor) return [...result.dataSync()];
  return Object.values(result as object).flatMap(numbersIn);
};

describe('bits', () => {
  afterEach(() => vi.restoreAllMocks());

  const onBackend = async (name: string, run: () => readonly unknown[]): Promise<readonly unknown[]> => {
    await tf.setBackend(name);
    // Multinomial takes its seed from here.
    vi.spyOn(Math, 'random').mockReturnValue(0.25);
    let outputs: readonly unknown[] = [];
    tf.tidy(() => void (outputs = run()));
    return outputs;
  };

  it('of every kernel are those of the untransformed backend', async () => {
    const run = (): readonly unknown[] => opsOfEveryKernel().map((op) => numbersIn(op()));
    const counted = await onBackend(cpu.name, run);
    expect(counted.flat().length).toBeGreaterThan(1_000);
    expect(counted).toEqual(await onBackend('cpu', run));
  });

  it('of NaN, infinities, zeros of both signs and denormals as well', async () => {
    const counted = await onBackend(cpu.name, outputsOfSpecialValues);
    expect(counted.flat().length).toBeGreaterThan(1_000);
    expect(counted).toEqual(await onBackend('cpu', outputsOfSpecialValues));
  });
});
