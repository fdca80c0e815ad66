/** @file The notes on executed instructions: the bridge from counted, and the layers with the most wasted work. */
import type { Bridge } from '../core/bridge.ts';
import type { Report } from '../core/report.ts';
import { integer, percent } from './format.ts';
import { rowName } from '../core/writing.ts';
import type { Note } from './note.ts';
import { wrongCallsOf } from './wrong-results.ts';

/** A layer that executes this many times the adds of its formula is named. */
const WASTEFUL = 1.25;

const bridgeOf = ({ total }: Report, quantity: Bridge['quantity']): Bridge | undefined =>
  total.bridges.find(({ to, quantity: other }) => to === 'executed' && other === quantity);

/** `counted 1,728 + tile rows 52 = executed 1,780`; measured terms with their share. */
function equation(
  { fromAmount, toAmount, terms, residual }: Bridge,
  wrong: ReadonlySet<string> = new Set(),
): string {
  const named = terms.map(({ term, amount, basis }) => {
    const share = wrong.has(term)
      ? ' (wrong result)'
      : basis === 'measured'
        ? ` (measured, ${percent(amount / toAmount)} %)`
        : '';
    return ` ${amount < 0 ? '-' : '+'} ${term}\u00A0${integer(Math.abs(amount))}${share}`;
  });
  return `counted ${integer(fromAmount)}${named.join('')} ${residual === 0 ? '=' : '≠'} executed ${integer(toAmount)}`;
}

/** Layers with multiply-adds, the most wasteful first. */
function wasteful({ layers }: Report): string[] {
  const ratios = layers.flatMap(({ path, bridges, counted, kind }) => {
    const bridge = bridges.find(({ to, quantity }) => to === 'executed' && quantity === 'adds');
    if (bridge === undefined || counted.multiplyAdds === 0) return [];
    return [{ name: rowName({ path, kind }), ratio: bridge.toAmount / bridge.fromAmount }];
  });
  return ratios
    .filter(({ ratio }) => ratio >= WASTEFUL)
    .sort((a, b) => b.ratio - a.ratio)
    .slice(0, 3)
    .map(({ name, ratio }) => `${name}\u00A0${ratio.toFixed(2)}×`);
}

/** Softmax is often called negligible: its share of what was executed. */
function softmaxParts({ kernels, total }: Report): string[] {
  const softmax = kernels.find(({ kernel }) => kernel === 'Softmax')?.executed;
  if (!softmax || !total.executed) return [];
  return [
    `softmax\u00A0${percent(softmax.multiplies / total.executed.multiplies)}\u00A0% of executed multiplies`,
  ];
}

/** Measured terms hold for the values of this run, which are named as far as they are known. */
function measuredParts({ environment }: Report, { terms }: Bridge, wrong: ReadonlySet<string>): string[] {
  if (terms.every(({ basis, term }) => basis === 'closed-form' || wrong.has(term))) return [];
  const { inputValues, weights, seed } = environment;
  const known = [
    ...(inputValues === undefined ? [] : [`inputs ${inputValues}`]),
    ...(weights === undefined ? [] : [`weights ${weights}`]),
    ...(seed === undefined ? [] : [`seed ${seed}`]),
  ];
  return [
    `measured terms depend on the data and hold for this run${known.length > 0 ? `: ${known.join(', ')}` : ''}`,
  ];
}

export function executedNotes(report: Report): Note[] {
  const { machine, total } = report;
  const adds = bridgeOf(report, 'adds');
  if (machine === null || adds === undefined || total.executed === null) return [];
  const { binary, host } = machine;
  const minMax = bridgeOf(report, 'minMax');
  const wrong = wrongCallsOf(report).kernels;
  const waste = wasteful(report);
  return [
    {
      label: 'executed adds',
      parts: [
        equation(adds, wrong),
        `${(adds.toAmount / adds.fromAmount).toFixed(3)}× the formula`,
        ...measuredParts(report, adds, wrong),
        `${binary} binary, tiles for ${host === 'x86' ? 'x86' : 'hosts other than x86'}`,
      ],
    },
    ...(minMax === undefined ? [] : [{ label: 'executed maxima', parts: [equation(minMax)] }]),
    ...(waste.length === 0
      ? []
      : [
          {
            label: 'wasted work',
            parts: [...waste, 'executed beyond the formula is work that the backend wastes'],
          },
        ]),
    ...softmaxParts(report).map((part) => ({ label: 'softmax', parts: [part] })),
  ];
}
