/** @file A formula of the text as a card: the equation, the model's numbers in it, what the run shows, what is missing by name. */
import { integer, pathName } from '../../core/writing.ts';
import type { FormulaLine } from '../../trial/line.ts';
import { lineText, verdictNotes } from '../../trial/notes.ts';
import { TEXTS, type Language } from '../../trial/texts.ts';
import { saysAt } from '../../trial/sizes.ts';
import { html, math, nameOf, type Child } from '../dom/element.ts';
import { Bench } from './bench.ts';
import { expression, withSides } from './expression.ts';
import { WORDS } from './words.ts';

type Tried = NonNullable<FormulaLine['tried']>;

/** The largest layer, at the sizes of its first use. */
export function exampleOf({ asked, layers }: Tried) {
  const largest = layers.toSorted((a, b) => b.shows - a.shows)[0];
  const use = largest?.found.uses[0];
  if (largest === undefined || use === undefined) return null;
  const { paths, uses } = largest.found;
  const path = asked.part === undefined ? paths[0]! : (largest.found.parts?.[asked.part]?.[0] ?? paths[0]!);
  const group = paths.length === 1 || asked.part !== undefined ? path : path.slice(0, -1);
  return {
    name: pathName(group.length === 0 ? path : group, largest.found.isOfGraph ? '/' : '.'),
    sizes: use.sizes,
    examples: asked.quantity === 'parameters' ? 1 : uses.reduce((sum, { times }) => sum + times, 0),
  };
}

/** The equation in its letters, and with the numbers of one layer. */
function equations({ form, text, tried }: FormulaLine, language: Language): Child {
  const spelled = tried?.asked.spelled;
  const inLetters = html(
    'p',
    { class: 'equation' },
    math('math', expression(text), spelled === undefined ? null : [math('mo', '='), expression(spelled)]),
  );
  const example = tried === null ? null : exampleOf(tried);
  if (tried === null || example === null || form === null) return inLetters;
  const { name, sizes, examples } = example;
  const words = WORDS[language];
  const said = saysAt(tried.asked, sizes);
  return [
    inLetters,
    html(
      'p',
      { class: 'equation' },
      math(
        'math',
        expression(withSides(spelled ?? text, sizes), sizes),
        math('mo', '='),
        math('mn', said === null ? '?' : integer(said)),
      ),
      html(
        'span',
        { class: 'note' },
        ` ${words.inLayer} `,
        nameOf(name),
        examples > 1 ? `, ${words.each(examples)}` : '',
      ),
    ),
  ];
}

const pair = (name: string, value: string): Child =>
  html('div', {}, html('dt', {}, name), html('dd', {}, value));

/** What a line says of all layers, in three numbers, and the verdict in words. */
export function verdictOf(line: FormulaLine, language: Language): Child {
  const { verdict } = line;
  const [words, texts] = [WORDS[language], TEXTS[language]];
  const notes = verdictNotes(line, texts).join(' · ');
  if (verdict === null) return html('p', {}, notes);
  const { says, shows, outcome } = verdict;
  const ratio = shows === 0 ? words.noRatio : (says / shows).toFixed(3);
  return [
    html(
      'dl',
      { class: 'numbers' },
      pair(words.says, integer(says)),
      pair(words.shows, integer(shows)),
      pair(words.ratio, ratio),
    ),
    html(
      'p',
      {},
      html('b', { class: `outcome ${outcome.replace(' ', '-')}` }, texts.outcomes[outcome]),
      notes === '' ? '' : ` · ${notes}`,
    ),
  ];
}

export function card(line: FormulaLine, language: Language): HTMLElement {
  const { form, verdict, quantity, tried } = line;
  const example = tried === null ? null : exampleOf(tried);
  return html(
    'article',
    {
      class: `card form ${(verdict?.outcome ?? 'none').replace(' ', '-')}`,
      'data-form': form,
      'data-says': verdict?.says ?? null,
      'data-shows': verdict?.shows ?? null,
      'data-outcome': verdict?.outcome ?? null,
    },
    html(
      'h3',
      {},
      `${form} ${lineText(line, language)} `,
      html('span', { class: 'note' }, TEXTS[language][quantity]),
    ),
    equations(line, language),
    verdictOf(line, language),
    tried === null || example === null
      ? null
      : new Bench(tried.asked, example.sizes, WORDS[language]).element(example.name),
  );
}
