/** @file `validate`: the expected outcomes on small models, and faults that must change an outcome. */
import { beforeAll, describe, expect, it } from 'vitest';
import { networkWorkload, vit, type VitOptions } from '../../models/index.ts';
import type { Formulas, KernelCall } from '../../src/index.ts';
import type { TextbookForm } from '../../src/core/theory.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { formatTextbook } from '../../src/validate/textbook/format.ts';
import { checkTextbook, type TextbookCheck } from '../../src/validate/textbook/check.ts';
import { isAsExpected } from '../../src/validate/textbook/expected.ts';
import { checkForm, checkFactor } from '../../src/validate/textbook/form-check.ts';
import { useBackend } from '../support/backend.ts';
import { narrowWorkload } from '../support/narrow-zoo.ts';

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
  cnn: narrowWorkload('mobilenet-v2', { imageSize: 32, classes: 10 }),
  transformer: transformer('small', { width: 48, heads: 3 }),
  largeTransformer: transformer('large', { width: 96, heads: 12 }),
  wideHeads: transformer('wide', { width: 16, heads: 4, headWidth: 16 }),
};
const tryWith = (kernelFormulas: Formulas = {}): Promise<TextbookCheck> =>
  checkTextbook(MODELS, () => {}, { kernelFormulas });

describe('validate', () => {
  let check: TextbookCheck;
  beforeAll(async () => {
    check = await tryWith();
  });

  it('gives the expected outcomes, every figure from the run', () => {
    expect(isAsExpected(check)).toBe(true);
    const [n, d, h, depth] = [N.tokens, 48, 3, 2];
    const find = (form: string, outcome: string) =>
      check.forms.find((line) => line.form === form && line.outcome === outcome)!;
    expect(find('F9', 'wrong')).toMatchObject({
      says: h * (3 * n * d * d + 2 * n * n * d),
      shows: 3 * n * d * d + 2 * n * n * d,
    });
    // 2·N·D·… in the unit that the text defines, by hand.
    const flops = { F3: 2 * 3 * n * d * d, F4: 2 * n * n * d, F5: 2 * n * n * d, F7: 2 * 2 * n * d * 4 * d };
    for (const [name, amount] of Object.entries(flops)) {
      const line = find(name, 'exact');
      expect(2 * line.says, name).toBe(amount);
      expect(line.notes[0]).toBe(
        `as FLOPs, additions counted as the text defines, half of ${amount.toLocaleString('en-US')}`,
      );
    }
    expect(check.forms.filter(({ notes }) => notes.some((note) => note.startsWith('as FLOPs')))).toHaveLength(
      4,
    );
    const patch = find('P3', 'incomplete');
    expect(patch.shows).toBe(N.patch ** 2 * 3 * d + d + d);
    expect(patch.notes).toEqual([`missing bias ${d} · class token ${d}`]);
    expect(find('F8', 'incomplete').says).toBe(depth * (3 * n * d * d + 2 * n * n * d + 2 * n * d * 4 * d));
    expect(find('F4', 'exact').notes.join()).toMatch(
      /softmax \d+\.\d % of counted operations, \d+\.\d % of time/,
    );
  });

  it('prints no line wider than the terminal', () => {
    for (const width of [60, 80, 95, 120])
      for (const line of formatTextbook(check, { width }).split('\n'))
        expect(line.length).toBeLessThanOrEqual(width);
  });

  it('gives another outcome with a fault in a formula that it leans on', async () => {
    const used = ['FusedConv2D', 'DepthwiseConv2dNative', '_FusedMatMul', 'BatchMatMul'];
    const caught: string[] = [];
    for (const kernel of used) {
      const sound = FORMULAS[kernel];
      if (sound?.state !== 'counted') throw new Error(`${kernel} is not counted`);
      const twice = { ...sound, work: (call: KernelCall) => [...sound.work(call), ...sound.work(call)] };
      if (!isAsExpected(await tryWith({ [kernel]: twice }))) caught.push(kernel);
    }
    expect(caught).toEqual(used);
  });
});

const form = (...terms: TextbookForm['terms']): TextbookForm => ({
  form: 'F0',
  name: 'form',
  text: 'a·b',
  says: [{ factors: { a: 3, b: 4 } }],
  terms,
});

describe('an outcome', () => {
  it('needs its terms to make up the difference exactly', () => {
    expect(checkForm(form(), { shows: 12 }).outcome).toBe('exact');
    expect(checkForm(form({ term: 'c', sign: 1, factors: { c: 5 } }), { shows: 17 }).outcome).toBe(
      'incomplete',
    );
    expect(checkForm(form({ term: 'c', sign: -1, factors: { c: 5 } }), { shows: 7 }).outcome).toBe(
      'too many',
    );
    expect(checkForm(form(), { shows: 13 }).outcome).toBe('unexplained');
    expect(checkForm(form({ term: 'c', sign: 1, factors: { c: 5 } }), { shows: 16 }).outcome).toBe(
      'unexplained',
    );
    expect(checkForm(form({ term: 'c', sign: 1, factors: { c: 5 } }), { shows: 12 }).outcome).toBe(
      'unexplained',
    );
  });

  it('of a factor needs that factor exactly', () => {
    expect(checkFactor(form(), 3, { shows: 4 }, '').outcome).toBe('wrong');
    expect(checkFactor(form(), 1, { shows: 12 }, '').outcome).toBe('exact');
    expect(checkFactor(form(), 3, { shows: 5 }, '').outcome).toBe('unexplained');
    expect(checkFactor(form(), 1, { shows: 4 }, '').outcome).toBe('unexplained');
  });
});
