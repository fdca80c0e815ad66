/** @file What follows from a line, in words: what it is off by, what is missing, which layers it leaves out. */
import { integer } from '../core/writing.ts';
import type { Amount, Verdict } from '../textbook/verdict/judge.ts';
import type { FormulaLine } from './line.ts';
import { kindText, TEXTS, type Language, type Texts } from './texts.ts';

/** What a formula is of: `attention`, `attention scores`; in Chinese a kind has both its names. */
export const lineText = ({ kind, tried }: FormulaLine, language: Language): string =>
  tried?.asked.part === undefined ? kindText(kind, language) : TEXTS[language].part(tried.asked.part);

const partList = (parts: readonly Amount[], texts: Texts): string =>
  parts.map(({ name, amount }) => `${texts.part(name)} ${integer(amount)}`).join(' · ');

function offBy({ factor, says, shows }: Verdict, line: FormulaLine, texts: Texts): readonly string[] {
  if (factor === null)
    return [
      texts.off(says - shows),
      ...(line.unread.length === 0 ? [] : [texts.unread(line.unread.join(', '))]),
    ];
  const { text, value } = factor;
  const isLetter = /[A-Za-z]/.test(text);
  const named = isLetter && value !== null ? `${text} = ${+value.toFixed(3)}` : text;
  const isFlops = text === '2' && line.quantity === 'multiplyAdds';
  return [texts.by(named), ...(isFlops ? [texts.flops] : [])];
}

/** Sizes that are the same in all layers: `N 197`, without a break in it; K stands for both its sides. */
const sizesOf = ({ sizes }: FormulaLine): readonly string[] =>
  Object.entries(sizes)
    .filter(([name]) => sizes['K'] === undefined || (name !== 'Kh' && name !== 'Kw'))
    .map(([name, value]) => `${name}\u00A0${integer(value)}`);

/** What follows from a line, in its parts. */
export function verdictNotes(line: FormulaLine, texts: Texts): readonly string[] {
  const { verdict, left } = line;
  const lacks = left.map(({ lack, layers }) => texts.left(lack, layers));
  if (verdict === null) return lacks.length === 0 ? [texts.none] : lacks;
  const { outcome, missing, extra, agreeing, layers, isGeneral } = verdict;
  const isByChance = !isGeneral && (outcome === 'exact' || verdict.factor !== null || missing.length > 0);
  return [
    ...(outcome === 'wrong' ? offBy(verdict, line, texts) : []),
    ...(missing.length > 0 ? [texts.missing(partList(missing, texts))] : []),
    ...(extra.length > 0 ? [texts.extra(partList(extra, texts))] : []),
    ...(isByChance ? [texts.chance] : []),
    ...(outcome === 'unexplained' || layers > 1 ? [texts.inLayers(agreeing, layers)] : []),
    ...lacks,
  ];
}

/** The same, and the sizes at which it was tried. */
export function notesOf(line: FormulaLine, texts: Texts): readonly string[] {
  const sizes = line.verdict === null ? [] : sizesOf(line);
  return [...verdictNotes(line, texts), ...(sizes.length === 0 ? [] : [sizes.join(', ')])];
}

/** A formula of the text of whose kind the model has no layers; one of the reader's own is answered in its place. */
export const isIdle = ({ form, verdict, left }: FormulaLine): boolean =>
  form !== null && verdict === null && left.length === 0;
