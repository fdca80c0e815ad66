/** @file Executed instructions in the order of a trace's entries. */
import { zeroInstructions, type Instructions } from '../core/instructions.ts';
import type { Entry, Probe } from '../core/trace.ts';

/** What a probe counted, indexed like the entries. */
export function instructionsPerEntry(
  entries: readonly Entry[],
  probe: Probe<Instructions>,
): readonly Instructions[] {
  const counted = probe.collect();
  return entries.map(({ id }) => counted.get(id) ?? zeroInstructions());
}
