/** @file A verdict in words: a sentence for each limit that is broken, and the rows that broke it. */
import type { Figure } from '../core/changes.ts';
import { count, integer } from '../core/writing.ts';
import { attributeText, tellingAttributes } from '../report/comparison/attribute.ts';
import { signed } from '../report/format.ts';
import type { Breach, Moved, Unknown } from './breach.ts';
import type { RowFigure } from './pairs.ts';

const NOUNS: Readonly<Record<Figure, string>> = {
  multiplyAdds: 'multiply-adds',
  parameters: 'parameters',
  trainableParameters: 'trainable parameters',
  otherOperations: 'other operations',
  inBounds: 'multiply-adds on real elements',
  kernelCalls: 'kernel calls',
  unknownCalls: 'calls of unknown kernels',
  bytes: 'bytes moved',
  diskBytes: 'bytes of weight files',
  weightBytes: 'bytes of weights',
  peakBytes: 'bytes at the peak of memory',
  leakedTensors: 'tensors left behind by each pass',
};

/** `, +8,540,160 (+2.84 %)`: what there is more of than there was, or than is allowed. */
function difference(actual: number, than: number): string {
  const share =
    than === 0 ? '' : ` (${actual > than ? '+' : ''}${((100 * (actual - than)) / than).toFixed(2)} %)`;
  return `${signed(actual - than)}${share}`;
}

function figureSentence(breach: Breach, figure: Figure, baseline: string): string {
  const { limit, of, before, actual, allowed, relative, what } = breach;
  const noun = NOUNS[figure];
  const whose = of === null ? '' : `${of}: `;
  const most = relative !== null ? `allowed ${relative}` : `allowed ${integer(allowed ?? 0)}`;
  const why = what === null ? '' : `: ${what}`;
  if (actual === null) return `${whose}${noun} are not known${why}; ${most}`;
  if (allowed === null) return `${whose}${integer(actual)} ${noun}, and ${baseline} does not know its own`;
  if (limit === 'growth' && actual <= allowed) {
    const rows = breach.rows.length;
    return `${count(rows, 'layer')} ${rows === 1 ? 'has' : 'have'} more ${noun} than in ${baseline}, though the whole has not`;
  }
  const amount = `${whose}${integer(actual)} ${actual === 1 ? noun.replace(/s\b/, '') : noun}`;
  if (limit === 'growth') return `${amount}, ${difference(actual, before ?? 0)} over ${baseline}`;
  if (relative !== null) return `${amount}, ${difference(actual, before ?? 0)} over ${baseline}; ${most}`;
  return `${amount}, ${difference(actual, allowed)} over the limit of ${integer(allowed)}`;
}

/** What is broken, in one line, without the model's name. */
export function breachSentence(breach: Breach, baseline = 'the baseline'): string {
  const { limit, of, figure, actual, what } = breach;
  if (limit === 'noKernel') return `${count(actual ?? 0, 'call')} of ${of}; allowed none`;
  if (limit === 'noUnknown') return `${count(actual ?? 0, 'call')} of unknown kernels; allowed none`;
  if (figure === null) return `finding ${of}: ${what}`;
  return figureSentence(breach, figure, baseline);
}

/** What stands beside a row's name: its amounts, none of a finding, and through what they changed. */
export const rowCells = (
  { figure }: Breach,
  { before, actual, attributes }: RowFigure,
): readonly [amounts: string, why: string] => [
  figure === null ? '' : before === null ? integer(actual) : `${integer(before)} → ${integer(actual)}`,
  tellingAttributes(attributes).map(attributeText).join(', '),
];

/** Rows of a breach that are shown. */
export const SHOWN_ROWS = 5;

/** The rows of a breach in columns, the first ones. */
export function rowLines(breach: Breach): readonly string[] {
  const { rows } = breach;
  const shown = rows.slice(0, SHOWN_ROWS).map((row) => [row.name, ...rowCells(breach, row)] as const);
  const widths = [0, 1].map((column) => Math.max(0, ...shown.map((cells) => cells[column]!.length)));
  const lines = shown.map(([name, amounts, why]) =>
    `  ${name.padEnd(widths[0]!)}   ${amounts.padEnd(widths[1]!)}   ${why}`.trimEnd(),
  );
  const more = rows.length - shown.length;
  return more > 0 ? [...lines, `  ${integer(more)} more`] : lines;
}

/** `bytes of weight files, which cost.json does not know`. */
export const unknownText = ({ figure, notIn }: Unknown, baseline = 'the baseline'): string =>
  notIn === 'baseline'
    ? `${NOUNS[figure]}, which ${baseline} does not know`
    : `${NOUNS[figure]}, not known now`;

/** `multiply-adds -1,280`: what moved and broke nothing. */
export const movedText = ({ figure, before, actual, rows }: Moved): string => {
  const [first, ...others] = rows;
  const where =
    first === undefined
      ? ''
      : ` in ${first.name}${others.length === 0 ? '' : ` and ${integer(others.length)} more`}`;
  return `${NOUNS[figure]} ${signed(actual - before)}${where}`;
};
