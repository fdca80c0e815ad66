/** @file Sliders for the sizes of a card's layer: its numbers change with them, and a curve shows how they grow. */
import { integer } from '../../core/writing.ts';
import type { Factors } from '../../core/work.ts';
import type { Asked } from '../../trial/line.ts';
import { html, math } from '../dom/element.ts';
import { expression, withSides } from './expression.ts';
import { curves, numbersOf, type Point } from './growth.ts';
import { consistsOf, largest, lettersOf, saysAt, withSize } from '../../trial/sizes.ts';
import type { Words } from './words.ts';

/** Of a curve, and of its table. */
const POINTS = 32;
const IN_TABLE = [1 / 8, 1 / 4, 1 / 2, 3 / 4, 1, 3 / 2, 2, 3, 4];

const times = (value: number | null, own: number | null): string =>
  value === null || own === null || own === 0 ? '?' : String(Number((value / own).toPrecision(3)));

export class Bench {
  readonly #asked: Asked;
  readonly #own: Factors;
  readonly #words: Words;
  readonly #letters: readonly string[];
  readonly #sliders = new Map<string, HTMLInputElement>();
  readonly #outputs = new Map<string, HTMLOutputElement>();
  readonly #equation = html('p', { class: 'equation' });
  readonly #says = html('figcaption', { 'aria-live': 'polite' });
  readonly #drawing = html('div');
  readonly #table = html('div');
  #sizes: Factors;
  /** The one that was moved last. */
  #letter: string;

  constructor(asked: Asked, own: Factors, words: Words) {
    this.#asked = asked;
    this.#own = own;
    this.#sizes = own;
    this.#words = words;
    this.#letters = lettersOf(asked, own);
    this.#letter = this.#letters[0] ?? '';
  }

  /** `null` where no size changes anything. @param name of whose sizes it starts from */
  element(name: string): HTMLElement | null {
    if (this.#letters.length === 0) return null;
    const twin = html('details', { class: 'twin' }, html('summary', {}, this.#words.asTable), this.#table);
    const reset = (): void => {
      this.#sizes = this.#own;
      this.#draw();
    };
    const box = html('details', { class: 'bench' }, html('summary', {}, this.#words.tryIt));
    let isDrawn = false;
    box.addEventListener('toggle', () => {
      if (isDrawn) return;
      isDrawn = true;
      box.append(
        html(
          'div',
          { class: 'sliders', role: 'group', 'aria-label': this.#words.of(name.slice(0, 200)) },
          this.#letters.map((letter) => this.#slider(letter)),
        ),
        html('p', {}, html('button', { type: 'button', click: reset }, this.#words.reset)),
        this.#equation,
        html('figure', {}, this.#says, this.#drawing, twin),
      );
      this.#draw();
    });
    return box;
  }

  #slider(letter: string): HTMLElement {
    const size = this.#own[letter]!;
    const input = html('input', {
      type: 'range',
      min: 1,
      max: largest(size),
      step: 1,
      input: () => {
        this.#letter = letter;
        this.#sizes = withSize(this.#asked.kind, this.#own, this.#sizes, letter, Number(input.value));
        this.#draw();
      },
    });
    const output = html('output');
    this.#sliders.set(letter, input);
    this.#outputs.set(letter, output);
    return html('label', {}, html('span', {}, letter), input, output);
  }

  #pointAt(sizes: Factors): Point {
    return {
      size: sizes[this.#letter]!,
      says: saysAt(this.#asked, sizes),
      consists: consistsOf(this.#asked, sizes),
    };
  }

  #points(sizes: readonly number[]): readonly Point[] {
    const whole = [...new Set(sizes.map((size) => Math.max(1, Math.round(size))))];
    return whole.map((size) =>
      this.#pointAt(withSize(this.#asked.kind, this.#own, this.#sizes, this.#letter, size)),
    );
  }

  #caption(now: Point): string {
    const own = this.#pointAt(this.#own);
    const changed = this.#letters.filter((letter) => this.#sizes[letter] !== this.#own[letter]);
    const sizes = changed.map((letter) => `${letter} ${integer(this.#sizes[letter]!)}`).join(', ');
    const [twice] = this.#points([2 * now.size]);
    const amount = (value: number | null, before: number | null): string => {
      const text = value === null ? '?' : integer(value);
      return changed.length === 0 ? text : this.#words.times(text, times(value, before));
    };
    const result = this.#words.result(amount(now.says, own.says), amount(now.consists, own.consists));
    return [
      `${changed.length === 0 ? this.#words.as : this.#words.at(sizes)}: ${result}`,
      this.#words.twice(this.#letter, times(twice!.says, now.says), times(twice!.consists, now.consists)),
    ].join(' ');
  }

  #draw(): void {
    for (const [letter, input] of this.#sliders) {
      input.value = String(this.#sizes[letter]);
      this.#outputs.get(letter)!.textContent = integer(this.#sizes[letter]!);
    }
    const now = this.#pointAt(this.#sizes);
    const last = largest(this.#own[this.#letter]!);
    const text = withSides(this.#asked.spelled ?? this.#asked.text, this.#sizes);
    this.#equation.replaceChildren(
      math(
        'math',
        expression(text, this.#sizes),
        math('mo', '='),
        math('mn', now.says === null ? '?' : integer(now.says)),
      ),
    );
    this.#says.textContent = this.#caption(now);
    const curve = this.#points(Array.from({ length: POINTS }, (_, i) => ((i + 1) * last) / POINTS));
    this.#drawing.replaceChildren(curves(this.#letter, curve, now, this.#words));
    const own = this.#own[this.#letter]!;
    this.#table.replaceChildren(
      numbersOf(this.#letter, this.#points(IN_TABLE.map((factor) => factor * own)), this.#words),
    );
  }
}
