/**
 * @file The notes below a table: agreement, conventions, parameters, time, coverage, the costliest layers.
 */
import { countedIn } from '../core/counted.ts';
import { isParameter } from '../core/parameters.ts';
import type { LayerRow, Report } from '../core/report.ts';
import { sizeOf } from '../core/shape.ts';
import { inUnit, type Unit } from '../core/unit.ts';
import { coverageNotes } from './coverage.ts';
import { executedNotes } from './executed.ts';
import { firstRunNotes } from './first-run.ts';
import { fitNotes } from './fits.ts';
import { integer } from './format.ts';
import { leakNotes } from './leaks.ts';
import { memoryNotes } from './memory.ts';
import { rowName } from '../core/writing.ts';
import type { Note } from './note.ts';
import { residualNotes } from './residual.ts';
import { rooflineNotes } from './roofline.ts';
import { timingNotes } from './timing.ts';
import { trainingNotes } from './training.ts';
import { wrongResultNotes } from './wrong-results.ts';

/** Assumptions that are printed. */
const MOST_ASSUMED = 5;

/** Multiply-adds whose results are integers. */
const integerMultiplyAdds = ({ entries, calls, costs }: Report): number =>
  entries.reduce((sum, { call, calls: times }) => {
    const [{ dtype }, cost] = [calls[call]!.outputs[0], costs[call]!];
    const isInteger = dtype === 'int32' || dtype === 'bool';
    return isInteger ? sum + times * countedIn(cost).multiplyAdds : sum;
  }, 0);

/** Operations on integers are none on floating-point numbers. */
function flopsParts(report: Report, least: string): string[] {
  const integers = integerMultiplyAdds(report);
  const floats = report.total.counted.multiplyAdds - integers;
  if (integers === 0) return [`${least}${integer(2 * floats)} = 2 × multiply-adds`];
  const left = `${integer(integers)} multiply-adds on integers are no FLOPs`;
  return floats === 0
    ? [`${least === '' ? 'none' : '?'}: ${left}`]
    : [`${least}${integer(2 * floats)} = 2 × ${integer(floats)} multiply-adds`, left];
}

/** What the unit is, in FLOPs what it was made of. */
function unitNote(report: Report, least: string, unit: Unit): Note[] {
  if (unit === 'multiply-adds') return [{ label: 'as FLOPs', parts: flopsParts(report, least) }];
  const integers = integerMultiplyAdds(report);
  const rest = integers === 0 ? '' : `, ${integer(2 * integers)} of them on integers`;
  return [{ label: 'FLOPs', parts: [`two for each product that is added to a sum${rest}`] }];
}

function conventionNotes(report: Report, unit: Unit): Note[] {
  const { total } = report;
  const { multiplyAdds } = total.counted;
  const least = total.unknownCalls > 0 ? '≥ ' : '';
  if (multiplyAdds === 0)
    return least === ''
      ? []
      : [
          {
            label: unit === 'flops' ? 'FLOPs' : 'as FLOPs',
            parts: ['?: kernels without a formula may do any number'],
          },
        ];
  const notes: Note[] = [];
  const padding = multiplyAdds - total.inBounds;
  if (total.inBounds !== multiplyAdds)
    notes.push({
      label: 'in-bounds',
      parts: [
        [
          `${least}${integer(inUnit(total.inBounds, unit))} touch real elements`,
          ...(total.onZeros > 0
            ? [`${integer(inUnit(total.onZeros, unit))} the zeros of a padding layer`]
            : []),
          ...(total.onZeros === padding ? [] : ['the rest is on padding']),
        ].join(', '),
      ],
    });
  return [...notes, ...unitNote(report, least, unit)];
}

/** Operations other than multiply-adds, by reason, the largest amount first. */
function otherOperationsNote({ total }: Report): Note[] {
  const least = total.unknownCalls > 0 ? '≥ ' : '';
  const terms = Object.entries(total.byTerm)
    .map(([term, counts]) => {
      const { multiplyAdds: _, ...others } = counts;
      return { term, operations: Object.values(others).reduce((sum, amount) => sum + amount, 0) };
    })
    .filter(({ operations }) => operations > 0)
    .sort((a, b) => b.operations - a.operations);
  if (terms.length === 0) return [];
  const sum = terms.reduce((all, { operations }) => all + operations, 0);
  const amounts = terms.map(({ term, operations }) => `${term}\u00A0${integer(operations)}`);
  return [
    {
      label: 'other operations',
      parts: [`${least}${integer(sum)} (each add, multiply, exp … once): ${amounts.join(' · ')}`],
    },
  ];
}

/** A name for the variables that are not trained: what they are, where that is certain. */
function nonTrainableName({ weights, scopes }: Report): string {
  const idle = weights.filter(({ trainable, frozen }) => !trainable && !frozen);
  const isStatistic = idle.every(({ scope }) => scopes[scope]?.className === 'BatchNormalization');
  return idle.length > 0 && isStatistic ? 'batch-norm statistics' : 'non-trainable';
}

/** The integers that a frozen graph holds in addition to its parameters. */
function integersOf({ weights }: Report): string {
  const integers = weights
    .filter((weight) => !isParameter(weight))
    .reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return integers === 0 ? '' : ` + ${integer(integers)} integers (shapes, tables)`;
}

function repairsNote({ repairs }: Report): Note[] {
  return repairs.length === 0 ? [] : [{ label: 'repaired', parts: repairs }];
}

/** What stands for values that nobody knows where nothing ran. */
function assumedNote({ environment: { assumed = [] } }: Report): Note[] {
  const more = assumed.length - MOST_ASSUMED;
  const parts =
    more > 0 ? [...assumed.slice(0, MOST_ASSUMED), `${integer(more)} more, in the JSON`] : assumed;
  return parts.length === 0 ? [] : [{ label: 'assumed', parts }];
}

/** Why the default backend did not run. */
function refusedNote({ environment }: Report): Note[] {
  const { refused } = environment;
  return refused === undefined ? [] : [{ label: 'backend', parts: [refused] }];
}

function parametersNote(report: Report): Note[] {
  const { trainable, nonTrainable, frozen, total } = report.total.parameters;
  if (total === 0) return [];
  const label = 'parameters';
  if (trainable === null || nonTrainable === null)
    return [
      {
        label,
        parts: [`${integer(total)}${integersOf(report)}; a frozen graph does not say which are trainable`],
      },
    ];
  if (nonTrainable === 0) return [{ label, parts: [`${integer(total)}, all trainable`] }];
  const kinds = [`${integer(trainable)} trainable`];
  if (frozen > 0) kinds.push(`${integer(frozen)} frozen`);
  if (nonTrainable > frozen) kinds.push(`${integer(nonTrainable - frozen)} ${nonTrainableName(report)}`);
  return [{ label, parts: [`${kinds.join(' + ')} = ${integer(total)}`] }];
}

const LONGEST_IN_ONE_PIECE = 40;

/** The layers with the most multiply-adds; layers with equal amounts are one entry. */
function costliestNote({ layers }: Report, unit: Unit): Note[] {
  const equals = new Map<number, LayerRow[]>();
  for (const row of layers.toSorted((a, b) => b.counted.multiplyAdds - a.counted.multiplyAdds)) {
    const { multiplyAdds } = row.counted;
    if (multiplyAdds > 0) equals.set(multiplyAdds, [...(equals.get(multiplyAdds) ?? []), row]);
  }
  if (equals.size < 2) return [];
  const parts = [...equals].slice(0, 3).map(([multiplyAdds, rows]) => {
    const others = rows.length > 1 ? `\u00A0(×${rows.length})` : '';
    const [first] = rows;
    const name = first === undefined ? '' : rowName(first);
    // A long name that is kept together with its number would be cut.
    const gap = name.length > LONGEST_IN_ONE_PIECE ? ' ' : '\u00A0';
    return `${name}${gap}${integer(inUnit(multiplyAdds, unit))}${others}`;
  });
  return [{ label: 'costliest', parts }];
}

/** All notes, a residual that is not zero first. */
export const notesOf = (report: Report, unit: Unit): readonly Note[] => [
  ...residualNotes(report, unit),
  ...fitNotes(report),
  ...wrongResultNotes(report),
  ...refusedNote(report),
  ...repairsNote(report),
  ...assumedNote(report),
  ...trainingNotes(report, unit),
  ...conventionNotes(report, unit),
  ...executedNotes(report),
  ...otherOperationsNote(report),
  ...parametersNote(report),
  ...memoryNotes(report),
  ...leakNotes(report),
  ...timingNotes(report),
  ...firstRunNotes(report),
  ...rooflineNotes(report, unit),
  ...coverageNotes(report),
  ...costliestNote(report, unit),
];
