/** @file The fast part of the fuzz, in this process; `npm run fuzz` tries all, each in a process that can be killed. */
import { beforeAll, describe, expect, it } from 'vitest';
import { runHere } from '../cli/run.ts';
import { useBackend } from '../support/backend.ts';
import { inChildren } from './children.ts';
import { mutant } from './mutate.ts';
import { isBad, outcomeOf, type Command, type Kind } from './outcome.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

const SEEDS = 150;
describe('mutated model files', () => {
  it('are profiled, or refused with one sentence', async () => {
    const counts = new Map<Kind, number>();
    const bad: unknown[] = [];
    for (let seed = 1; seed <= SEEDS; seed++) {
      const outcome = await outcomeOf(mutant(seed), runHere);
      counts.set(outcome.kind, (counts.get(outcome.kind) ?? 0) + 1);
      if (isBad(outcome.kind)) bad.push(outcome);
    }
    console.log(`mutants: ${[...counts].map(([kind, count]) => `${count} ${kind}`).join(', ')}`);
    expect(bad).toEqual([]);
    // A fuzz in which all is refused, or nothing, tries one half of the product only.
    expect(counts.get('fine')).toBeGreaterThan(10);
    expect(counts.get('refused')).toBeGreaterThan(50);
  });

  it('are the same from run to run, and differ from one another', () => {
    const texts = Array.from({ length: SEEDS }, (_, seed) => JSON.stringify(mutant(seed).files.json));
    expect(texts).toEqual(texts.map((_, seed) => JSON.stringify(mutant(seed).files.json)));
    expect(new Set(texts).size).toBeGreaterThan(SEEDS * 0.9);
  });
});

describe('what is planted is noticed', () => {
  const says =
    (code: number, out: string, err = ''): Command =>
    async () => ({ code, out, err });
  const planted: readonly (readonly [Kind, string, Command])[] = [
    ['not expected', 'a fault of ours', says(2, '', 'error: x\nThis is not expected: …\n')],
    ['raw control character', 'an escape', says(0, 'a\u001B[2J\n')],
    ['raw control character', 'a C1 escape', says(0, 'a\u009B2J\n')],
    ['raw control character', 'a line separator', says(2, '', 'error: a\u2028b\n')],
    ['raw control character', 'a change of direction', says(0, 'a\u202Eb\n')],
    ['no sentence', 'silence', says(2, '')],
    ['no sentence', 'two sentences', says(2, '', 'error: a\nerror: b\n')],
    ['refused', 'one sentence', says(2, '', 'error: a.\n')],
    ['fine', 'a report', says(0, 'a report\n')],
  ];
  it.each(planted)('%s: %s', async (kind, _, command) => {
    expect((await outcomeOf(mutant(1), command)).kind).toBe(kind);
  });

  it('tensors left', async () => {
    let left: { dispose(): void } | undefined;
    const outcome = await outcomeOf(mutant(1), async () => {
      left = tf.zeros([1]);
      return { code: 0, out: 'a report\n', err: '' };
    });
    left?.dispose();
    expect(outcome.kind).toBe('tensors left');
  });

  it('hang and crash, and the mutants after them are tried', async () => {
    const outcomes = await inChildren([1, 2, 3, 4], {
      script: new URL('planted-worker.ts', import.meta.url),
      limitMs: 1000,
      workers: 1,
    });
    expect(outcomes.map(({ kind }) => kind)).toEqual(['fine', 'hang', 'crash', 'fine']);
  });
});
