/** @file Notes on a comparison: which is faster and how sure that is, whether counts agree, what was run. */
import {
  MIN_ROUNDS,
  type Comparison,
  type CountDifference,
  type Pairing,
  type Rounds,
} from '../../core/comparison.ts';
import type { LayerRow, Report } from '../../core/report.ts';
import { ownPeakBytes } from '../../core/own-peak.ts';
import { inUnit, unitName, type Unit } from '../../core/unit.ts';
import { changeNotes } from './change-notes.ts';
import { MIN_RUNS, onlyIn } from './lines.ts';
import { count, integer, percent } from '../format.ts';
import { bytes, diskText } from '../memory.ts';
import { rowName } from '../../core/writing.ts';
import type { Note } from '../note.ts';
import { residualIn } from '../residual.ts';

/** Warm-up and tapped passes take the rest. */
const TIME_PER_ROUND = 2;

/** `1.034`, `2.67`, `26.1`. */
export const ratioText = (ratio: number): string => ratio.toFixed(ratio < 1.9995 ? 3 : ratio < 9.995 ? 2 : 1);

/** `A is faster than B by 1.12× (1.08 … 1.17)`, or `same within noise`. */
export function verdictOf({ faster, slower, ratio, isSame }: Pairing, { candidates }: Comparison): string {
  const [fast, slow] = [candidates[faster]!.label, candidates[slower]!.label];
  const interval = `(${ratioText(ratio.low)} … ${ratioText(ratio.high)})`;
  return isSame
    ? `same within noise: ${slow} ÷ ${fast} ${ratioText(ratio.median)} ${interval}`
    : `${fast} is faster than ${slow} by ${ratioText(ratio.median)}× ${interval}`;
}

const isTimed = ({ candidates }: Comparison): boolean => candidates.some(({ wall }) => wall !== null);

/** Times of a GPU that the host's processor plays are no GPU's. */
function softwareFacts({ candidates }: Comparison): string[] {
  const labels = candidates
    .filter(({ report }) => report.environment.software === true)
    .map(({ label }) => label);
  return labels.length === 0
    ? []
    : [`${labels.join(', ')} ran in software, on the processor: a GPU gives another result`];
}

/** Which is faster is not said, and how to learn it. */
function tooFewNote({ roundsMs }: Rounds): Note {
  const passesMs = roundsMs.flat().reduce((sum, ms) => sum + ms, 0) / roundsMs.length;
  const seconds = Math.ceil((TIME_PER_ROUND * MIN_ROUNDS * passesMs) / 1e3);
  return {
    label: 'time',
    parts: [
      `${count(roundsMs.length, 'round')} in the time given, too few to tell which is faster`,
      `in about ${count(seconds, 'second')} there are ${MIN_ROUNDS}`,
    ],
    style: 'yellow',
  };
}

function timeNotes(comparison: Comparison): Note[] {
  const { pairings, rounds } = comparison;
  if (pairings.length === 0) {
    const software = isTimed(comparison) ? softwareFacts(comparison) : [];
    if (rounds === null) return software.length === 0 ? [] : [{ label: 'time', parts: software }];
    const note = tooFewNote(rounds);
    return [{ ...note, parts: [...note.parts, ...software] }];
  }
  const confidence = Math.min(...pairings.map(({ ratio }) => ratio.confidence));
  return [
    {
      label: 'time',
      parts: [
        ...pairings.map((pairing) => verdictOf(pairing, comparison)),
        ...softwareFacts(comparison),
        // Rounded down: 99.99 % is not 100 %.
        `wall-clock, median of pairs with its ${percent(Math.floor(1_000 * confidence) / 1_000)} % interval`,
      ],
    },
  ];
}

const onEach = ({ candidates }: Comparison, amounts: readonly (number | null)[]): string =>
  amounts
    .map((amount, i) => `${amount === null ? 'unknown' : integer(amount)} on ${candidates[i]!.label}`)
    .join(', ');

/** Work of one model on several backends: equal, or listed layer by layer. */
function agreementNotes(comparison: Comparison, unit: Unit): Note[] {
  const { agreement } = comparison;
  if (agreement === null) return [];
  const { differences, unknown, equalLayers } = agreement;
  const listed = (rows: readonly CountDifference[]): string[] =>
    rows.map(({ multiplyAdds, ...row }) => {
      const amounts = multiplyAdds.map((amount) => (amount === null ? null : inUnit(amount, unit)));
      return `${rowName(row)}: ${onEach(comparison, amounts)}`;
    });
  return [
    ...(differences.length === 0
      ? [
          {
            label: 'counts',
            parts: [`${unitName(unit)} equal in ${count(equalLayers, 'layer')} that have any`],
          },
        ]
      : [{ label: 'counts differ', parts: listed(differences), style: 'red' } as const]),
    ...(unknown.length === 0
      ? []
      : [{ label: 'counts unknown', parts: [...listed(unknown), 'not compared'], style: 'yellow' } as const]),
  ];
}

/** Kernels that not all backends run; two models differ in their kernels anyway. */
function kernelNotes(comparison: Comparison): Note[] {
  const { of, kernelDifferences } = comparison;
  if (of === 'models' || kernelDifferences.length === 0) return [];
  return [
    {
      label: 'kernels',
      parts: kernelDifferences.map(({ kernel, calls }) => `${kernel}: ${onEach(comparison, calls)}`),
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
    : comparison.candidates.flatMap(({ label }, i) => {
        const parts = namesOf(onlyIn(comparison, i));
        return parts.length === 0 ? [] : [{ label: `only in ${label}`, parts }];
      });

/** Work per second of wall-clock; a lower bound where kernels are unknown. */
function rateNotes({ candidates }: Comparison, unit: Unit): Note[] {
  const parts = candidates.flatMap(({ label, wall, report: { total } }) => {
    if (wall === null || total.counted.multiplyAdds === 0) return [];
    const least = total.unknownCalls > 0 ? '≥ ' : '';
    return [
      `${label} ${least}${(inUnit(total.counted.multiplyAdds, unit) / wall.meanMs / 1e6).toFixed(1)} G/s`,
    ];
  });
  return parts.length === 0 ? [] : [{ label: 'rate', parts: [...parts, 'of wall-clock'] }];
}

/** A text for each candidate; only one where it is the same for all. */
function perCandidate({ candidates }: Comparison, textOf: (report: Report) => string | null): string[] {
  const texts = candidates.map(({ report }) => textOf(report));
  const [first] = texts;
  if (typeof first === 'string' && texts.every((text) => text === first)) return [`each ${first}`];
  return candidates.flatMap(({ label }, i) => (texts[i] === null ? [] : [`${label} ${texts[i]}`]));
}

function memoryNotes(comparison: Comparison): Note[] {
  const parts = perCandidate(comparison, (report) =>
    report.memory === null
      ? null
      : `${bytes(report.memory.weightBytes)} of weights${diskText(report.memory)}, ${bytes(ownPeakBytes(report)!)} alive at the peak`,
  );
  return parts.length === 0 ? [] : [{ label: 'memory', parts }];
}

/** How much of each candidate theory derives and formulas know. */
const coverageNote = (comparison: Comparison, unit: Unit): Note => ({
  label: 'coverage',
  parts: perCandidate(comparison, (report) => {
    const { theory, theoryCovers, unknownCalls, calls } = report.total;
    const residual = residualIn(report, unit);
    const unknown = `${integer(unknownCalls)} of ${count(calls, 'kernel call')} unknown`;
    if (theoryCovers === null && theory === null) return `without theory, ${unknown}`;
    const left = residual === null ? 'unknown' : integer(residual);
    return `${theoryCovers === null ? '?' : percent(theoryCovers)} % covered by theory, residual ${left}, ${unknown}`;
  }),
});

/** Which candidates ran in rounds, and what follows for the others. */
function roundFacts(comparison: Comparison): string[] {
  const { of, candidates, inRounds, rounds } = comparison;
  if (rounds === null) {
    if (!isTimed(comparison)) return [];
    return of === 'backends'
      ? ['no two backends in one process: no rounds, and so no interval']
      : ['two profiles, each timed on its own: which is faster is not said'];
  }
  const apart = candidates.filter((_, i) => !inRounds.includes(i)).map(({ label }) => label);
  const number = count(rounds.roundsMs.length, 'round');
  return [
    `${number} of one pass each, in random order, after ${rounds.warmUpRounds} to warm up`,
    ...(apart.length === 0 ? [] : [`${apart.join(', ')} in no round, and so without an interval`]),
  ];
}

/** How times were measured, and their limits. */
function methodNotes(comparison: Comparison): Note[] {
  const { candidates } = comparison;
  const runs = Math.min(...candidates.map(({ report }) => report.total.time?.runs ?? 0));
  const passes = runs === 1 ? '1 pass' : `${runs} passes`;
  const layers =
    runs < MIN_RUNS
      ? `layers: ${passes} each, too few to tell a difference from noise (≈)`
      : `layers: means of the middle half of ${passes} each; ≈ within their spread`;
  const parts = [...roundFacts(comparison), ...(runs === 0 ? [] : [layers])];
  return parts.length === 0 ? [] : [{ label: 'method', parts }];
}

export const compareNotes = (comparison: Comparison, unit: Unit): Note[] => [
  ...timeNotes(comparison),
  ...agreementNotes(comparison, unit),
  ...kernelNotes(comparison),
  ...changeNotes(comparison, unit),
  ...unmatchedNotes(comparison),
  ...rateNotes(comparison, unit),
  ...memoryNotes(comparison),
  coverageNote(comparison, unit),
  ...methodNotes(comparison),
];
