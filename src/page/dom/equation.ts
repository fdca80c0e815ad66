/** @file An equation as a formula: names, their numbers, the product. */
import { integer } from '../../core/writing.ts';
import { valueOf } from '../../core/work.ts';
import type { Equation } from '../../report/equation.ts';
import { html, math } from './element.ts';

const times = (): Element => math('mo', '·');

const product = (parts: readonly Element[]): Element =>
  math(
    'mrow',
    parts.map((part, i) => (i === 0 ? part : [times(), part])),
  );

/** `kh · kw · cIn = 3 · 3 · 3 = 27`, as a formula where a browser knows formulas, and to be read aloud. */
export function equation({ label, names, factors, remark }: Equation): HTMLElement {
  const sizes = Object.values(factors).map((size) => math('mn', integer(size)));
  const letters =
    names === undefined ? Object.keys(factors).map((name) => math('mi', name)) : [math('mtext', names)];
  const one = [math('mn', '1')];
  const sides = [
    product(letters.length === 0 ? one : letters),
    ...(sizes.length > 1 || names !== undefined ? [product(sizes.length === 0 ? one : sizes)] : []),
    math('mn', integer(valueOf({ factors }))),
  ];
  return html(
    'tr',
    {},
    html('th', { scope: 'row' }, label.trim()),
    html(
      'td',
      {},
      math(
        'math',
        sides.map((side, i) => (i === 0 ? side : [math('mo', '='), side])),
      ),
    ),
    html('td', { class: 'remark' }, remark),
  );
}
