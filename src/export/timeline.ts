/**
 * @file A pass as spans of time: the report's entries laid end to end by their mean times, in the order in which each ran
 * first, and around them their layers, groups and the model. Spans nest: a layer that runs again later has another span.
 */
import type { Report } from '../core/report.ts';
import { inUnit, type Unit } from '../core/unit.ts';
import { entriesOf, stacksOf, type EntryWork, type Frame } from './entries.ts';
import { knownOf } from './rows.ts';

/** Times are rounded to eighths of a microsecond: binary numbers hold them exactly, and so do whole nanoseconds. */
const STEPS_OF_A_MICROSECOND = 8;
const MICROSECONDS_OF_A_MILLISECOND = 1000;

export interface Span extends Frame {
  /** Of the model 0. */
  readonly depth: number;
  /** From the start of the pass; multiples of 1/8. */
  readonly startMicroseconds: number;
  readonly endMicroseconds: number;
  /** The entries that it holds; of a kernel one. */
  readonly works: readonly EntryWork[];
}

interface OpenSpan extends Span {
  endMicroseconds: number;
  readonly works: EntryWork[];
}

const rounded = (ms: number): number =>
  Math.round(STEPS_OF_A_MICROSECOND * MICROSECONDS_OF_A_MILLISECOND * ms) / STEPS_OF_A_MICROSECOND;

/** All spans, one that holds others before those. */
export function timelineOf(report: Report): readonly Span[] {
  const stackOf = stacksOf(report);
  const spans: OpenSpan[] = [];
  let open: readonly OpenSpan[] = [];
  let passedMs = 0;
  for (const work of entriesOf(report)) {
    const stack = stackOf(work);
    const startMicroseconds = rounded(passedMs);
    passedMs += work.ms ?? 0;
    const endMicroseconds = rounded(passedMs);
    // Each entry has a kernel of its own.
    const shared = stack.findIndex(
      ({ kind, name }, depth) =>
        kind === 'kernel' || open[depth]?.kind === 'kernel' || name !== open[depth]?.name,
    );
    const added = stack.slice(shared).map((frame, i): OpenSpan => ({
      ...frame,
      depth: shared + i,
      startMicroseconds,
      endMicroseconds,
      works: [],
    }));
    spans.push(...added);
    open = [...open.slice(0, shared), ...added];
    for (const span of open) {
      span.endMicroseconds = endMicroseconds;
      span.works.push(work);
    }
  }
  return spans;
}

/** What a span's kernels did, and how many of its calls have no formula; `work` is `null` where nothing else is in it. */
export function workIn(
  { works }: Span,
  unit: Unit,
): { readonly work: number | null; readonly unknownCalls: number } {
  const multiplyAdds = works.reduce((sum, work) => sum + work.multiplyAdds, 0);
  const unknownCalls = works.reduce((sum, { isUnknown, entry }) => sum + (isUnknown ? entry.calls : 0), 0);
  return { work: knownOf({ unknownCalls }, inUnit(multiplyAdds, unit)), unknownCalls };
}
