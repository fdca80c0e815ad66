/** @file Times of rows and entries in a file. */
import type { Time } from '../core/report.ts';
import { inSteps, shortMs } from '../core/time-steps.ts';
import type { FileTime } from './file.ts';

export const saveTime = ({ meanMs, madMs, firstMs }: Time): FileTime => ({
  meanMs: shortMs(meanMs),
  ...(madMs === 0 ? {} : { madMs: shortMs(madMs) }),
  firstMs: firstMs === null ? null : shortMs(firstMs),
});

/** @param runs timed passes */
export const restoreTime = ({ meanMs, madMs = 0, firstMs }: FileTime, runs: number): Time => ({
  meanMs: inSteps(meanMs),
  madMs: inSteps(madMs),
  firstMs: firstMs === null ? null : inSteps(firstMs),
  runs,
});
