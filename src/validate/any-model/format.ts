/** @file The check of a model as a table: two lines a formula, the numbers and the verdict. */
import { integer } from '../../core/writing.ts';
import { visible } from '../../core/visible.ts';
import { DEFAULT_WIDTH } from '../../report/options.ts';
import { painter } from '../../report/paint.ts';
import { OUTCOME_STYLES, type CheckFormat } from '../check-format.ts';
import type { ModelCheck } from '../../trial/check.ts';
import type { FormulaLine } from '../../trial/line.ts';
import { isIdle, lineText, notesOf } from '../../trial/notes.ts';
import { TEXTS, type Language, type Texts } from '../../trial/texts.ts';
import { columnsOf, padEnd, padStart, shortened, wrapped } from './columns.ts';

export interface ModelCheckFormat extends CheckFormat {
  readonly language?: Language;
}

const INDENT = 5;
/** Longer formulas of one's own would push the numbers out. */
const MAX_FORMULA = 24;
const MAX_CLASSES = 5;

function cellsOf(line: FormulaLine, texts: Texts, language: Language): readonly string[] {
  const { form, quantity, text, verdict } = line;
  const what = quantity === 'parameters' && form === null ? ` ${texts.parameters}` : '';
  const numbers =
    verdict === null
      ? ['·', '·', '·']
      : [
          integer(verdict.says),
          integer(verdict.shows),
          verdict.shows === 0 ? '?' : (verdict.says / verdict.shows).toFixed(3),
        ];
  return [
    `${form ?? texts.yours} ${lineText(line, language)}${what}`,
    shortened(visible(text), MAX_FORMULA),
    ...numbers,
  ];
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => columnsOf(row[i]!))));
  return rows.map((row) =>
    row
      .map((text, i) => (i < 2 ? padEnd(text, widths[i]!) : padStart(text, widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
}

/** Narrow terminals lose the ratio, then the formula. */
function tableOf(check: ModelCheck, width: number, language: Language): readonly string[] {
  const texts = TEXTS[language];
  const rows = [texts.headings, ...check.lines.map((line) => cellsOf(line, texts, language))];
  const keeps = [
    [0, 1, 2, 3, 4],
    [0, 1, 2, 3],
    [0, 2, 3],
  ];
  const tables = keeps.map((kept) => aligned(rows.map((row) => kept.map((i) => row[i]!))));
  return (
    tables.find((lines) => lines.every((line) => columnsOf(line) <= width)) ??
    tables.at(-1)!.map((line) => shortened(line, width))
  );
}

function idleText({ lines }: ModelCheck, texts: Texts, language: Language): string {
  const idle = lines.filter(isIdle).map((line) => `${line.form} ${lineText(line, language)}`);
  return idle.length === 0 ? '' : `${texts.none}: ${idle.join(' · ')}`;
}

function othersText({ others, multiplyAdds }: ModelCheck, texts: Texts): string {
  const amount = others.reduce((sum, other) => sum + other.multiplyAdds, 0);
  if (amount === 0) return multiplyAdds === 0 ? texts.noWork : texts.all;
  const named = others
    .slice(0, MAX_CLASSES)
    .map(({ className, rows }) => `${visible(className)}${rows > 1 ? ` ×${rows}` : ''}`);
  const list = [...named, ...(others.length > MAX_CLASSES ? ['…'] : [])].join(', ');
  return texts.others(integer(amount), ((100 * amount) / multiplyAdds).toFixed(1), list);
}

/** A heading, two lines for each formula, and what none of them speaks of. */
export function formatModelCheck(
  check: ModelCheck,
  { width = DEFAULT_WIDTH, color = false, language = 'en' }: ModelCheckFormat = {},
): string {
  const texts = TEXTS[language];
  const paint = painter(color);
  const lines = check.lines.filter((line) => !isIdle(line));
  const [heading = '', ...table] = tableOf({ ...check, lines }, width, language);
  const body = lines.flatMap((line, i) => {
    const notes = notesOf(line, texts);
    const outcome = line.verdict?.outcome;
    const word = outcome === undefined ? null : texts.outcomes[outcome];
    const [first = '', ...more] = wrapped([word ?? [], ...notes].flat().join(' · '), width - INDENT);
    const style = outcome === undefined ? undefined : OUTCOME_STYLES[outcome];
    const isWhole = word !== null && first.startsWith(word);
    const painted = style !== undefined && isWhole ? paint(style, word) + first.slice(word.length) : first;
    return [table[i]!, ...[painted, ...more].map((text) => ' '.repeat(INDENT) + text)];
  });
  return [
    ...wrapped(texts.heading(visible(check.model), check.backend), width),
    '',
    paint('bold', heading),
    ...body,
    '',
    ...wrapped(idleText(check, texts, language), width),
    ...wrapped(othersText(check, texts), width),
    ...(check.unknownRows === 0 ? [] : wrapped(texts.unknown(check.unknownRows), width)),
  ].join('\n');
}
