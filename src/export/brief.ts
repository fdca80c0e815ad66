/** @file The essentials of a report in at most two kilobytes of JSON, for scripts and agents. */
import { totalOperations } from '../core/ops.ts';
import { remedyText } from '../core/remedy-text.ts';
import type { LayerRow, Report } from '../core/report.ts';
import type { DType, Shape } from '../core/shape.ts';
import { inUnit } from '../core/unit.ts';
import { visible } from '../core/visible.ts';
import { rowName } from '../core/writing.ts';
import { checkGiven, type ExportOptions } from './given.ts';
import { cutEnd, cutMiddle, jsonBytes } from './cut.ts';
import { knownOf } from './rows.ts';

/** A row among the costliest. */
export interface BriefRow {
  /** Longer ones are cut in the middle: `encoder/…/MatMul`. */
  readonly name: string;
  /** `null` where no kernel of it has a formula. */
  readonly multiplyAdds: number | null;
  /** Of the total's multiply-adds, 0 … 1; `null` where that is 0, or the row's are not known. */
  readonly share: number | null;
  /** Mean kernel time; `null` where nothing was timed. */
  readonly ms: number | null;
}

/**
 * What a report says in at most 2,048 bytes of JSON. Counts are exact, times have four digits, texts are cut where they
 * must be.
 */
export interface Brief {
  readonly model: string;
  readonly backend: string;
  readonly total: {
    /** Where calls are unknown, the least that it can be; `null` where nothing else was counted. */
    readonly multiplyAdds: number | null;
    /** Two for each multiply-add. */
    readonly flops: number | null;
    readonly parameters: number;
    readonly kernelCalls: number;
    /** Calls whose operations are not known. */
    readonly unknownCalls: number;
    /** `null` where it was not followed. */
    readonly peakBytes: number | null;
    /** That each pass leaves behind; `null` where it is not known. */
    readonly leakedTensors: number | null;
    /** Mean kernel time of a pass; `null` where nothing was timed. */
    readonly kernelMs: number | null;
    readonly wallMs: number | null;
    /** What theory and count leave unexplained; `null` where nothing was compared. */
    readonly residual: number | null;
  };
  /** At most ten, by multiply-adds. */
  readonly costliest: readonly BriefRow[];
  readonly findings: readonly { readonly rule: string; readonly what: string; readonly remedy: string }[];
  /** Fields that are known. */
  readonly environment: {
    readonly tfjs?: string | undefined;
    readonly runtime?: string | undefined;
    readonly clock?: string | undefined;
  };
  /** The first ones; `inputCount` says how many there are. */
  readonly inputs: readonly { readonly name: string; readonly shape: Shape; readonly dtype: DType }[];
  readonly inputCount: number;
}

/** The most bytes of UTF-8 that a brief takes as JSON. */
const MOST_BYTES = 2_048;

const MOST_ROWS = 10;

/** How many bytes a name and a sentence may take, and how many inputs and findings there may be. */
interface Limits {
  readonly name: number;
  readonly sentence: number;
  readonly inputs: number;
  readonly findings: number;
  readonly rows: number;
}

const MOST: Limits = { name: 100, sentence: 400, inputs: 8, findings: 12, rows: MOST_ROWS };
/** From generous to tight: the first that fits is taken. */
const LIMITS: readonly Limits[] = [
  ...[400, 300, 200, 150, 120, 90, 60].map((sentence) => ({ ...MOST, sentence })),
  ...[60, 40, 28, 20].map((name) => ({ ...MOST, name, sentence: 60, inputs: 4 })),
  ...[48, 32, 20].map((sentence) => ({ ...MOST, name: 20, sentence, inputs: 2 })),
  { ...MOST, name: 20, sentence: 20, inputs: 1, findings: 6 },
];
/** Whatever the report, it fits. */
const LEAST: Limits = { name: 16, sentence: 16, inputs: 0, findings: 3, rows: 5 };

const rounded = (value: number): number => Number(value.toPrecision(4));
const msOf = (time: { readonly meanMs: number } | null): number | null =>
  time === null ? null : rounded(time.meanMs);

/** No line is placed by a time, which differs from run to run. */
const costliestOf = ({ layers }: Report): readonly LayerRow[] =>
  layers
    .filter(({ counted, unknownCalls }) => counted.multiplyAdds > 0 || unknownCalls > 0)
    .toSorted(
      (a, b) =>
        b.counted.multiplyAdds - a.counted.multiplyAdds ||
        totalOperations(b.counted) - totalOperations(a.counted),
    )
    .slice(0, MOST_ROWS);

function within(report: Report, costliest: readonly LayerRow[], limits: Limits): Brief {
  const { total, environment, memory, leaks, inputs } = report;
  const all = total.counted.multiplyAdds;
  const name = (text: string): string => cutMiddle(visible(text), limits.name);
  const sentence = (text: string): string => cutEnd(visible(text), limits.sentence);
  return {
    model: name(report.model),
    backend: name(report.backend),
    total: {
      multiplyAdds: knownOf(total, all),
      flops: knownOf(total, inUnit(all, 'flops')),
      parameters: total.parameters.total,
      kernelCalls: total.calls,
      unknownCalls: total.unknownCalls,
      peakBytes: memory?.peakBytes ?? null,
      leakedTensors: leaks.tensors,
      kernelMs: msOf(total.time),
      wallMs: msOf(total.wall),
      residual: total.residual,
    },
    costliest: costliest.slice(0, limits.rows).map((row) => ({
      name: name(rowName(row)),
      multiplyAdds: knownOf(row, row.counted.multiplyAdds),
      share:
        all === 0 || knownOf(row, row.counted.multiplyAdds) === null
          ? null
          : rounded(row.counted.multiplyAdds / all),
      ms: msOf(row.time),
    })),
    findings: report.findings.slice(0, limits.findings).map((finding) => ({
      rule: name(finding.rule),
      what: sentence(finding.what),
      remedy: sentence(remedyText(finding)),
    })),
    environment: {
      tfjs: environment.tfjs === undefined ? undefined : name(environment.tfjs),
      runtime: environment.runtime === undefined ? undefined : name(environment.runtime),
      clock: environment.clock,
    },
    inputs: inputs
      .slice(0, limits.inputs)
      .map(({ name: input, shape, dtype }) => ({ name: name(input), shape, dtype })),
    inputCount: inputs.length,
  };
}

function fitting(report: Report): Brief {
  const costliest = costliestOf(report);
  for (const limits of LIMITS) {
    const brief = within(report, costliest, limits);
    if (jsonBytes(brief) <= MOST_BYTES) return brief;
  }
  return within(report, costliest, LEAST);
}

/**
 * The essentials of a report: totals, the ten costliest rows, findings, where it ran and on what. As JSON it takes at most
 * 2,048 bytes, whatever the report; texts that would not fit end in `…`.
 * @throws TfjsFlopsError `invalid-input`
 * @example
 * const { total, findings } = briefOf(report);
 */
export function briefOf(report: Report): Brief {
  checkGiven(report, {}, 'briefOf()');
  return fitting(report);
}

/**
 * {@link briefOf} as one line of JSON; it has both units, whichever is asked for.
 * @throws TfjsFlopsError `invalid-input`, `unknown-option`, `invalid-option`
 */
export function toBrief(report: Report, options: ExportOptions = {}): string {
  checkGiven(report, options, 'toBrief()');
  return JSON.stringify(fitting(report));
}
