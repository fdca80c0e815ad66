/**
 * @file A report in Chrome's trace event format, which Perfetto and chrome://tracing open: complete events that nest, and
 * a counter. Perfetto reads microseconds and keeps nanoseconds.
 * https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU
 */
import type { Report } from '../core/report.ts';
import type { Json } from '../core/shape.ts';
import { inUnit, unitName, type Unit } from '../core/unit.ts';
import { visible } from '../core/visible.ts';
import { checkGiven, checkTimed, type ExportOptions } from './given.ts';
import { timelineOf, workIn, type Span } from './timeline.ts';

const PROCESS = 1;
const THREAD = 1;

type Arguments = Readonly<Record<string, Json>>;

/** `X` a span, `C` a counter's value from a time on, `M` a name. */
interface TraceEvent {
  readonly ph: 'X' | 'C' | 'M';
  readonly name: string;
  readonly pid: number;
  readonly tid?: number;
  readonly cat?: string;
  /** Microseconds. */
  readonly ts?: number;
  readonly dur?: number;
  readonly args: Arguments;
}

/** What is known of a kernel beside its work. */
function kernelArguments({ works }: Span): Arguments {
  const [{ entry, call, ms, outputBytes }] = works as readonly [Span['works'][number]];
  return {
    calls: entry.calls,
    phase: entry.phase,
    outputs: call.outputs.map(({ shape }) => shape.join('x')),
    'output bytes': outputBytes,
    'mean ms': ms,
  };
}

function spanEvent(span: Span, unit: Unit): TraceEvent {
  const { work, unknownCalls } = workIn(span, unit);
  return {
    ph: 'X',
    name: span.name,
    cat: span.kind,
    pid: PROCESS,
    tid: THREAD,
    ts: span.startMicroseconds,
    dur: span.endMicroseconds - span.startMicroseconds,
    args: {
      [unitName(unit)]: work,
      ...(unknownCalls > 0 ? { 'kernel calls without a formula': unknownCalls } : {}),
      ...(span.kind === 'kernel' ? kernelArguments(span) : {}),
    },
  };
}

const liveEvent = (ts: number, bytes: number): TraceEvent => ({
  ph: 'C',
  name: 'live memory (bytes)',
  pid: PROCESS,
  ts,
  args: { bytes },
});

/** What is alive before the pass, and right after each kernel; nothing where that is not known. */
function liveEvents({ memory }: Report, kernels: readonly Span[]): readonly TraceEvent[] {
  if (memory === null) return [];
  return [
    liveEvent(0, memory.beforeBytes),
    ...kernels.map(({ endMicroseconds, works }) =>
      liveEvent(endMicroseconds, memory.liveBytes[works[0]!.entry.id]!),
    ),
  ];
}

const nameEvent = (what: 'process_name' | 'thread_name', name: string): TraceEvent => ({
  ph: 'M',
  name: what,
  pid: PROCESS,
  tid: THREAD,
  args: { name: visible(name) },
});

/**
 * A report as Chrome's JSON trace, which Perfetto opens: model, groups, layers and kernels as events that nest, laid end
 * to end by their mean times, each kernel where it ran first; and the bytes that are alive after each kernel as a counter,
 * of one that ran several times the most.
 * @throws TfjsFlopsError `invalid-input` for a report without times too; `unknown-option`, `invalid-option`
 * @example
 * await writeFile('report.trace.json', toTrace(report));
 */
export function toTrace(report: Report, options: ExportOptions = {}): string {
  const unit = checkGiven(report, options, 'toTrace()');
  checkTimed(report, 'A trace');
  const { model, backend, total, memory } = report;
  const spans = timelineOf(report);
  const kernels = spans.filter(({ kind }) => kind === 'kernel');
  const traceEvents: readonly TraceEvent[] = [
    nameEvent('process_name', `${model} on ${backend}`),
    nameEvent('thread_name', 'kernels, mean times'),
    ...spans.map((span) => spanEvent(span, unit)),
    ...liveEvents(report, kernels),
  ];
  const otherData = {
    model: visible(model),
    backend: visible(backend),
    unit: unitName(unit),
    total: inUnit(total.counted.multiplyAdds, unit),
    'kernel calls without a formula': total.unknownCalls,
    'kernel time (ms)': total.time?.meanMs ?? null,
    'peak of live memory (bytes)': memory?.peakBytes ?? null,
  };
  return JSON.stringify({ traceEvents, displayTimeUnit: 'ms', otherData });
}
