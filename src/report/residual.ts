/** @file The note on agreement: theory = counted, or, loudly, each place where a bridge does not close. */
import type { Bridge } from '../core/bridge.ts';
import type { LayerRow, Report } from '../core/report.ts';
import { count, integer, percent, signed } from './format.ts';
import { pathName, rowName, type Note } from './note.ts';
import { reportWord, theoryWord } from './theory-word.ts';

const QUANTITIES = {
  multiplyAdds: 'multiply-adds',
  parameters: 'parameters',
  adds: 'adds',
  minMax: 'running maxima',
} as const;

/** `theory 1,728 + run more than once 1,728 = counted 3,456`. */
function equation({ from, to, fromAmount, toAmount, terms, residual }: Bridge, word: string): string {
  const named = terms.map(
    ({ term, amount }) => ` ${amount < 0 ? '-' : '+'} ${term} ${integer(Math.abs(amount))}`,
  );
  const sign = residual === 0 ? '=' : '≠';
  return `${from === 'theory' ? word : from} ${integer(fromAmount)}${named.join('')} ${sign} ${to} ${integer(toAmount)}`;
}

const open = ({ residual }: Bridge): boolean => residual !== 0;

/** The bridges of one row or group that do not close. */
const told = (name: string, word: string, bridges: readonly Bridge[]): { name: string; fact: string }[] =>
  bridges.filter(open).map((bridge) => ({
    name,
    fact: `${QUANTITIES[bridge.quantity]}: ${equation(bridge, word)}, difference ${signed(bridge.residual)}`,
  }));

/** Every bridge that does not close, each once: a layer's stand in its row, groups' in the textbook. */
function faults({ layers, textbook }: Report): Note[] {
  const rows = layers.flatMap((row) => told(rowName(row), theoryWord(row), row.bridges));
  const seen = new Set(rows.map(({ name, fact }) => `${name} ${fact}`));
  const groups = textbook
    .flatMap(({ path, bridges }) =>
      told(path.length === 0 ? 'whole model' : pathName(path), 'theory', bridges),
    )
    .filter(({ name, fact }) => !seen.has(`${name} ${fact}`));
  return [...rows, ...groups].map(({ name, fact }) => ({ label: name, facts: [fact], style: 'red' }));
}

/** Differences that have a name: layers that ran more than once, parameters owned elsewhere. */
const named = (report: Report): Note[] =>
  report.total.bridges
    .filter(
      ({ from, to, terms, residual }) =>
        from === 'theory' && to === 'counted' && terms.length > 0 && residual === 0,
    )
    .map((bridge) => ({
      label: 'explained',
      facts: [`${QUANTITIES[bridge.quantity]}: ${equation(bridge, reportWord(report).theory)}`],
    }));

function verdict(report: Report): Note {
  const { total } = report;
  const { theory, row } = reportWord(report);
  const { residual, comparedRows, agreeingRows, theoryCovers } = total;
  if (residual === null)
    return {
      label: 'residual',
      facts: ['nothing to compare: there is no theory of what ran'],
      style: 'yellow',
    };
  const rows = `${integer(agreeingRows)} of ${count(comparedRows, row)} with multiply-adds`;
  if (residual !== 0)
    return {
      label: `RESIDUAL ${integer(residual)}`,
      facts: [`${theory} = counted in ${rows} only: a formula, theory or the backend is at fault`],
      style: 'red',
    };
  const covers =
    total.phases !== null
      ? ['theory is of the forward pass alone']
      : theoryCovers === null || theoryCovers === 1
        ? []
        : [`theory derives ${percent(theoryCovers)} % of the multiply-adds`];
  return { label: 'residual 0', facts: [`${theory} = counted in ${rows}`, ...covers] };
}

/** A row's bridges that need words: those with terms, and those that do not close. */
export const openBridges = (row: LayerRow): string[] =>
  row.bridges
    .filter(({ terms, residual }) => terms.length > 0 || residual !== 0)
    .map((bridge) => `${QUANTITIES[bridge.quantity]}: ${equation(bridge, theoryWord(row))}`);

export const residualNotes = (report: Report): Note[] => [
  verdict(report),
  ...faults(report),
  ...named(report),
];
