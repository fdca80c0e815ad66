/** @file The trial: the recorded rulings on small models, and faults that it must not rule as recorded. */
import { beforeAll, describe, expect, it } from 'vitest';
import { networkWorkload, vit, zooWorkload, type VitOptions } from '../../models/index.ts';
import type { Formulas, KernelCall } from '../../src/index.ts';
import type { TextbookForm } from '../../src/core/theory.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { formatTrial } from '../../src/validate/format.ts';
import { isAsRecorded, tryTextbook, type Trial } from '../../src/validate/textbook.ts';
import { rule, ruleFactor } from '../../src/validate/verdict.ts';
import { useBackend } from '../support/backend.ts';

beforeAll(async () => {
  await useBackend('wasm');
});

const N = { image: 32, patch: 8, tokens: (32 / 8) ** 2 + 1 };
const transformer = (title: string, options: Pick<VitOptions, 'width' | 'heads' | 'headWidth'>) =>
  networkWorkload({
    name: title,
    title,
    spec: { seed: 1 },
    inputShape: [1, N.image, N.image, 3],
    build: () => vit({ imageSize: N.image, patch: N.patch, depth: 2, classes: 10, ...options }),
  });
const MODELS = {
  cnn: zooWorkload('mobilenet-v2', { imageSize: 32 }),
  transformer: transformer('small', { width: 48, heads: 3 }),
  largeTransformer: transformer('large', { width: 96, heads: 12 }),
  wideHeads: transformer('wide', { width: 16, heads: 4, headWidth: 16 }),
};
const tryWith = (kernelFormulas: Formulas = {}): Promise<Trial> =>
  tryTextbook(MODELS, () => {}, { kernelFormulas });

describe('the trial', () => {
  it('rules as recorded, every figure from the run', async () => {
    const trial = await tryWith();
    expect(isAsRecorded(trial)).toBe(true);
    const [n, d, h, depth] = [N.tokens, 48, 3, 2];
    const find = (form: string, ruling: string) =>
      trial.verdicts.find((verdict) => verdict.form === form && verdict.ruling === ruling)!;
    expect(find('F9', 'wrong')).toMatchObject({
      says: h * (3 * n * d * d + 2 * n * n * d),
      shows: 3 * n * d * d + 2 * n * n * d,
    });
    expect(find('F8', 'incomplete').says).toBe(depth * (3 * n * d * d + 2 * n * n * d + 2 * n * d * 4 * d));
    expect(find('F4', 'exact').notes.join()).toMatch(
      /softmax \d+\.\d % of counted operations, \d+\.\d % of time/,
    );
  });

  it('prints no line wider than the terminal', async () => {
    const trial = await tryWith();
    for (const width of [60, 80, 95, 120])
      for (const line of formatTrial(trial, { width }).split('\n'))
        expect(line.length).toBeLessThanOrEqual(width);
  });

  it('does not rule as recorded with a fault in a formula that it leans on', async () => {
    const used = ['FusedConv2D', 'DepthwiseConv2dNative', '_FusedMatMul', 'BatchMatMul'];
    const caught: string[] = [];
    for (const kernel of used) {
      const sound = FORMULAS[kernel];
      if (sound?.state !== 'counted') throw new Error(`${kernel} is not counted`);
      const twice = { ...sound, work: (call: KernelCall) => [...sound.work(call), ...sound.work(call)] };
      if (!isAsRecorded(await tryWith({ [kernel]: twice }))) caught.push(kernel);
    }
    expect(caught).toEqual(used);
  });
});

const form = (...terms: TextbookForm['terms']): TextbookForm => ({
  form: 'F0',
  text: 'a·b',
  says: [{ factors: { a: 3, b: 4 } }],
  terms,
});

describe('a ruling', () => {
  it('needs its terms to make up the difference exactly', () => {
    expect(rule(form(), { shows: 12 }).ruling).toBe('exact');
    expect(rule(form({ term: 'c', sign: 1, factors: { c: 5 } }), { shows: 17 }).ruling).toBe('incomplete');
    expect(rule(form({ term: 'c', sign: -1, factors: { c: 5 } }), { shows: 7 }).ruling).toBe('too many');
    expect(rule(form(), { shows: 13 }).ruling).toBe('unexplained');
    expect(rule(form({ term: 'c', sign: 1, factors: { c: 5 } }), { shows: 16 }).ruling).toBe('unexplained');
    expect(rule(form({ term: 'c', sign: 1, factors: { c: 5 } }), { shows: 12 }).ruling).toBe('unexplained');
  });

  it('of a factor needs that factor exactly', () => {
    expect(ruleFactor(form(), 3, { shows: 4 }, '').ruling).toBe('wrong');
    expect(ruleFactor(form(), 1, { shows: 12 }, '').ruling).toBe('exact');
    expect(ruleFactor(form(), 3, { shows: 5 }, '').ruling).toBe('unexplained');
    expect(ruleFactor(form(), 1, { shows: 4 }, '').ruling).toBe('unexplained');
  });
});
