/** @file Executed instructions in the order of the trace's entries. */
import { zeroInstructions, type Instructions } from '../core/instructions.ts';
import type { Entry, Probe } from '../core/trace.ts';

/** What a probe saw, beside the entries. */
export const besideEntries = (
  entries: readonly Entry[],
  probe: Probe<Instructions>,
): readonly Instructions[] => {
  const seen = probe.collect();
  return entries.map(({ id }) => seen.get(id) ?? zeroInstructions());
};
