/** @file The check of the text as a table: what it says, what the run shows, and the outcome, wrapped at the width. */
import { integer, wrap } from '../../report/format.ts';
import { painter, type Paint } from '../../report/paint.ts';
import { DEFAULT_WIDTH } from '../../report/options.ts';
import { OUTCOME_STYLES, type CheckFormat } from '../check-format.ts';
import type { TextbookCheck } from './check.ts';
import type { FormCheck, Outcome } from './form-check.ts';

const OUTCOMES: readonly Outcome[] = ['exact', 'incomplete', 'too many', 'depends', 'wrong', 'unexplained'];
/** Outcomes stand beside the numbers where this many columns are left for them, else below. */
const MIN_OUTCOME_WIDTH = 24;
const INDENT = 5;

/** `9 exact · 4 incomplete …`. */
const summary = (forms: readonly FormCheck[]): string =>
  OUTCOMES.flatMap((outcome) => {
    const amount = forms.filter((line) => line.outcome === outcome).length;
    return amount === 0 ? [] : [`${amount} ${outcome}`];
  }).join(' · ');

/** Columns of text, the first two aligned left: reference and name, right-hand side, numbers. */
function aligned(lines: readonly (readonly string[])[]): readonly string[] {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) =>
    line.map((text, i) => (i < 2 ? text.padEnd(widths[i]!) : text.padStart(widths[i]!))).join('  '),
  );
}

/** Narrow terminals lose executed adds, then the ratio, then the names. */
function columnsOf(forms: readonly FormCheck[], width: number): readonly string[] {
  const wasExecuted = forms.some(({ executed }) => executed !== null);
  const table = (hasNames: boolean, numbers: number): readonly string[] =>
    aligned([
      [
        hasNames ? '   of' : '  ',
        'text',
        ...['it says', 'run shows', 'ratio', 'executed adds'].slice(0, numbers),
      ],
      ...forms.map(({ form, name, text, says, shows, executed }) => [
        hasNames ? `${form} ${name}` : form,
        text,
        ...[
          integer(says),
          integer(shows),
          (says / shows).toFixed(3),
          executed === null ? '·' : integer(executed),
        ].slice(0, numbers),
      ]),
    ]);
  for (let numbers = wasExecuted ? 4 : 3; numbers >= 2; numbers--) {
    const lines = table(true, numbers);
    if (lines[0]!.length <= width) return lines;
  }
  return table(false, 2);
}

function rows(forms: readonly FormCheck[], width: number, paint: Paint): string[] {
  const [heading = '', ...lines] = columnsOf(forms, width);
  const left = heading.length + 2;
  const isBeside = width - left >= MIN_OUTCOME_WIDTH;
  const margin = isBeside ? left : INDENT;
  return [
    paint('bold', isBeside ? `${heading}  outcome` : heading),
    ...forms.flatMap(({ outcome, notes }, i) => {
      const parts = outcome === 'wrong' ? [`wrong ${notes[0]}`, ...notes.slice(1)] : [outcome, ...notes];
      const [first = '', ...more] = wrap(parts.join(' · '), width - margin);
      const style = OUTCOME_STYLES[outcome];
      const painted =
        style === undefined
          ? first
          : paint(style, first.slice(0, outcome.length)) + first.slice(outcome.length);
      const rest = more.map((line) => ' '.repeat(margin) + line);
      return isBeside
        ? [`${lines[i]}  ${painted}`, ...rest]
        : [lines[i]!, ' '.repeat(margin) + painted, ...rest];
    }),
  ];
}

/** A heading with the unit, a line or two for each form, and what the text gives to the letter. */
export function formatTextbook(
  check: TextbookCheck,
  { width = DEFAULT_WIDTH, color = false }: CheckFormat = {},
): string {
  const { n, d, heads } = check.tokens;
  const { model, says, shows } = check.literalTotal;
  const unit =
    'multiply-adds (text: F1–F2 in FLOPs, halved; F3–F7 in multiplications, which it calls FLOPs), parameters (P1–P6)';
  const closing = `${summary(check.forms)}. Taken literally, the text gives ${model} ${integer(says)}; the run ${integer(shows)}.`;
  return [
    ...wrap(`${unit} · ${check.model} N ${n} D ${d} h ${heads}`, width),
    '',
    ...rows(check.forms, width, painter(color)),
    '',
    ...wrap(closing, width),
    ...(check.claims.length === 0 ? [] : ['']),
    ...check.claims.flatMap(({ claim, findings }) => [
      ...wrap(`"${claim}"`, width),
      ...findings.flatMap((finding) => wrap(finding, width - 2).map((line) => `  ${line}`)),
    ]),
  ].join('\n');
}
