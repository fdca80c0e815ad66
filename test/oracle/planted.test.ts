/** @file The oracle notices faults: in the rules of counting, and in the closed form that it is held against. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { FORMULAS } from '../../src/formulas/table.ts';
import { workOf } from '../formulas/formula-case.ts';
import { Draw } from '../whole/random/draw.ts';
import { drawCalls } from './cases.ts';
import { differencesIn, runCounted, textOf, traceOf } from './compare.ts';
import { COUNT_FAULTS } from './count-faults.ts';
import { ELEMENT_CASES } from './elements.ts';
import { executedIn, expectedFrom } from './ledger.ts';
import { loadCountedCpu, type CountedCpu, type Fault } from './load.ts';
import { failingSnippets } from './snippets.ts';
import { outputsOfSpecialValues } from './special-values.ts';
import { SOUND_TAPS, TAP_FAULTS, withTaps } from './tap-faults.ts';

const calls = drawCalls(new Draw(7), 100);

async function onBackend<T>(name: string, run: () => T): Promise<T> {
  await tf.setBackend(name);
  let result: { readonly value: T } | undefined;
  tf.tidy(() => void (result = { value: run() }));
  return result!.value;
}

const elementsDiffer = (cpu: CountedCpu): boolean =>
  ELEMENT_CASES.some(({ kernel, run, beyond }) => {
    let executed = '';
    const call = traceOf(kernel, () => {
      executed = textOf(executedIn(cpu.count(() => tf.tidy(() => void run())).tally));
    });
    return executed !== textOf(expectedFrom(workOf(FORMULAS, call), beyond));
  });

/** Which of the suite's checks fail; one that throws does. */
async function noticedBy(name: string, fault: Fault): Promise<readonly string[]> {
  const cpu = loadCountedCpu(name, fault);
  const checks: Readonly<Record<string, () => boolean | Promise<boolean>>> = {
    snippets: () => failingSnippets(fault.skip, fault.spoil).length > 0,
    calls: async () => differencesIn(await runCounted(calls, cpu)).length > 0,
    elements: async () => {
      await tf.setBackend(cpu.name);
      return elementsDiffer(cpu);
    },
    bits: async () => {
      const counted = await onBackend(cpu.name, outputsOfSpecialValues);
      const plain = await onBackend('cpu', outputsOfSpecialValues);
      return !counted.every((numbers, i) => numbers.every((number, j) => Object.is(number, plain[i]![j])));
    },
  };
  const noticed: string[] = [];
  for (const [check, fails] of Object.entries(checks)) {
    try {
      if (await fails()) noticed.push(check);
    } catch {
      noticed.push(check);
    }
  }
  await tf.setBackend('cpu');
  cpu.stop();
  return noticed;
}

describe('planted faults', () => {
  it('sound rules: nothing to notice', async () => {
    expect(await noticedBy('cpu-sound', {})).toEqual([]);
  });

  it('in the rules of counting: each is noticed', async () => {
    const noticed = new Map<string, readonly string[]>();
    for (const [i, [name, fault]] of COUNT_FAULTS.entries())
      noticed.set(name, await noticedBy(`cpu-fault-${i}`, fault));
    const missed = [...noticed].filter(([, checks]) => checks.length === 0).map(([name]) => name);
    console.log(
      `${COUNT_FAULTS.length - missed.length} of ${COUNT_FAULTS.length} faults in counting caught\n` +
        [...noticed].map(([name, checks]) => `  ${name}: ${checks.join(', ')}`).join('\n'),
    );
    expect(missed).toEqual([]);
  });

  it('in the closed form of in-bounds taps: each is noticed', async () => {
    const cpu = loadCountedCpu('cpu-taps');
    const convolutions = drawCalls(new Draw(11), 1_000).filter(({ kernel }) => kernel === 'Conv2D');
    const counted = await runCounted(convolutions, cpu);
    await tf.setBackend('cpu');
    cpu.stop();
    expect(differencesIn(counted, withTaps(SOUND_TAPS))).toEqual([]);
    const noticed = TAP_FAULTS.map(([name, formulas]) => ({
      name,
      calls: differencesIn(counted, formulas).length,
    }));
    const missed = noticed.filter(({ calls }) => calls === 0).map(({ name }) => name);
    console.log(
      `${TAP_FAULTS.length - missed.length} of ${TAP_FAULTS.length} faults in in-bounds taps caught, in ${noticed
        .map(({ calls }) => calls)
        .join(', ')} of ${counted.length} calls`,
    );
    expect(missed).toEqual([]);
  });
});
