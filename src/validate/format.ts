/** @file The trial as a table: what the text says, what the run shows, and the ruling, wrapped at the width. */
import { integer, wrap } from '../report/format.ts';
import { painter, type Paint, type Style } from '../report/paint.ts';
import { DEFAULT_WIDTH } from '../report/options.ts';
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

interface Line {
  readonly name: string;
  readonly numbers: readonly string[];
}

/** Names and numbers in columns; narrow terminals lose executed adds, then the ratio. */
function columnsOf(verdicts: readonly Verdict[], width: number): readonly string[] {
  const wasExecuted = verdicts.some(({ executed }) => executed !== null);
  const heading: Line = {
    name: '   text',
    numbers: ['it says', 'run shows', 'ratio', ...(wasExecuted ? ['executed adds'] : [])],
  };
  const lines = verdicts.map(({ form, text, says, shows, executed }): Line => ({
    name: `${form} ${text}`,
    numbers: [
      integer(says),
      integer(shows),
      (says / shows).toFixed(3),
      ...(wasExecuted ? [executed === null ? '·' : integer(executed)] : []),
    ],
  }));
  const all = [heading, ...lines];
  const nameWidth = Math.max(...all.map(({ name }) => name.length));
  for (let columns = heading.numbers.length; ; columns--) {
    const widths = heading.numbers.map((_, i) => Math.max(...all.map(({ numbers }) => numbers[i]!.length)));
    const texts = all.map(({ name, numbers }) =>
      [name.padEnd(nameWidth), ...numbers.slice(0, columns).map((text, i) => text.padStart(widths[i]!))].join(
        '  ',
      ),
    );
    if (columns === 2 || texts[0]!.length <= width) return texts;
  }
}

function rows(verdicts: readonly Verdict[], width: number, paint: Paint): string[] {
  const [heading = '', ...lines] = columnsOf(verdicts, width);
  const left = heading.length + 2;
  const isBeside = width - left >= MIN_RULING_WIDTH;
  const margin = isBeside ? left : INDENT;
  return [
    paint('bold', isBeside ? `${heading}  verdict` : heading),
    ...verdicts.flatMap(({ ruling, notes }, i) => {
      const facts = ruling === 'wrong' ? [`wrong ${notes[0]}`, ...notes.slice(1)] : [ruling, ...notes];
      const [first = '', ...more] = wrap(facts.join(' · '), width - margin);
      const style = STYLES[ruling];
      const painted =
        style === undefined
          ? first
          : paint(style, first.slice(0, ruling.length)) + first.slice(ruling.length);
      const rest = more.map((line) => ' '.repeat(margin) + line);
      return isBeside
        ? [`${lines[i]}  ${painted}`, ...rest]
        : [lines[i]!, ' '.repeat(margin) + painted, ...rest];
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
    ...(trial.claims.length === 0 ? [] : ['']),
    ...trial.claims.flatMap(({ claim, findings }) => [
      ...wrap(`"${claim}"`, width),
      ...findings.flatMap((finding) => wrap(finding, width - 2).map((line) => `  ${line}`)),
    ]),
  ].join('\n');
}
