/**
 * @file A report as tracks of the Performance panel of Chromium's DevTools: layers by `performance.measure`, kernels by
 * `console.timeStamp`, which takes many at little cost. https://developer.chrome.com/docs/devtools/performance/extension
 */
import { wrongValue } from '../core/options.ts';
import type { Report } from '../core/report.ts';
import { unitName, type Unit } from '../core/unit.ts';
import { visible } from '../core/visible.ts';
import { count, dimensions, integer } from '../core/writing.ts';
import { checkGiven, checkTimed, type ExportOptions } from './given.ts';
import { timelineOf, workIn, type Span } from './timeline.ts';

/** Options of `markDevTools`. */
export interface DevToolsOptions extends ExportOptions {
  /**
   * Where the pass begins on the page's timeline, in milliseconds as `performance.now()` has them. By default it ends now,
   * or begins with the page where that would be before it.
   */
  readonly startMs?: number | undefined;
}

const LAYERS = 'Layers';
const KERNELS = 'Kernels';

/** Chromium's own arguments; elsewhere it takes a label and does nothing, or is not there. */
type TimeStamp = (
  label: string,
  start: number,
  end: number,
  track: string,
  group: string,
  color: string,
  /** JSON: of an object Chromium 156 keeps nothing. */
  data: string,
) => void;

const COLORS: Readonly<Record<Span['kind'], string>> = {
  model: 'primary-dark',
  group: 'primary',
  layer: 'primary-light',
  kernel: 'secondary',
};

/** What is said of a span, by name. */
function properties(span: Span, unit: Unit): readonly (readonly [name: string, value: string])[] {
  const { work, unknownCalls } = workIn(span, unit);
  const calls = span.works.reduce((sum, { entry }) => sum + entry.calls, 0);
  const [{ call }] = span.works as readonly [Span['works'][number]];
  return [
    [unitName(unit), work === null ? '?' : integer(work)],
    ['Kernel calls', integer(calls)],
    ...(unknownCalls > 0 ? [['Without a formula', count(unknownCalls, 'call')] as const] : []),
    ...(span.kind === 'kernel'
      ? [['Outputs', call.outputs.map(({ shape }) => dimensions(shape)).join(', ')] as const]
      : []),
  ];
}

/**
 * Writes a report into the page's timeline, where the Performance panel of Chromium's DevTools shows it: a group named
 * after the model, with a track of its layers and one of its kernels. Record, profile, call this, stop. Layers are also
 * entries of `performance.getEntriesByType('measure')`.
 * @throws TfjsFlopsError `invalid-input` for a report without times too; `unknown-option`, `invalid-option`
 * @example
 * markDevTools(await profile(model));
 */
export function markDevTools(report: Report, options: DevToolsOptions = {}): void {
  const unit = checkGiven(report, options, 'markDevTools()', ['unit', 'startMs']);
  checkTimed(report, 'A track of DevTools');
  const { startMs } = options;
  if (startMs !== undefined && !(startMs >= 0 && startMs < Infinity))
    throw wrongValue('startMs', startMs, 'milliseconds from 0 up');
  const spans = timelineOf(report);
  const wholeMs = (spans[0]?.endMicroseconds ?? 0) / 1000;
  const from = startMs ?? Math.max(0, performance.now() - wholeMs);
  const trackGroup = visible(`${report.model} on ${report.backend}`);
  const stamp = (console as { timeStamp?: TimeStamp }).timeStamp;
  for (const span of spans) {
    const [start, end] = [from + span.startMicroseconds / 1000, from + span.endMicroseconds / 1000];
    const said = properties(span, unit);
    if (span.kind === 'kernel')
      stamp?.call(
        console,
        span.name,
        start,
        end,
        KERNELS,
        trackGroup,
        COLORS.kernel,
        JSON.stringify(Object.fromEntries(said)),
      );
    else
      performance.measure(span.name, {
        start,
        end,
        detail: {
          devtools: {
            dataType: 'track-entry',
            track: LAYERS,
            trackGroup,
            color: COLORS[span.kind],
            tooltipText: `${span.name}: ${said.map(([name, value]) => `${value} ${name}`).join(', ')}`,
            properties: said,
          },
        },
      });
  }
}
