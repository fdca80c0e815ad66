/** @file What both kinds of comparison are tried on, and what is asked of their rounds. */
import { expect } from 'vitest';
import { zooWorkload } from '../../../models/index.ts';
import { CONFIDENCE } from '../../../src/timing/interval.ts';
import { MIN_ROUNDS, type Comparison } from '../../../src/core/comparison.ts';
import type { Report } from '../../../src/index.ts';

/** As few rounds as there may be. */
export const FEW = { rounds: MIN_ROUNDS, budgetMs: 100 };
export const SMALL = { imageSize: 32, classes: 10 };
export const recipe = zooWorkload('mobilenet-v2', SMALL);
/** Of a conv over 32 × 32 × 3 with stride 2. */
const [STEM_SIDE, STEM_KERNEL, STEM_IN, STEM_OUT] = [16, 3, 3, 32];
export const STEM = STEM_SIDE ** 2 * STEM_KERNEL ** 2 * STEM_IN * STEM_OUT;

export const stemOf = ({ layers }: Report): Report['layers'][number] =>
  layers.find(({ path }) => path.join('.') === 'stem.conv')!;

export function checkRounds({ rounds, pairings, inRounds }: Comparison): void {
  expect(rounds!.roundsMs.length).toBeGreaterThanOrEqual(MIN_ROUNDS);
  for (const times of rounds!.roundsMs) expect(times).toHaveLength(inRounds.length);
  expect(rounds!.roundsMs.flat().every((ms) => ms > 0)).toBe(true);
  expect(pairings).toHaveLength(inRounds.length - 1);
  for (const { ratio, isSame } of pairings) {
    expect(ratio.low).toBeLessThanOrEqual(ratio.median);
    expect(ratio.median).toBeLessThanOrEqual(ratio.high);
    expect(ratio.median).toBeGreaterThanOrEqual(1);
    expect(ratio.confidence).toBeGreaterThanOrEqual(CONFIDENCE);
    expect(isSame).toBe(ratio.low <= 1 && ratio.high >= 1);
  }
}
