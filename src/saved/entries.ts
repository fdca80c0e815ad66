/** @file Entries in a file, each with its time, its instructions and what became of its results. */
import type { EntryFlow } from '../core/flow.ts';
import { zeroInstructions } from '../core/instructions.ts';
import type { LayerRow, Report, Time } from '../core/report.ts';
import type { FileEntry } from './file.ts';
import { restoreTime, saveTime } from './times.ts';
import { maybe, nonZero, unusual } from './usual.ts';

const USUAL_FLOW: EntryFlow = { unreadCalls: 0, mostReads: 1, sources: {}, constants: [] };

/**
 * For each entry the time of its scope's row, where it is the only entry of that scope: they are the same, and the row
 * has it in the file.
 */
function timesOfRows(
  entries: readonly { readonly scope: number }[],
  rows: readonly LayerRow[],
): readonly (Time | null)[] {
  const times = new Map(rows.map(({ scope, time }) => [scope, time]));
  const inScope = new Map<number, number>();
  for (const { scope } of entries) inScope.set(scope, (inScope.get(scope) ?? 0) + 1);
  return entries.map(({ scope }) => (inScope.get(scope) === 1 ? (times.get(scope) ?? null) : null));
}

export function saveEntries(report: Report): FileEntry[] {
  const ofRows = timesOfRows(report.entries, report.layers);
  return report.entries.map(({ id, scope, phase, call, calls }): FileEntry => {
    const time = report.entryTimes[id] ?? null;
    const executed = report.entryExecuted[id];
    return {
      scope,
      call,
      ...unusual({ phase, calls }, { phase: 'forward', calls: 1 }),
      ...(ofRows[id] === null ? maybe('time', time && saveTime(time)) : {}),
      ...maybe('executed', executed && nonZero(executed)),
      ...unusual(report.flow[id] ?? USUAL_FLOW, USUAL_FLOW),
    };
  });
}

/** What a report says of its entries, in lists that are indexed alike. */
export function restoreEntries(
  saved: readonly FileEntry[],
  rows: readonly LayerRow[],
  { runs, isFollowed, isExecuted }: { runs: number; isFollowed: boolean; isExecuted: boolean },
): Pick<Report, 'entries' | 'entryTimes' | 'entryExecuted' | 'flow'> {
  const ofRows = timesOfRows(saved, rows);
  return {
    entries: saved.map(({ scope, call, phase = 'forward', calls = 1 }, id) => ({
      id,
      scope,
      phase,
      call,
      calls,
    })),
    entryTimes: saved.map(({ time }, id) => (time === undefined ? ofRows[id]! : restoreTime(time, runs))),
    entryExecuted: isExecuted ? saved.map(({ executed }) => ({ ...zeroInstructions(), ...executed })) : [],
    flow: isFollowed
      ? saved.map(
          ({
            unreadCalls = USUAL_FLOW.unreadCalls,
            mostReads = USUAL_FLOW.mostReads,
            sources = USUAL_FLOW.sources,
            constants = USUAL_FLOW.constants,
          }) => ({ unreadCalls, mostReads, sources, constants }),
        )
      : [],
  };
}
