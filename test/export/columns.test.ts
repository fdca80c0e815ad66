/** @file Every column of numbers adds up to the report's total, and times do where a format shows them. */
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { otherOperations } from '../../src/core/ops.ts';
import type { Report } from '../../src/core/report.ts';
import { toCsv, toLatex, toMarkdown, toSpeedscope, toTrace } from '../../src/export/index.ts';
import { profile } from '../../src/profile/profile.ts';
import { useBackend } from '../support/backend.ts';
import { narrowWorkload } from '../support/narrow-zoo.ts';
import { tableOf } from './readers/markdown.ts';
import { profilesOf } from './readers/speedscope.ts';
import { eventsOf } from './readers/trace.ts';
import { reports } from './reports.ts';

let made: ReadonlyMap<string, Report>;
let executed: Report;
beforeAll(async () => {
  made = await reports();
  await useBackend('wasm');
  executed = await profile(narrowWorkload('mobilenet-v2', { imageSize: 32, classes: 10 }), {
    runs: 2,
    executed: true,
  });
});

/** What each column of CSV adds up to. A median deviation has no sum, and calls of layers have no total in a report. */
const totalsOf = ({ total }: Report): Readonly<Record<string, number | null | undefined>> => ({
  'Kernel calls (count)': total.calls,
  'Kernel calls without a formula (count)': total.unknownCalls,
  'Counted (FLOPs)': 2 * total.counted.multiplyAdds,
  'Theory (FLOPs)': total.theory && 2 * total.theory.multiplyAdds,
  'In bounds (FLOPs)': 2 * total.inBounds,
  'Other operations (count)': otherOperations(total.counted),
  'Parameters (count)': total.parameters.total,
  'Trainable parameters (count)': total.parameters.trainable,
  'Tensors made (bytes)': total.outputBytes,
  'Moved at least (bytes)': total.bytes,
  'Mean time (ms)': total.time?.meanMs,
  'First pass (ms)': total.time?.firstMs,
  'Executed multiplies (count)': total.executed?.multiplies,
  'Executed adds (count)': total.executed?.adds,
});

/** The columns that do not add up, and those that are not there. */
function unevenIn(report: Report, csv: string): readonly string[] {
  const rows = parse(csv, { columns: true }) as readonly Readonly<Record<string, string>>[];
  return Object.entries(totalsOf(report)).flatMap(([heading, total]) => {
    const cells = rows.map((row) => row[heading]);
    if (cells.includes(undefined)) return total === undefined || total === null ? [] : [`no ${heading}`];
    const sum = cells.reduce((all, cell) => all + Number(cell), 0);
    return Math.abs(sum - (total ?? 0)) <= 1e-9 * sum ? [] : [`${heading}: ${sum}, in all ${total}`];
  });
}

describe('CSV', () => {
  it('adds up in each column', () => {
    for (const [name, report] of [...made, ['executed', executed] as const])
      expect(unevenIn(report, toCsv(report, { unit: 'flops' })), name).toEqual([]);
  });

  it('with a fault planted in any of them is seen not to', () => {
    const csv = toCsv(executed, { unit: 'flops' });
    const [headings = '', ...lines] = csv.split('\r\n');
    const columns = Object.keys(totalsOf(executed)).map((heading) => headings.split(',').indexOf(heading));
    const caught = columns.filter((column) => {
      const cells = lines[1]!.split(',');
      const planted = cells.with(column, String(Number(cells[column]) + 1)).join(',');
      return unevenIn(executed, [headings, ...lines.with(1, planted)].join('\r\n')).length === 1;
    });
    console.log(`columns of CSV: ${caught.length} of ${columns.length} planted faults caught`);
    expect(caught).toEqual(columns);
  });
});

describe('times', () => {
  const thousandths = (text: string): number => Number(text.replace('.', ''));

  it('of rows add up to the last digit in Markdown and LaTeX', () => {
    const [, ...rows] = tableOf(toMarkdown(executed));
    const times = rows.map((cells) => thousandths(cells.at(-1)!));
    expect(times.slice(0, -1).reduce((sum, time) => sum + time, 0)).toBe(times.at(-1));
    expect(times.at(-1)! / 1000).toBeCloseTo(executed.total.time!.meanMs, 2);
    const inLatex = [...toLatex(executed).matchAll(/ & (\d+\.\d{3}) \\\\$/gm)];
    expect(inLatex.map(([, time]) => thousandths(time!))).toEqual(times);
  });

  it('are the second profile of speedscope, where there are any', () => {
    const [, time, ...others] = profilesOf(toSpeedscope(executed));
    expect(time!.unit).toBe('milliseconds');
    expect(time!.endValue).toBeCloseTo(executed.total.time!.meanMs, 6);
    expect(others).toEqual([]);
    expect(profilesOf(toSpeedscope(made.get('layers')!))).toHaveLength(1);
  });

  it('of a trace are those of its model, end to end', () => {
    const spans = eventsOf(toTrace(executed)).filter(({ ph }) => ph === 'X');
    const meanMicroseconds = 1000 * executed.total.time!.meanMs;
    const kernels = spans.filter(({ cat }) => cat === 'kernel');
    expect(kernels.reduce((sum, { dur }) => sum + dur!, 0)).toBe(spans[0]!.dur);
    // Eighths of a microsecond.
    expect(Math.abs(spans[0]!.dur! - meanMicroseconds)).toBeLessThanOrEqual(1 / 16 + 1e-6);
  });
});

it('from 46 lines on LaTeX has a table that breaks over pages', () => {
  const report = made.get('layers')!;
  const of = (lines: number): string => {
    const layers = Array.from({ length: lines - 1 }, () => report.layers[0]!);
    return toLatex({ ...report, layers });
  };
  expect(of(45)).not.toContain('longtable');
  expect(of(46)).toMatch(/^% \\usepackage\{booktabs,siunitx,textcomp,longtable\}\n[^]*\\begin\{longtable\}/);
  expect(of(46)).toContain(String.raw`\endhead`);
});
