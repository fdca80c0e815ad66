/** @file Finding: a part of the report that a fault of ours left out. The rest of the report holds. */
import { messageOf } from '../core/reason.ts';
import type { Finding } from '../core/report.ts';

/** A part of the report and what went wrong while it was made. */
export interface Fault {
  readonly part: string;
  readonly error: unknown;
}

/** One finding for all faults. */
export function notJudged(faults: readonly Fault[]): readonly Finding[] {
  if (faults.length === 0) return [];
  const said = faults.map(({ part, error }) => `${part} (${messageOf(error)})`);
  return [
    {
      rule: 'not-judged',
      marks: null,
      what: `Left out after an error: ${said.join(', ')}.`,
      cause: 'What it reads of the model is not what it expects. All other numbers hold.',
      remedy: 'Please report it with the saved report.',
      work: [],
      evidence: { parts: faults.map(({ part }) => part) },
      rows: [],
    },
  ];
}
