/**
 * @file Whether each row is what its own calls and weights make it, which no sum over all rows tells: work that was moved
 * from one row to another leaves every sum as it was. Bytes are not asked of calls: how they are told from shapes may
 * change from one version to the next.
 */
import { groupBy } from '../../core/group-by.ts';
import { addCounts, OPS, zeroCounts, type Op } from '../../core/ops.ts';
import { parametersOf } from '../../core/owned-parameters.ts';
import { NO_PARAMETERS, type Parameters } from '../../core/parameters.ts';
import type { Counts, Report } from '../../core/report.ts';
import { PHASES } from '../../core/trace.ts';
import { countsOf, inBoundsMultiplyAdds, onZerosMultiplyAdds } from '../../core/work.ts';
import type { Fault } from './schema.ts';

/** What calls say of themselves, with nothing but what their costs hold. */
type OfCalls = Pick<Counts, 'inBounds' | 'onZeros' | 'calls' | 'unknownCalls' | 'upperBoundCalls'> & {
  readonly counted: Readonly<Record<Op, number>>;
};

/** What calls add up to, by name. */
export const FIGURES: readonly (readonly [name: string, of: (row: OfCalls) => number])[] = [
  ...OPS.map((op) => [`counted.${op}`, (row: OfCalls) => row.counted[op]] as const),
  ['inBounds', (row) => row.inBounds],
  ['onZeros', (row) => row.onZeros],
  ['calls', (row) => row.calls],
  ['unknownCalls', (row) => row.unknownCalls],
  ['upperBoundCalls', (row) => row.upperBoundCalls],
];

/** Sums of calls under their keys. @throws TfjsFlopsError `unsafe-integer` for what no count can be */
class Tallies<K> {
  readonly #sums = new Map<K, { -readonly [F in keyof OfCalls]: OfCalls[F] }>();

  of(key: K): { -readonly [F in keyof OfCalls]: OfCalls[F] } {
    let sum = this.#sums.get(key);
    if (sum === undefined) {
      sum = { counted: zeroCounts(), inBounds: 0, onZeros: 0, calls: 0, unknownCalls: 0, upperBoundCalls: 0 };
      this.#sums.set(key, sum);
    }
    return sum;
  }

  add(key: K, calls: number, cost: Report['costs'][number]): void {
    const sum = this.of(key);
    sum.calls += calls;
    if (cost.state === 'unknown') sum.unknownCalls += calls;
    if (cost.state !== 'counted') return;
    if (cost.basis === 'upper-bound') sum.upperBoundCalls += calls;
    addCounts(sum.counted, countsOf(cost.work), calls);
    sum.inBounds += calls * inBoundsMultiplyAdds(cost.work);
    sum.onZeros += calls * onZerosMultiplyAdds(cost.work);
  }
}

/** The first figure in which a row is not what it should be. */
function brokenFigure(at: string, row: OfCalls, sum: OfCalls, whose: string): Fault | null {
  for (const [name, of] of FIGURES)
    if (of(row) !== of(sum))
      return { at: `${at}.${name}`, what: `is ${of(row)}, but ${whose} add up to ${of(sum)}` };
  return null;
}

/** The first row whose counts are not those of its calls; the whole first. */
export function brokenRow({ layers, kernels, entries, calls, costs, total }: Report): Fault | null {
  const [byScope, byKernel, ofAll] = [new Tallies<number | null>(), new Tallies<string>(), new Tallies<0>()];
  const distinct = new Map<string, Set<number>>();
  for (const { scope, call, calls: times } of entries) {
    const { kernel } = calls[call]!;
    byScope.add(scope, times, costs[call]!);
    byKernel.add(kernel, times, costs[call]!);
    ofAll.add(0, times, costs[call]!);
    if (times > 0) distinct.set(kernel, (distinct.get(kernel) ?? new Set()).add(call));
  }
  const whole = brokenFigure('total', total, ofAll.of(0), 'the calls');
  if (whole !== null) return whole;
  for (const [i, row] of layers.entries()) {
    const fault = brokenFigure(`layers[${i}]`, row, byScope.of(row.scope), 'its calls');
    if (fault !== null) return fault;
  }
  for (const [i, row] of kernels.entries()) {
    const fault = brokenFigure(`kernels[${i}]`, row, byKernel.of(row.kernel), 'its calls');
    if (fault !== null) return fault;
    const size = distinct.get(row.kernel)?.size ?? 0;
    if (row.distinctCalls !== size)
      return { at: `kernels[${i}].distinctCalls`, what: `is ${row.distinctCalls}, but there are ${size}` };
  }
  return null;
}

const sumOf = (rows: readonly OfCalls[]): OfCalls => {
  const sum = (of: (row: OfCalls) => number): number => rows.reduce((all, row) => all + of(row), 0);
  return {
    counted: Object.fromEntries(OPS.map((op) => [op, sum((row) => row.counted[op])])) as OfCalls['counted'],
    inBounds: sum((row) => row.inBounds),
    onZeros: sum((row) => row.onZeros),
    calls: sum((row) => row.calls),
    unknownCalls: sum((row) => row.unknownCalls),
    upperBoundCalls: sum((row) => row.upperBoundCalls),
  };
};

/** The first row of a training step that its phases do not add up to. */
export function brokenPhase({ layers, total }: Report): Fault | null {
  for (const [at, row] of [
    ...layers.map((layer, i) => [`layers[${i}]`, layer] as const),
    ['total', total] as const,
  ]) {
    const { phases } = row;
    if (phases === null) continue;
    const fault = brokenFigure(at, row, sumOf(PHASES.map((phase) => phases[phase])), 'its phases');
    if (fault !== null) return fault;
  }
  return null;
}

const PARAMETERS = [
  'total',
  'trainable',
  'nonTrainable',
  'frozen',
] as const satisfies readonly (keyof Parameters)[];

function brokenParametersAt(at: string, own: Parameters, held: Parameters): Fault | null {
  const name = PARAMETERS.find((each) => own[each] !== held[each]);
  if (name === undefined) return null;
  return { at: `${at}.parameters.${name}`, what: `is ${own[name]}, but its weights hold ${held[name]}` };
}

/** The first row whose parameters are not those of its weights. */
export function brokenParameters({ layers, weights, total }: Report): Fault | null {
  const byScope = groupBy(weights, ({ scope }) => scope);
  for (const [i, { scope, parameters }] of layers.entries()) {
    const own = scope === null ? [] : (byScope.get(scope) ?? []);
    const held = own.length === 0 ? NO_PARAMETERS : parametersOf(own);
    const fault = brokenParametersAt(`layers[${i}]`, parameters, held);
    if (fault !== null) return fault;
  }
  return brokenParametersAt('total', total.parameters, parametersOf(weights));
}
