/**
 * @file Whether a model takes longer than a baseline that ran beside it: by the interval of a paired comparison, never by an
 * amount of time, which is another one on each machine and each day.
 */
import type { Comparison, Interval } from '../core/comparison.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import { readLimit, type Limit } from './limit.ts';

/** What may be added to the baseline's time. */
export interface TimeLimit {
  /** `+5 %` */
  readonly given: string;
  /** The largest ratio that is allowed: 1.05. */
  readonly ratio: number;
}

export interface TimeVerdict {
  readonly limit: TimeLimit;
  /** Wall-clock of the model ÷ wall-clock of the baseline in the same round. */
  readonly ratio: Interval;
  readonly pairs: number;
  /** The whole interval is above the limit. */
  readonly isBroken: boolean;
}

const SCALE = 1e9;

/** @throws TfjsFlopsError `invalid-option` for anything but `+N%` */
export function readTimeLimit(text: Limit): TimeLimit {
  const option = { name: 'gateTime', value: text };
  const limit = readLimit(option, text, false);
  if (!limit.isRelative || limit.given.startsWith('-'))
    throw new TfjsFlopsError('invalid-option', "is not what may be added to the baseline's time", {
      option,
      remedies: ['give +5%'],
    });
  return { given: limit.given, ratio: limit.allowed(SCALE) / SCALE };
}

/** The interval of b ÷ a, whichever of the two is the faster. */
function ratioOf({ pairings }: Pick<Comparison, 'pairings'>): Interval {
  const [pairing] = pairings;
  if (pairing === undefined)
    throw new TfjsFlopsError('invalid-input', 'The two did not run in turns, and no times can be compared.', {
      remedies: ['check on a backend of this process'],
    });
  const { slower, ratio } = pairing;
  if (slower === 1) return ratio;
  const { median, low, high, confidence } = ratio;
  return { median: 1 / median, low: 1 / high, high: 1 / low, confidence };
}

/**
 * @param comparison of the baseline, which is its A, and the model
 * @throws TfjsFlopsError `invalid-input` where they did not run in turns
 */
export function judgeTime(
  comparison: Pick<Comparison, 'pairings' | 'rounds'>,
  limit: TimeLimit,
): TimeVerdict {
  const ratio = ratioOf(comparison);
  return {
    limit,
    ratio,
    pairs: comparison.rounds?.roundsMs.length ?? 0,
    isBroken: ratio.low > limit.ratio,
  };
}

const ratioText = (ratio: number): string => ratio.toFixed(3);

function outcomeOf({ isBroken, ratio: { low, high }, limit }: TimeVerdict): string {
  if (isBroken) return '';
  if (low <= 1 && high >= 1) return ': same within noise';
  if (high < 1) return ': faster';
  return high <= limit.ratio ? ': within the limit' : ': cannot be told from the limit';
}

/** `wall-clock 1.930 times that of old (1.904 … 1.961, 24 pairs); allowed +5 %` */
export function timeSentence(verdict: TimeVerdict, baseline: string): string {
  const { ratio, pairs, limit } = verdict;
  const interval = `${ratioText(ratio.low)} … ${ratioText(ratio.high)}, ${pairs} pairs`;
  return `wall-clock ${ratioText(ratio.median)} times that of ${baseline} (${interval})${outcomeOf(verdict)}; allowed ${limit.given}`;
}
