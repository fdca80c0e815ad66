/** @file A formula's text as MathML, with its letters or with their numbers: `3·N·D²`, also `3*N*D^2` as it is typed. */
import { integer } from '../../core/writing.ts';
import type { Factors } from '../../core/work.ts';
import { math } from '../dom/element.ts';

const TOKEN =
  /(?<name>[A-Za-z]\w*)|(?<number>\d+)|(?<power>[²³]|(?:\^|\*\*)\s*\d+)|(?<operator>\*\*|[^\s])/gu;
const POWERS: Readonly<Record<string, string>> = { '²': '2', '³': '3' };
const OPERATORS: Readonly<Record<string, string>> = {
  '*': '·',
  '×': '·',
  '⋅': '·',
  '-': '−',
  '÷': '/',
  '**': '^',
};

/** `Cin` is C with an index; `in` and `out` are words. */
function letter(name: string): Element {
  const isIndexed = /^[A-Z][a-z]+$/.test(name) || /^[FP]\d$/.test(name);
  return isIndexed
    ? math('msub', math('mi', name.slice(0, 1)), math(/\d/.test(name) ? 'mn' : 'mi', name.slice(1)))
    : math('mi', name);
}

/** @param sizes numbers in the place of the letters */
export function expression(text: string, sizes: Factors | null = null): Element {
  const parts: Element[] = [];
  for (const { groups } of text.matchAll(TOKEN)) {
    const { name, number, power, operator } = groups!;
    const size = name === undefined ? undefined : sizes?.[name];
    if (name !== undefined) parts.push(size === undefined ? letter(name) : math('mn', integer(size)));
    else if (number !== undefined) parts.push(math('mn', number));
    else if (power !== undefined) {
      const exponent = POWERS[power] ?? power.replace(/[^\d]+/, '');
      parts.push(math('msup', parts.pop() ?? math('mrow'), math('mn', exponent)));
    } else parts.push(math('mo', OPERATORS[operator!] ?? operator!));
  }
  return math('mrow', parts);
}

/** Where a kernel's sides differ, K² is their product. */
export const withSides = (text: string, sizes: Factors): string =>
  sizes['K'] === undefined ? text.replaceAll('K²', 'Kh·Kw') : text;
