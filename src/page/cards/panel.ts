/** @file The text's formulas on this model: a card each, those that do not apply by name, and the reader's own. */
import { textLines, trialOf } from '../../trial/check.ts';
import { isIdle, lineText } from '../../trial/notes.ts';
import type { Language } from '../../trial/texts.ts';
import type { Subject } from '../data/subject.ts';
import { html } from '../dom/element.ts';
import { panel } from '../dom/figure.ts';
import { shownLanguage } from '../language/language.ts';
import { card } from './card.ts';
import { OwnFormula } from './own.ts';
import { WORDS } from './words.ts';

function content({ report }: Subject, language: Language): readonly (HTMLElement | null)[] {
  const words = WORDS[language];
  // Layers with work that no form of theory derives say nothing of themselves: a function, a graph that cannot be inferred.
  if (!report.theoryRows.some(({ state }) => state === 'derived'))
    return [html('p', { class: 'note' }, words.noTheory)];
  const trial = trialOf(report);
  const lines = textLines(trial);
  const [idle, there] = [lines.filter(isIdle), lines.filter((line) => !isIdle(line))];
  const names = idle.map((line) => `${line.form} ${lineText(line, language)}`).join(' · ');
  return [
    html('p', { class: 'note' }, words.lead),
    there.length === 0
      ? html('p', {}, words.noCard)
      : html(
          'div',
          { class: 'cards forms' },
          there.map((line) => card(line, language)),
        ),
    idle.length === 0 ? null : html('p', { class: 'note', 'data-idle': '' }, `${words.none} ${names}`),
    new OwnFormula(trial, language).element(),
  ];
}

export function textbook(subject: Subject): HTMLElement {
  const language = shownLanguage();
  return panel('textbook', 'Textbook', ...content(subject, language));
}
