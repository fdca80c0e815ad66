/**
 * @file In-bounds taps against a backend that skips padding: 1,000 random calls, each executing exactly what the
 * closed forms say, with outputs that are bit for bit those of the backend that is not counted.
 */
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { countsOf, inBoundsMultiplyAdds } from '../../src/core/work.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { workOf } from '../formulas/formula-case.ts';
import { Draw } from '../whole/random/draw.ts';
import { drawCalls } from './cases.ts';
import { differencesIn, runCounted, runPlain } from './compare.ts';
import { loadCountedCpu } from './load.ts';

const CALLS = 1_000;
const calls = drawCalls(new Draw(2026), CALLS);
const cpu = loadCountedCpu();
afterAll(async () => {
  await tf.setBackend('cpu');
  cpu.stop();
});
const counted = await runCounted(calls, cpu);

describe(`${CALLS} random calls on the counting cpu backend`, () => {
  it('execute the multiplies, adds, divides and comparisons of the closed forms, and nothing else', () => {
    expect(counted).toHaveLength(CALLS);
    expect(differencesIn(counted)).toEqual([]);
  });

  it('give the outputs of the untransformed backend, bit for bit', async () => {
    const plain = await runPlain(calls);
    const differing = counted.filter(({ output }, i) => Buffer.compare(output, plain[i]!) !== 0);
    expect(differing.map(({ random }) => random.name)).toEqual([]);
  });

  it('are worth running: each kernel often, padding in many', () => {
    const perKernel = new Map<string, number>();
    for (const { kernel } of calls) perKernel.set(kernel, (perKernel.get(kernel) ?? 0) + 1);
    for (const [kernel, own] of perKernel) expect(own, kernel).toBeGreaterThan(40);
    const padded = counted.filter(({ call }) => {
      const work = workOf(FORMULAS, call);
      return inBoundsMultiplyAdds(work) < countsOf(work).multiplyAdds;
    });
    expect(padded.length).toBeGreaterThan(CALLS / 4);
    const multiplies = counted.reduce((sum, { tally }) => sum + (tally['*'] ?? 0), 0);
    console.log(
      `${CALLS} calls of ${perKernel.size} kernels, ${padded.length} with taps on padding, ${multiplies} multiplies`,
    );
  });
});
