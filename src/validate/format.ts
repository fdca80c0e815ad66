/** @file The trial as a table: what the text says, what the run shows, and the ruling, wrapped at the width. */
import { integer, wrap } from '../report/format.ts';
import { painter, type Paint, type Style } from '../report/paint.ts';
import { DEFAULT_WIDTH } from '../report/width.ts';
import type { Trial } from './textbook.ts';
import type { Ruling, Verdict } from './verdict.ts';

export interface TrialFormat {
  /** Columns of the terminal. */
  readonly width?: number;
  readonly color?: boolean;
}

const RULINGS: readonly Ruling[] = ['exact', 'incomplete', 'too many', 'depends', 'wrong', 'unexplained'];
const STYLES: Readonly<Partial<Record<Ruling, Style>>> = { wrong: 'red', unexplained: 'red', exact: 'green' };

/** Rulings stand beside the numbers where this many columns are left for them, else below. */
const MIN_RULING_WIDTH = 24;
const INDENT = 5;

/** `9 exact · 4 incomplete …`. */
const summary = (verdicts: readonly Verdict[]): string =>
  RULINGS.flatMap((ruling) => {
    const amount = verdicts.filter((verdict) => verdict.ruling === ruling).length;
    return amount === 0 ? [] : [`${amount} ${ruling}`];
  }).join(' · ');

function rows(verdicts: readonly Verdict[], width: number, paint: Paint): string[] {
  const cells = verdicts.map(({ form, text, says, shows }) => ({
    name: `${form} ${text}`,
    numbers: [integer(says), integer(shows), (says / shows).toFixed(3)],
  }));
  const heading = { name: '   text', numbers: ['it says', 'run shows', 'ratio'] };
  const all = [heading, ...cells];
  const nameWidth = Math.max(...all.map(({ name }) => name.length));
  const widths = [0, 1, 2].map((i) => Math.max(...all.map(({ numbers }) => numbers[i]!.length)));
  const lineOf = ({ name, numbers }: (typeof all)[number]): string =>
    [name.padEnd(nameWidth), ...numbers.map((text, i) => text.padStart(widths[i]!))].join('  ');
  const left = lineOf(heading).length + 2;
  const isBeside = width - left >= MIN_RULING_WIDTH;
  const margin = isBeside ? left : INDENT;
  return [
    paint('bold', isBeside ? `${lineOf(heading)}  verdict` : lineOf(heading)),
    ...verdicts.flatMap(({ ruling, notes }, i) => {
      const [first = '', ...more] = wrap(
        [ruling === 'wrong' ? `wrong ${notes[0]}` : ruling, ...notes.slice(ruling === 'wrong' ? 1 : 0)].join(
          ' · ',
        ),
        width - margin,
      );
      const style = STYLES[ruling];
      const painted =
        style === undefined
          ? first
          : paint(style, first.slice(0, ruling.length)) + first.slice(ruling.length);
      const numbers = lineOf(cells[i]!);
      const rest = more.map((line) => ' '.repeat(margin) + line);
      return isBeside
        ? [`${numbers}  ${painted}`, ...rest]
        : [numbers, ' '.repeat(margin) + painted, ...rest];
    }),
  ];
}

/** A heading with the unit, a line or two for each form, and what the text gives to the letter. */
export function formatTrial(
  trial: Trial,
  { width = DEFAULT_WIDTH, color = false }: TrialFormat = {},
): string {
  const { n, d, heads } = trial.tokens;
  const { model, says, shows } = trial.letter;
  const unit = 'multiply-adds (text: F1–F2 in FLOPs, halved; F3–F7 in multiplications), parameters (P1–P6)';
  const closing = `${summary(trial.verdicts)}. To the letter, the text gives ${model} ${integer(says)}; the run ${integer(shows)}.`;
  return [
    ...wrap(`${unit} · ${trial.model} N ${n} D ${d} h ${heads}`, width),
    '',
    ...rows(trial.verdicts, width, painter(color)),
    '',
    ...wrap(closing, width),
  ].join('\n');
}
