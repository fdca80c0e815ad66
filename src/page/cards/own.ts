/** @file The reader's own formula: typed, and judged as the text's are, by the code of `validate MODEL --formula`. */
import { TfjsFlopsError } from '../../core/errors.ts';
import { integer } from '../../core/writing.ts';
import { ownLine, type Trial } from '../../trial/check.ts';
import { KIND_NAMES, readableIn, type Judged, type KindName, ownFormula } from '../../trial/own.ts';
import { kindText, TEXTS, type Language } from '../../trial/texts.ts';
import { append, html, math, type Child } from '../dom/element.ts';
import { Bench } from './bench.ts';
import { exampleOf, verdictOf } from './card.ts';
import { expression } from './expression.ts';
import { WORDS } from './words.ts';

const EXAMPLE = 'h*(3*N*D^2+2*N^2*D)';
/** Behind the last key. */
const WAIT_MS = 150;

const QUANTITIES = ['multiplyAdds', 'parameters'] as const satisfies readonly Judged[];

/** An input under its label. */
const field = (label: string, input: HTMLElement): HTMLElement =>
  html('span', { class: 'field' }, html('label', { for: input.id }, label), input);

export class OwnFormula {
  readonly #trial: Trial;
  readonly #language: Language;
  readonly #text = html('input', {
    type: 'text',
    id: 'own-formula',
    placeholder: EXAMPLE,
    spellcheck: 'false',
    autocomplete: 'off',
    'aria-describedby': 'own-letters',
    input: () => this.#soon(),
  });
  readonly #kind = html('select', { id: 'own-kind', change: () => this.#judge() });
  readonly #quantity = html('select', { id: 'own-quantity', change: () => this.#judge() });
  readonly #letters = html('p', { class: 'note', id: 'own-letters' });
  readonly #result = html('div', { class: 'own-result', 'aria-live': 'polite' });
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(trial: Trial, language: Language) {
    this.#trial = trial;
    this.#language = language;
    const there = new Set(trial.found.map(({ kind }) => kind));
    this.#kind.append(
      ...KIND_NAMES.toSorted((a, b) => Number(there.has(b)) - Number(there.has(a))).map((kind) =>
        html('option', { value: kind }, kindText(kind, language)),
      ),
    );
    if (there.has('attention')) this.#kind.value = 'attention';
    this.#quantity.append(
      ...QUANTITIES.map((quantity) => html('option', { value: quantity }, TEXTS[language][quantity])),
    );
  }

  element(): HTMLElement {
    const words = WORDS[this.#language];
    this.#judge();
    return html(
      'div',
      { class: 'own' },
      html('h3', {}, words.own),
      html('p', {}, words.ownLead),
      html(
        'div',
        { class: 'tools' },
        field(words.formula, this.#text),
        field(words.kind, this.#kind),
        field(words.counts, this.#quantity),
      ),
      this.#letters,
      this.#result,
    );
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#judge(), WAIT_MS);
  }

  #judge(): void {
    clearTimeout(this.#timer);
    const kind = this.#kind.value as KindName;
    const layer = this.#trial.found.find((one) => one.kind === kind)?.uses[0]?.sizes;
    const letters = readableIn(kind)
      .map((name) => (layer?.[name] === undefined ? name : `${name} (${integer(layer[name])})`))
      .join(', ');
    this.#letters.textContent = WORDS[this.#language].reads(letters);
    const text = this.#text.value;
    this.#text.removeAttribute('aria-invalid');
    this.#result.replaceChildren();
    for (const name of ['says', 'shows', 'outcome']) delete this.#result.dataset[name];
    if (text.trim() === '') return;
    try {
      append(this.#result, this.#verdict(kind, text));
    } catch (error) {
      if (!(error instanceof TfjsFlopsError)) throw error;
      this.#text.setAttribute('aria-invalid', 'true');
      this.#result.append(html('p', { class: 'refused' }, error.message));
    }
  }

  #verdict(kind: KindName, text: string): readonly Child[] {
    const ending = this.#quantity.value === 'parameters' ? '.parameters' : '';
    const line = ownLine(ownFormula(`${kind}${ending}=${text}`), this.#trial);
    const { verdict, tried } = line;
    const example = tried === null ? null : exampleOf(tried);
    if (verdict !== null) {
      this.#result.dataset['outcome'] = verdict.outcome;
      this.#result.dataset['says'] = String(verdict.says);
      this.#result.dataset['shows'] = String(verdict.shows);
    }
    return [
      html('p', { class: 'equation' }, math('math', expression(line.text))),
      verdictOf(line, this.#language),
      tried === null || example === null
        ? null
        : new Bench(tried.asked, example.sizes, WORDS[this.#language]).element(example.name),
    ];
  }
}
