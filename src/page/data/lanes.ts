/** @file The median pass as lanes of marks: groups, layers, kernels; marks too narrow to be seen are binned with their neighbours. */
import type { Report } from '../../core/report.ts';
import { timelineOf, type Span } from '../../export/timeline.ts';

/** Something that takes time, or several that follow one another. */
export interface Mark {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** How many spans it stands for. */
  readonly spans: number;
}

export interface Lane {
  readonly name: 'groups' | 'layers' | 'kernels';
  readonly marks: readonly Mark[];
}

/** Of each lane: three lanes have at most 2,000 marks. */
const MOST_MARKS = 660;

function binned(spans: readonly Span[], wholeMicroseconds: number): readonly Mark[] {
  const narrowest = spans.length > MOST_MARKS ? wholeMicroseconds / MOST_MARKS : 0;
  const marks: Mark[] = [];
  let isOpen = false;
  for (const { name, startMicroseconds: start, endMicroseconds: end } of spans) {
    const last = marks.at(-1);
    const isNarrow = end - start < narrowest;
    if (isNarrow && isOpen && last !== undefined && end - last.start < narrowest)
      marks[marks.length - 1] = { ...last, end, spans: last.spans + 1 };
    else marks.push({ name, start, end, spans: 1 });
    isOpen = isNarrow;
  }
  return marks;
}

/**
 * Laid end to end by mean times, in microseconds; none where nothing was timed.
 * @param groupDepth of the groups that are shown, 1 for the outermost
 */
export function lanesOf(
  report: Report,
  groupDepth: number,
): {
  readonly lanes: readonly Lane[];
  readonly wholeMicroseconds: number;
} {
  const spans = timelineOf(report).filter(
    ({ startMicroseconds, endMicroseconds }) => endMicroseconds > startMicroseconds,
  );
  const wholeMicroseconds = spans.reduce((most, { endMicroseconds }) => Math.max(most, endMicroseconds), 0);
  const isGroup = ({ kind, depth }: Span): boolean => kind === 'group' && depth === groupDepth;
  const lane = (name: Lane['name'], holds: (span: Span) => boolean): Lane => ({
    name,
    marks: binned(spans.filter(holds), wholeMicroseconds),
  });
  const lanes = [
    lane('groups', isGroup),
    lane('layers', ({ kind }) => kind === 'layer'),
    lane('kernels', ({ kind }) => kind === 'kernel'),
  ];
  return { lanes: lanes.filter(({ marks }) => marks.length > 0), wholeMicroseconds };
}
