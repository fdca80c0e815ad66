/** @file The note on agreement: theory = counted, or, loudly, each place where a bridge does not close. */
import type { Bridge } from '../core/bridge.ts';
import type { LayerRow, Report } from '../core/report.ts';
import { count, integer, percent, signed } from './format.ts';
import { pathName, type Note } from './note.ts';

const QUANTITIES = {
  multiplyAdds: 'multiply-adds',
  parameters: 'parameters',
  adds: 'adds',
  minMax: 'running maxima',
} as const;

/** `theory 1,728 + run more than once 1,728 = counted 3,456`. */
function equation({ from, to, fromAmount, toAmount, terms, residual }: Bridge): string {
  const named = terms.map(
    ({ term, amount }) => ` ${amount < 0 ? '-' : '+'} ${term} ${integer(Math.abs(amount))}`,
  );
  const sign = residual === 0 ? '=' : '≠';
  return `${from} ${integer(fromAmount)}${named.join('')} ${sign} ${to} ${integer(toAmount)}`;
}

const open = ({ residual }: Bridge): boolean => residual !== 0;

/** Every bridge that does not close, each once: a layer's stand in its row, groups' in the textbook. */
function faults({ layers, textbook }: Report): Note[] {
  const rows = layers.flatMap(({ path, bridges }) =>
    bridges.filter(open).map((bridge) => ({ path, bridge })),
  );
  const seen = new Set(rows.map(({ path, bridge }) => `${pathName(path)} ${equation(bridge)}`));
  const groups = textbook
    .flatMap(({ path, bridges }) => bridges.filter(open).map((bridge) => ({ path, bridge })))
    .filter(({ path, bridge }) => !seen.has(`${pathName(path)} ${equation(bridge)}`));
  return [...rows, ...groups].map(({ path, bridge }) => ({
    label: path.length === 0 ? 'whole model' : pathName(path),
    facts: [`${QUANTITIES[bridge.quantity]}: ${equation(bridge)}, difference ${signed(bridge.residual)}`],
    style: 'red',
  }));
}

/** Differences that have a name: layers that ran more than once, parameters owned elsewhere. */
const named = ({ total }: Report): Note[] =>
  total.bridges
    .filter(
      ({ from, to, terms, residual }) =>
        from === 'theory' && to === 'counted' && terms.length > 0 && residual === 0,
    )
    .map((bridge) => ({
      label: 'explained',
      facts: [`${QUANTITIES[bridge.quantity]}: ${equation(bridge)}`],
    }));

function verdict({ total }: Report): Note {
  const { residual, comparedRows, agreeingRows, theoryCovers } = total;
  if (residual === null)
    return {
      label: 'residual',
      facts: ['nothing to compare: there is no theory of what ran'],
      style: 'yellow',
    };
  const rows = `${integer(agreeingRows)} of ${count(comparedRows, 'layer')} with multiply-adds`;
  if (residual !== 0)
    return {
      label: `RESIDUAL ${integer(residual)}`,
      facts: [`theory = counted in ${rows} only: a formula, theory or the backend is at fault`],
      style: 'red',
    };
  const covers =
    theoryCovers === null || theoryCovers === 1
      ? []
      : [`theory derives ${percent(theoryCovers)} % of the multiply-adds`];
  return { label: 'residual 0', facts: [`theory = counted in ${rows}`, ...covers] };
}

/** A row's bridges that need words: those with terms, and those that do not close. */
export const openBridges = ({ bridges }: LayerRow): string[] =>
  bridges
    .filter(({ terms, residual }) => terms.length > 0 || residual !== 0)
    .map((bridge) => `${QUANTITIES[bridge.quantity]}: ${equation(bridge)}`);

export const residualNotes = (report: Report): Note[] => [
  verdict(report),
  ...faults(report),
  ...named(report),
];
