/** @file Notes on a comparison: who is faster and how sure that is, counts that agree or do not, what was run. */
import type { LayerRow, Report } from '../../core/report.ts';
import type { CountDifference } from '../../compare/counts.ts';
import type { Duel } from '../../compare/pairs.ts';
import type { Comparison } from '../../compare/candidates.ts';
import { MIN_RUNS, onlyIn } from './lines.ts';
import { count, integer, percent } from '../format.ts';
import { bytes } from '../memory.ts';
import { rowName, type Note } from '../note.ts';

/** `1.034`, `2.67`, `26.1`. */
export const ratioText = (ratio: number): string => ratio.toFixed(ratio < 1.9995 ? 3 : ratio < 9.995 ? 2 : 1);

/** `A is faster than B by 1.12× (1.08 … 1.17)`, or that noise decides. */
export function verdictOf({ faster, slower, ratio, isSame }: Duel, { sides }: Comparison): string {
  const [fast, slow] = [sides[faster]!.label, sides[slower]!.label];
  const interval = `(${ratioText(ratio.low)} … ${ratioText(ratio.high)})`;
  return isSame
    ? `same within noise: ${slow} ÷ ${fast} ${ratioText(ratio.median)} ${interval}`
    : `${fast} is faster than ${slow} by ${ratioText(ratio.median)}× ${interval}`;
}

function timeNotes(comparison: Comparison): Note[] {
  const { duels } = comparison;
  if (duels.length === 0) return [];
  const confidence = Math.min(...duels.map(({ ratio }) => ratio.confidence));
  return [
    {
      label: 'time',
      facts: [
        ...duels.map((duel) => verdictOf(duel, comparison)),
        // Rounded down: no interval is sure.
        `wall-clock, median of pairs with its ${percent(Math.floor(1_000 * confidence) / 1_000)} % interval`,
      ],
    },
  ];
}

const onEach = ({ sides }: Comparison, amounts: readonly (number | null)[]): string =>
  amounts
    .map((amount, i) => `${amount === null ? 'unknown' : integer(amount)} on ${sides[i]!.label}`)
    .join(', ');

/** Of one model on several backends: equal, or told layer by layer. */
function agreementNotes(comparison: Comparison): Note[] {
  const { agreement } = comparison;
  if (agreement === null) return [];
  const { differences, unknown, equalLayers } = agreement;
  const told = (rows: readonly CountDifference[]): string[] =>
    rows.map((row) => `${rowName(row)}: ${onEach(comparison, row.multiplyAdds)}`);
  return [
    ...(differences.length === 0
      ? [{ label: 'counts', facts: [`multiply-adds equal in ${count(equalLayers, 'layer')} that have any`] }]
      : [{ label: 'counts differ', facts: told(differences), style: 'red' } as const]),
    ...(unknown.length === 0
      ? []
      : [{ label: 'counts unknown', facts: [...told(unknown), 'not compared'], style: 'yellow' } as const]),
  ];
}

/** Backends that name kernels differently; two models have other kernels anyhow. */
function kernelNotes(comparison: Comparison): Note[] {
  const { of, kernelDifferences } = comparison;
  if (of === 'models' || kernelDifferences.length === 0) return [];
  return [
    {
      label: 'kernels',
      facts: kernelDifferences.map(({ kernel, calls }) => `${kernel}: ${onEach(comparison, calls)}`),
    },
  ];
}

const NAMES_SHOWN = 4;

function namesOf(rows: readonly LayerRow[]): string[] {
  const names = [...new Set(rows.filter(({ path }) => path.length > 0).map(rowName))];
  const more = names.length - NAMES_SHOWN;
  return more > 0 ? [...names.slice(0, NAMES_SHOWN), `${integer(more)} more`] : names;
}

/** Layers of two models that have no namesake. */
const unmatchedNotes = (comparison: Comparison): Note[] =>
  comparison.of === 'backends'
    ? []
    : comparison.sides.flatMap(({ label }, side) => {
        const facts = namesOf(onlyIn(comparison, side));
        return facts.length === 0 ? [] : [{ label: `only in ${label}`, facts }];
      });

/** Multiply-adds in a second of wall-clock; at least so many where kernels are unknown. */
function rateNotes({ sides }: Comparison): Note[] {
  const facts = sides.flatMap(({ label, wall, report: { total } }) => {
    if (wall === null || total.counted.multiplyAdds === 0) return [];
    const least = total.unknownCalls > 0 ? '≥ ' : '';
    return [`${label} ${least}${(total.counted.multiplyAdds / wall.medianMs / 1e6).toFixed(1)} G/s`];
  });
  return facts.length === 0 ? [] : [{ label: 'rate', facts: [...facts, 'of wall-clock'] }];
}

/** What is said of each side; once where it is the same of all. */
function perSide({ sides }: Comparison, tell: (report: Report) => string | null): string[] {
  const told = sides.map(({ report }) => tell(report));
  const [first] = told;
  if (typeof first === 'string' && told.every((text) => text === first)) return [`each ${first}`];
  return sides.flatMap(({ label }, i) => (told[i] === null ? [] : [`${label} ${told[i]}`]));
}

function memoryNotes(comparison: Comparison): Note[] {
  const facts = perSide(comparison, ({ memory }) =>
    memory === null
      ? null
      : `${bytes(memory.weightBytes)} of weights, ${bytes(memory.peakBytes)} alive at the peak`,
  );
  return facts.length === 0 ? [] : [{ label: 'memory', facts }];
}

/** What of each side theory derives and formulas know. */
const coverageNote = (comparison: Comparison): Note => ({
  label: 'coverage',
  facts: perSide(comparison, ({ total: { theoryCovers, unknownCalls, calls, residual } }) => {
    const unknown = `${integer(unknownCalls)} of ${count(calls, 'kernel call')} unknown`;
    if (theoryCovers === null) return `without theory, ${unknown}`;
    const left = residual === null ? 'unknown' : integer(residual);
    return `${percent(theoryCovers)} % covered by theory, residual ${left}, ${unknown}`;
  }),
});

/** Who took turns, and what it means that others did not. */
function turnFacts({ of, sides, inTurns, turns }: Comparison): string[] {
  if (turns === null) {
    const isTimed = sides.some(({ wall }) => wall !== null);
    return of === 'backends' && isTimed
      ? ['no two sides in one process: not in turns, hence no interval']
      : [];
  }
  const apart = sides.filter((_, i) => !inTurns.includes(i)).map(({ label }) => label);
  const rounds = count(turns.roundsMs.length, 'round');
  return [
    `${rounds} of passes in turns, in random order, after ${turns.warmUpRounds} to warm up`,
    ...(apart.length === 0 ? [] : [`${apart.join(', ')} not in turns, hence without an interval`]),
  ];
}

/** How times were taken, and what they are not good for. */
function methodNotes(comparison: Comparison): Note[] {
  const { sides } = comparison;
  const runs = Math.min(...sides.map(({ report }) => report.total.time?.runs ?? 0));
  const passes = runs === 1 ? '1 pass' : `${runs} passes`;
  const layers =
    runs < MIN_RUNS
      ? `layers: ${passes} a side, too few to tell a difference from noise (≈)`
      : `layers: medians of ${passes} a side, one side after the other; ≈ within their spread`;
  const facts = [...turnFacts(comparison), ...(runs === 0 ? [] : [layers])];
  return facts.length === 0 ? [] : [{ label: 'method', facts }];
}

export const compareNotes = (comparison: Comparison): Note[] => [
  ...timeNotes(comparison),
  ...agreementNotes(comparison),
  ...kernelNotes(comparison),
  ...unmatchedNotes(comparison),
  ...rateNotes(comparison),
  ...memoryNotes(comparison),
  coverageNote(comparison),
  ...methodNotes(comparison),
];
