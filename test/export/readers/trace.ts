/**
 * @file Chrome's traces by the rules that Perfetto documents: complete events of a thread nest, times are microseconds,
 * kept as whole nanoseconds by cutting off what is behind. docs/getting-started/other-formats.md of Perfetto.
 */
import { fail, type Amount, type Read } from './expected.ts';

interface TraceEvent {
  readonly ph: string;
  readonly name: string;
  readonly cat?: string;
  readonly pid: number;
  readonly tid?: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly args: Readonly<Record<string, unknown>>;
}

/** An event as Perfetto keeps it. */
export interface Slice {
  readonly event: TraceEvent;
  readonly start: number;
  readonly end: number;
  /** Around it, the innermost last. */
  readonly around: readonly Slice[];
}

function nanoseconds(microseconds: number | undefined, what: string): number {
  if (microseconds === undefined || !Number.isFinite(microseconds) || microseconds < 0)
    return fail(`${what} is ${microseconds}`);
  return Math.trunc(1000 * microseconds);
}

/** The complete events of each thread, nested. @throws where two overlap */
export function slicesOf(events: readonly TraceEvent[]): readonly Slice[] {
  const open = new Map<string, readonly Slice[]>();
  const starts = events
    .filter(({ ph }) => ph === 'X')
    .map((event) => ({ event, start: nanoseconds(event.ts, `ts of ${event.name}`) }))
    .sort((a, b) => a.start - b.start);
  return starts.map(({ event, start }) => {
    const thread = `${event.pid} ${event.tid}`;
    const end = start + nanoseconds(event.dur, `dur of ${event.name}`);
    const isAround = (other: Slice): boolean =>
      other.end > start ||
      (other.end === start && other.start === start) ||
      (other.end === start && end === start);
    const around = (open.get(thread) ?? []).filter(isAround);
    for (const outer of around)
      if (end > outer.end)
        fail(`${event.name} ends at ${end} ns, behind ${outer.event.name} at ${outer.end} ns`);
    const slice: Slice = { event, start, end, around };
    open.set(thread, [...around, slice]);
    return slice;
  });
}

/** The fields of each kind of event; others would be shown nowhere. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  X: ['ph', 'name', 'cat', 'pid', 'tid', 'ts', 'dur', 'args'],
  C: ['ph', 'name', 'pid', 'ts', 'args'],
  M: ['ph', 'name', 'pid', 'tid', 'args'],
};

export const eventsOf = (text: string): readonly TraceEvent[] => {
  const { traceEvents, displayTimeUnit } = JSON.parse(text) as {
    readonly traceEvents: readonly TraceEvent[];
    readonly displayTimeUnit?: unknown;
  };
  if (displayTimeUnit !== 'ms' && displayTimeUnit !== 'ns')
    fail(`displayTimeUnit is ${String(displayTimeUnit)}`);
  for (const event of traceEvents) {
    const { ph, name, pid, tid = 0 } = event;
    const fields = FIELDS[ph] ?? fail(`no kind of event: ${ph}`);
    if (Object.keys(event).toSorted().join() !== fields.toSorted().join())
      fail(`${ph} ${name} has ${Object.keys(event).join()}`);
    if (typeof name !== 'string' || !Number.isInteger(pid) || !Number.isInteger(tid))
      fail(`no event: ${ph} ${name}`);
  }
  return traceEvents;
};

/** Each process and thread that has spans has one name. */
function checkNames(events: readonly TraceEvent[]): void {
  const named = events
    .filter(({ ph }) => ph === 'M')
    .map(({ name, pid, tid, args }) => {
      if (typeof args['name'] !== 'string') fail(`${name} gives no name`);
      return name === 'process_name' ? `${pid}` : name === 'thread_name' ? `${pid} ${tid}` : fail(name);
    });
  const spans = events.filter(({ ph }) => ph === 'X');
  const used = new Set(spans.flatMap(({ pid, tid }) => [`${pid}`, `${pid} ${tid}`]));
  if (named.toSorted().join() !== [...used].toSorted().join()) fail(`names of ${named.join()}`);
}

/** One track of bytes, a value before the pass and one after each kernel. */
function checkCounter(events: readonly TraceEvent[]): void {
  const values = events.filter(({ ph }) => ph === 'C');
  const kernels = slicesOf(events).filter(({ event }) => event.cat === 'kernel');
  if (values.length !== kernels.length + 1)
    fail(`${values.length} values of the counter for ${kernels.length} kernels`);
  const times = [0, ...kernels.map(({ end }) => end)];
  for (const [i, { name, pid, ts, args }] of values.entries()) {
    if (name !== 'live memory (bytes)' || pid !== values[0]!.pid) fail(`another counter, ${name}`);
    // Fractions of a nanosecond are cut off, of start and duration apart.
    if (Math.abs(nanoseconds(ts, 'ts') - times[i]!) > 1) fail('a counter changes beside the kernels');
    const [bytes, ...others] = Object.values(args);
    if (!Number.isSafeInteger(bytes) || (bytes as number) < 0 || others.length > 0)
      fail(`a counter counts ${JSON.stringify(args)}`);
  }
}

const amountOf = ({ event: { args } }: Slice): number | null => {
  const amount = args['multiply-adds'] ?? args['FLOPs'];
  return typeof amount === 'number' ? amount : null;
};

/** The kernels' amounts by the layer around them; the total is what the model's event says. */
export function readTrace(text: string): Read {
  const events = eventsOf(text);
  checkNames(events);
  checkCounter(events);
  const slices = slicesOf(events);
  const [model, ...others] = slices.filter(({ around }) => around.length === 0);
  if (model === undefined || others.length > 0) return fail('not one event around all');
  const inner = new Map<Slice, number>();
  for (const slice of slices)
    if (slice.event.cat === 'kernel')
      for (const outer of slice.around) inner.set(outer, (inner.get(outer) ?? 0) + (amountOf(slice) ?? 0));
  for (const [slice, sum] of inner)
    if ((amountOf(slice) ?? 0) !== sum)
      fail(`${slice.event.name} says ${amountOf(slice)}, its kernels ${sum}`);
  const amounts = slices
    .filter(({ event }) => event.cat === 'kernel')
    .map((slice): Amount => ({ name: slice.around.at(-1)!.event.name, amount: amountOf(slice) }));
  return { amounts, total: amountOf(model) ?? 0 };
}
