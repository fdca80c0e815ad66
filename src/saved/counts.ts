/** @file Counts of rows in a file: by term, of which the count is the sum. */
import { zeroInstructions } from '../core/instructions.ts';
import { addCounts, zeroCounts } from '../core/ops.ts';
import { NO_PARAMETERS, type Parameters } from '../core/parameters.ts';
import type { Counts, Time } from '../core/report.ts';
import type { FileCounts, FileParameters, FileTime } from './file.ts';
import { restoreTime, saveTime } from './times.ts';
import { maybe, nonZero, unusual } from './usual.ts';

const USUAL_PARAMETERS = JSON.stringify(NO_PARAMETERS);

/** `undefined` for no parameters at all. */
export function saveParameters(parameters: Parameters): FileParameters | undefined {
  if (JSON.stringify(parameters) === USUAL_PARAMETERS) return undefined;
  const { trainable, nonTrainable, frozen, total } = parameters;
  return { trainable, nonTrainable, ...(frozen === 0 ? {} : { frozen }), total };
}

export const restoreParameters = (parameters: FileParameters | undefined): Parameters => ({
  ...NO_PARAMETERS,
  ...parameters,
});

const USUAL_COUNTS = {
  onZeros: 0,
  calls: 1,
  unknownCalls: 0,
  upperBoundCalls: 0,
  outputBytes: 0,
  bytes: 0,
};

export function saveCounts(row: Counts): FileCounts {
  const { counted, byTerm, time, executed, inBounds, onZeros, outputBytes, bytes } = row;
  const { calls, unknownCalls, upperBoundCalls } = row;
  return {
    ...unusual({ byTerm }, { byTerm: {} }),
    ...unusual(
      { inBounds, onZeros, calls, unknownCalls, upperBoundCalls, outputBytes, bytes },
      { ...USUAL_COUNTS, inBounds: counted.multiplyAdds },
    ),
    ...maybe('time', calls === 0 && time?.meanMs === 0 ? null : time && saveTime(time)),
    ...maybe('executed', executed && nonZero(executed)),
  };
}

/** A row without calls took no time, where anything was timed. */
function timeOfRow(time: FileTime | undefined, calls: number, runs: number): Time | null {
  if (time !== undefined) return restoreTime(time, runs);
  return calls === 0 && runs > 0 ? { meanMs: 0, madMs: 0, firstMs: 0, runs } : null;
}

/**
 * @param runs timed passes
 * @throws TfjsFlopsError `unsafe-integer` for counts that add up to more than float64 holds
 */
export function restoreCounts(counts: FileCounts, runs: number): Counts {
  const { byTerm = {}, time, executed } = counts;
  const counted = zeroCounts();
  for (const ofTerm of Object.values(byTerm)) addCounts(counted, ofTerm);
  const { onZeros, calls, unknownCalls, upperBoundCalls, outputBytes, bytes } = {
    ...USUAL_COUNTS,
    ...counts,
  };
  return {
    counted,
    byTerm,
    inBounds: counts.inBounds ?? counted.multiplyAdds,
    onZeros,
    calls,
    unknownCalls,
    upperBoundCalls,
    time: timeOfRow(time, calls, runs),
    executed: executed === undefined ? null : { ...zeroInstructions(), ...executed },
    outputBytes,
    bytes,
  };
}
