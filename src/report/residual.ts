/** @file The note on agreement: theory = counted, or in red each place where a bridge does not close. */
import { visible } from '../core/visible.ts';
import type { Bridge, Quantity } from '../core/bridge.ts';
import type { LayerRow, Report } from '../core/report.ts';
import { unitName, unitsOf, type Unit } from '../core/unit.ts';
import { count, integer, percent, signed } from './format.ts';
import { pathName, rowName } from '../core/writing.ts';
import type { Note } from './note.ts';
import { reportWord, theoryWord } from './theory-word.ts';

const QUANTITIES = {
  parameters: 'parameters',
  trainable: 'trainable parameters',
  adds: 'adds',
  minMax: 'running maxima',
} as const;

const quantityName = (quantity: Quantity, unit: Unit): string =>
  quantity === 'multiplyAdds' ? unitName(unit) : QUANTITIES[quantity];

/** An amount, or a difference, of a bridge. */
const amountIn = ({ quantity }: Bridge, amount: number, unit: Unit): number =>
  quantity === 'multiplyAdds' ? unitsOf(unit) * amount : amount;

/** `theory 1,728 + run more than once 1,728 = counted 3,456`. */
function equation(bridge: Bridge, word: string, unit: Unit): string {
  const { from, to, fromAmount, toAmount, terms, residual } = bridge;
  const written = (amount: number): string => integer(amountIn(bridge, amount, unit));
  const named = terms.map(
    ({ term, amount }) => ` ${amount < 0 ? '-' : '+'} ${term} ${written(Math.abs(amount))}`,
  );
  const sign = residual === 0 ? '=' : '≠';
  return `${from === 'theory' ? word : from} ${written(fromAmount)}${named.join('')} ${sign} ${to} ${written(toAmount)}`;
}

const open = ({ residual }: Bridge): boolean => residual !== 0;

/** The bridges of one row or group that do not close. */
const openTexts = (
  name: string,
  word: string,
  bridges: readonly Bridge[],
  unit: Unit,
): { name: string; text: string }[] =>
  bridges.filter(open).map((bridge) => ({
    name,
    text: `${quantityName(bridge.quantity, unit)}: ${equation(bridge, word, unit)}, difference ${signed(amountIn(bridge, bridge.residual, unit))}`,
  }));

/** Every bridge that does not close, once: bridges of layers are in their rows, those of groups in the textbook. */
function openNotes({ layers, textbook }: Report, unit: Unit): Note[] {
  const rows = layers.flatMap((row) => openTexts(rowName(row), theoryWord(row), row.bridges, unit));
  const seen = new Set(rows.map(({ name, text }) => `${name} ${text}`));
  const groups = textbook
    .flatMap(({ path, bridges }) =>
      openTexts(path.length === 0 ? 'whole model' : pathName(path), 'theory', bridges, unit),
    )
    .filter(({ name, text }) => !seen.has(`${name} ${text}`));
  return [...rows, ...groups].map(({ name, text }) => ({ label: name, parts: [text], style: 'red' }));
}

/** Differences that have a name: layers that ran more than once, parameters owned elsewhere. */
const named = (report: Report, unit: Unit): Note[] =>
  report.total.bridges
    .filter(
      ({ from, to, terms, residual }) =>
        from === 'theory' && to === 'counted' && terms.length > 0 && residual === 0,
    )
    .map((bridge) => ({
      label: 'explained',
      parts: [`${quantityName(bridge.quantity, unit)}: ${equation(bridge, reportWord(report).theory, unit)}`],
    }));

/** Layers whose theory begins at a shape that ran. */
function givenParts({ theoryRows }: Report, row: string): string[] {
  const given = theoryRows.flatMap((theory) =>
    theory.state === 'derived' && theory.given !== undefined ? [theory.given] : [],
  );
  if (given.length === 0) return [];
  const behind = [...new Set(given)].map(visible);
  const [first, ...others] = behind;
  const names = others.length === 0 ? first : `${first} and ${count(others.length, 'other')}`;
  return [`${count(given.length, row)} from the shape that ${names} returned in the pass`];
}

/** What theory says nothing of, or what nothing can be said of. */
function coversParts({ total, layers }: Report, row: string, unit: Unit): string[] {
  const { theoryCovers, unknownCalls } = total;
  const open = layers.filter(({ theory, unknownCalls }) => theory !== null && unknownCalls > 0).length;
  const unknown = open === 0 ? [] : [`${count(open, row)} not compared: a kernel there has no formula`];
  if (total.phases !== null) return [...unknown, 'theory covers the forward pass only'];
  if (unknownCalls > 0) return [...unknown, `theory derives ? % of the ${unitName(unit)}`];
  return theoryCovers === null || theoryCovers === 1
    ? unknown
    : [`theory derives ${percent(theoryCovers)} % of the ${unitName(unit)}`];
}

/** The residual of all bridges; in FLOPs those of multiply-adds count twice. */
export function residualIn({ total, layers, textbook }: Report, unit: Unit): number | null {
  if (total.residual === null) return null;
  const derived = new Set(layers.flatMap(({ theory, path }) => (theory === null ? [] : [path.join('\n')])));
  const groups = textbook.filter(({ path }) => !derived.has(path.join('\n')));
  const ofWork = [...layers, ...groups]
    .flatMap(({ bridges }) => bridges)
    .reduce((sum, each) => sum + (each.quantity === 'multiplyAdds' ? Math.abs(each.residual) : 0), 0);
  return total.residual + (unitsOf(unit) - 1) * ofWork;
}

function residualNote(report: Report, unit: Unit): Note {
  const { total } = report;
  const { theory, row } = reportWord(report);
  const { comparedRows, agreeingRows } = total;
  const residual = residualIn(report, unit);
  if (residual === null)
    return {
      label: 'residual',
      parts: ['nothing to compare: there is no theory for what ran'],
      style: 'yellow',
    };
  const rows = `${integer(agreeingRows)} of ${count(comparedRows, row)} with ${unitName(unit)}`;
  if (residual !== 0)
    return {
      label: `RESIDUAL ${integer(residual)}`,
      parts: [`${theory} = counted in ${rows} only: a formula, the theory or the backend is wrong`],
      style: 'red',
    };
  if (comparedRows === 0 && total.unknownCalls === 0 && total.counted.multiplyAdds === 0)
    return {
      label: 'residual 0',
      parts: [`nothing multiplies: ${theory} and counted are 0`, ...coversParts(report, row, unit)],
    };
  const others = agreeingRows < comparedRows ? ', the others are explained below' : '';
  return {
    label: 'residual 0',
    parts: [
      `${theory} = counted in ${rows}${others}`,
      ...givenParts(report, row),
      ...coversParts(report, row, unit),
    ],
  };
}

/** The bridges of a row that need an explanation: those with terms, and those that do not close. */
export const openBridges = (row: LayerRow, unit: Unit): string[] =>
  row.bridges
    .filter(({ terms, residual }) => terms.length > 0 || residual !== 0)
    .map((bridge) => `${quantityName(bridge.quantity, unit)}: ${equation(bridge, theoryWord(row), unit)}`);

export const residualNotes = (report: Report, unit: Unit): Note[] => [
  residualNote(report, unit),
  ...openNotes(report, unit),
  ...named(report, unit),
];
