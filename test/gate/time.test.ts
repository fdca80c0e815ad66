/** @file Times of pairs against a limit: the whole interval must lie above it. No time is measured here. */
import { describe, expect, it } from 'vitest';
import type { Pairing } from '../../src/core/comparison.ts';
import { pairingsOf } from '../../src/compare/pairs.ts';
import { judgeTime, readTimeLimit, timeSentence } from '../../src/gate/time.ts';

/** Rounds in which the model takes so many times as long as the baseline, whose time drifts. */
function rounds(ratios: readonly number[]) {
  const roundsMs = ratios.map((ratio, i) => [10 + i, (10 + i) * ratio] as const);
  const all = { firstMs: [10, 10], warmUpRounds: 3, roundsMs };
  return { rounds: all, pairings: pairingsOf(all, [0, 1]) };
}
const sixteen = (ratio: number): readonly number[] => Array.from({ length: 16 }, () => ratio);

const verdict = (ratios: readonly number[], limit: string) => judgeTime(rounds(ratios), readTimeLimit(limit));

describe('a limit', () => {
  it.each([
    ['+0%', 1],
    ['+5%', 1.05],
    ['+2.5 %', 1.025],
    ['+100%', 2],
    ['+0.000001%', 1.00000001],
  ])('%s is %d times', (text, ratio) => {
    expect(readTimeLimit(text).ratio).toBeCloseTo(ratio, 9);
  });

  it.each(['20ms', '20', '-5%', '5%', '+5', '', '320M', '+x%', 20])('%j is none', (text) => {
    expect(() => readTimeLimit(text)).toThrow(/^gateTime: [^\n]+ Give .*\+[25]%/);
  });
});

describe('a ratio', () => {
  it.each<[string, readonly number[], string, boolean, RegExp]>([
    [
      'far above',
      sixteen(2),
      '+5%',
      true,
      /^wall-clock 2\.000 times that of old \(2\.000 … 2\.000, 16 pairs\); allowed \+5 %$/,
    ],
    ['just above', sixteen(1.06), '+5%', true, /^wall-clock 1\.060 /],
    ['at the limit', sixteen(1.25), '+25%', false, /: within the limit; allowed \+25 %$/],
    ['within it', sixteen(1.02), '+5%', false, /: within the limit; /],
    [
      'the same',
      [...sixteen(0.99).slice(8), ...sixteen(1.01).slice(8)],
      '+0%',
      false,
      /: same within noise; /,
    ],
    ['below', sixteen(0.5), '+0%', false, /^wall-clock 0\.500 times .*: faster; allowed \+0 %$/],
    // The median is above, and the interval is not.
    [
      'noisy',
      [...sixteen(1.01).slice(7), ...sixteen(1.4).slice(9)],
      '+5%',
      false,
      /: cannot be told from the limit; /,
    ],
    ['one disturbed pair', [...sixteen(1).slice(1), 40], '+5%', false, /same within noise/],
    ['one lucky pair', [...sixteen(2).slice(1), 0.1], '+5%', true, /^wall-clock 2\.000 /],
  ])('%s', (_, ratios, limit, isBroken, said) => {
    const found = verdict(ratios, limit);
    expect(found.isBroken).toBe(isBroken);
    expect(timeSentence(found, 'old')).toMatch(said);
  });

  it('is b ÷ a, whichever is faster, and the interval turns with it', () => {
    const slow = verdict([...sixteen(2).slice(8), ...sixteen(4).slice(8)], '+0%');
    const fast = verdict([...sixteen(0.5).slice(8), ...sixteen(0.25).slice(8)], '+0%');
    expect(fast.ratio.low).toBeCloseTo(1 / slow.ratio.high, 12);
    expect(fast.ratio.high).toBeCloseTo(1 / slow.ratio.low, 12);
    expect(fast.ratio.low).toBeLessThan(fast.ratio.high);
  });

  it('that was not measured is no pass', () => {
    const none: readonly Pairing[] = [];
    expect(() => judgeTime({ pairings: none, rounds: null }, readTimeLimit('+5%'))).toThrow(
      /did not run in turns/,
    );
  });
});
