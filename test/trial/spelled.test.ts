/** @file What the cards print and what is judged are the same formula: read as a reader's own, at sizes of no model. */
import { describe, expect, it } from 'vitest';
import { valueAt } from '../../src/algebra/evaluate.ts';
import { parseFormula } from '../../src/algebra/parse.ts';
import { KINDS } from '../../src/textbook/kinds/kind.ts';
import { TEXT, type TextFormula } from '../../src/textbook/verdict/text.ts';

const SIZES = {
  K: 3, Kh: 3, Kw: 3, g: 5, Cin: 35, Cout: 55, H: 16, W: 18, Ho: 14, Wo: 17,
  N: 19, D: 46, Dk: 46, h: 23, Dff: 29, P: 2, C: 31, in: 37, out: 41,
}; // prettier-ignore

const isSame = ({ text, spelled = text, kind, says }: TextFormula): boolean => {
  const { letters, of } = KINDS[kind];
  return valueAt(parseFormula(spelled, letters, of), SIZES) === says(SIZES);
};

describe('a formula of the text', () => {
  it.each(TEXT.map((one) => [`${one.form} of ${one.kind}`, one] as const))(
    '%s is what it prints',
    (_, one) => {
      expect(isSame(one)).toBe(true);
    },
  );

  it('is caught where it prints something else', () => {
    const planted = TEXT.filter((one) => isSame({ ...one, spelled: `${one.spelled ?? one.text}+1` }));
    expect(planted).toEqual([]);
  });
});
