/** @file A training step: the table and the note of its forward pass, its backward pass and its optimizer. */
import { totalOperations } from '../core/ops.ts';
import type { Counts, Report } from '../core/report.ts';
import type { Phase } from '../core/trace.ts';
import { inUnit, type Unit } from '../core/unit.ts';
import { integerOrNone, msColumn } from './columns.ts';
import type { Depth } from './options.ts';
import { integer } from './format.ts';
import type { Grid } from './grid.ts';
import { gridOf, outputColumn, parametersColumn, type LayerLine } from './layers.ts';
import type { Note } from './note.ts';

/** Backward ÷ forward by the textbook: the gradients of inputs and of weights each cost as much as the forward pass. */
const TEXTBOOK_RATIO = 2;

const multiplyAddsOf = ({ counted }: Counts): number => counted.multiplyAdds;

const sumOver = ({ rows }: LayerLine, phase: Phase, value: (counts: Counts) => number): number =>
  rows.reduce((sum, { phases }) => sum + (phases === null ? 0 : value(phases[phase])), 0);

const forward = (line: LayerLine): number => sumOver(line, 'forward', multiplyAddsOf);
const backward = (line: LayerLine): number => sumOver(line, 'backward', multiplyAddsOf);
const optimizer = (line: LayerLine): number =>
  sumOver(line, 'optimizer', ({ counted }) => totalOperations(counted));

/** A `?` after a number that lacks kernels without a formula. */
const orUnknown = (line: LayerLine, phase: Phase, amount: number): string =>
  sumOver(line, phase, ({ unknownCalls }) => unknownCalls) > 0
    ? `${amount === 0 ? '' : integer(amount)}?`
    : integerOrNone(amount);

const ratio = (above: number, below: number): string =>
  above === 0 || below === 0 ? '·' : (above / below).toFixed(2);

/** Forward and backward are multiply-adds; an optimizer does none. */
export function trainingGrid(report: Report, depth: Depth, unit: Unit): Grid<LayerLine> {
  const { time } = report.total;
  return gridOf(report, depth, unit, (lines) => [
    outputColumn(1),
    parametersColumn(3),
    {
      heading: 'Forward',
      align: 'right',
      drop: 0,
      cell: (line) => orUnknown(line, 'forward', inUnit(forward(line), unit)),
    },
    {
      heading: 'Backward',
      align: 'right',
      drop: 0,
      cell: (line) => orUnknown(line, 'backward', inUnit(backward(line), unit)),
    },
    {
      heading: '×fwd',
      align: 'right',
      drop: 4,
      cell: (line) => (line.sums.unknownCalls > 0 ? '?' : ratio(backward(line), forward(line))),
    },
    {
      heading: 'Optimizer operations',
      align: 'right',
      drop: 2,
      cell: (line) => orUnknown(line, 'optimizer', optimizer(line)),
    },
    ...(time === null ? [] : [msColumn(lines, time.meanMs)]),
  ]);
}

const least = ({ unknownCalls }: Counts): string => (unknownCalls > 0 ? '≥ ' : '');

export function trainingNotes({ total }: Report, unit: Unit): Note[] {
  if (total.phases === null) return [];
  const [ahead, back] = [multiplyAddsOf(total.phases.forward), multiplyAddsOf(total.phases.backward)];
  const times =
    ahead === 0 || total.unknownCalls > 0
      ? ''
      : ` (×${ratio(back, ahead)} of forward; ${TEXTBOOK_RATIO} by the textbook)`;
  return [
    {
      label: 'training',
      parts: [
        `forward ${least(total.phases.forward)}${integer(inUnit(ahead, unit))}`,
        `backward ${least(total.phases.backward)}${integer(inUnit(back, unit))}${times}`,
        `optimizer ${least(total.phases.optimizer)}${integer(totalOperations(total.phases.optimizer.counted))} operations`,
      ],
    },
  ];
}
