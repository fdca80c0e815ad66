/** @file What changed from one report to another. */
import {
  changesResult,
  type AttributeChange,
  type Changes,
  type RowChange,
  type RowMatch,
} from '../core/changes.ts';
import type { Environment } from '../core/environment.ts';
import type { LayerRow, Report } from '../core/report.ts';
import type { Json } from '../core/shape.ts';
import { figureChanges, NO_FIGURES, rowFiguresIn, totalFigures } from './figures.ts';
import { attributeChanges, attributesIn, rowAttributeChanges } from './attributes.ts';
import { kernelDifferences } from './kernels.ts';
import { matchRows } from './match.ts';

/** What must be the same for times to be of the same thing, and for counts to be of the same run. */
const CONDITIONS: readonly (keyof Environment)[] = [
  'tfjs',
  'runtime',
  'simd',
  'threads',
  'tfjsNode',
  'adapter',
  'software',
  'clock',
  'weights',
];

function conditionsOf({ backend, environment, inputs }: Report): { readonly [name: string]: Json } {
  const known = CONDITIONS.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { backend, inputs: inputs.map(({ shape }) => shape), ...Object.fromEntries(known) };
}

const rulesOf = ({ findings }: Report): ReadonlySet<string> => new Set(findings.map(({ rule }) => rule));

const without = (from: ReadonlySet<string>, other: ReadonlySet<string>): string[] =>
  [...from].filter((each) => !other.has(each));

const workIn = (rows: readonly LayerRow[]): number =>
  rows.reduce((sum, { counted }) => sum + counted.multiplyAdds, 0);

/** Share of the multiply-adds of both reports that are in matched rows. */
function matchedShare(a: Report, b: Report, matches: readonly RowMatch[]): number {
  const all = workIn(a.layers) + workIn(b.layers);
  const matched =
    workIn(matches.map((match) => a.layers[match.a]!)) + workIn(matches.map((match) => b.layers[match.b]!));
  return all === 0 ? 1 : matched / all;
}

const isBusy = ({ calls, parameters, counted }: LayerRow): boolean =>
  calls > 0 || parameters.total > 0 || counted.multiplyAdds > 0;

/** Rows that were added, removed, or differ in what they count or compute. */
function rowChanges(a: Report, b: Report, matches: readonly RowMatch[]): RowChange[] {
  const [figuresOfA, figuresOfB] = [rowFiguresIn(a), rowFiguresIn(b)];
  const [inA, inB] = [attributesIn(a), attributesIn(b)];
  const ofA = new Map(matches.map((match) => [match.a, match.b]));
  const ofB = new Map(matches.map((match) => [match.b, match.a]));
  const removedAt = (index: number): RowChange | null => {
    const row = a.layers[index]!;
    if (ofA.has(index) || !isBusy(row)) return null;
    return { a: index, b: null, figures: figureChanges(figuresOfA(row), NO_FIGURES), attributes: [] };
  };
  const changeAt = (index: number): RowChange | null => {
    const row = b.layers[index]!;
    const from = ofB.get(index);
    if (from === undefined) {
      if (!isBusy(row)) return null;
      return {
        a: null,
        b: index,
        figures: figureChanges(NO_FIGURES, figuresOfB(row)),
        attributes: [],
      };
    }
    const before = a.layers[from]!;
    const figures = figureChanges(figuresOfA(before), figuresOfB(row));
    const attributes = rowAttributeChanges(inA(before), inB(row));
    if (figures.length === 0 && !attributes.some(changesResult)) return null;
    return { a: from, b: index, figures, attributes };
  };
  const changes: (RowChange | null)[] = [];
  let next = 0;
  for (let index = 0; index < b.layers.length; index++) {
    const from = ofB.get(index);
    // Removed rows stand where they stood.
    if (from !== undefined) for (; next < from; next++) changes.push(removedAt(next));
    changes.push(changeAt(index));
  }
  for (; next < a.layers.length; next++) changes.push(removedAt(next));
  return changes.filter((change) => change !== null);
}

/** From report `a` to report `b`: a pure function of both, whether they were just made or saved. */
export function changesBetween(a: Report, b: Report): Changes {
  const matches = matchRows(a, b);
  const [rulesA, rulesB] = [rulesOf(a), rulesOf(b)];
  const environment: readonly AttributeChange[] = attributeChanges(conditionsOf(a), conditionsOf(b));
  return {
    matches,
    matchedShare: matchedShare(a, b, matches),
    rows: rowChanges(a, b, matches),
    totals: figureChanges(totalFigures(a), totalFigures(b)),
    kernels: kernelDifferences([a, b]),
    findings: { onlyInA: without(rulesA, rulesB), onlyInB: without(rulesB, rulesA) },
    environment,
  };
}
