/**
 * @file The roofline: what binds a call, what a set of calls allows at best, and how tables print it. Peaks are powers of
 * two, so that times in ms are exact and sums equal to the digit. Reports are real; their times are the test's own.
 */
import { readFile, writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Peaks, Report, Time } from '../../src/core/report.ts';
import { sizeOf } from '../../src/core/shape.ts';
import type { Entry } from '../../src/core/trace.ts';
import {
  limiterOf,
  demandsOf,
  limitsMs,
  attainableOver,
  type Demand,
  type Attainable,
} from '../../src/core/roofline.ts';
import { rooflinesOf } from '../../src/report/roofline.ts';
import { formatTable } from '../../src/report/table.ts';
import { countRun, countStep, sequential, threeOutputs, timed } from '../findings/reports.ts';
import { useBackend } from '../support/backend.ts';
import { countModel, nestedModel } from './reports.ts';

beforeAll(() => useBackend('cpu'));

/** A millisecond is 2¹⁷ multiply-adds, or 2¹⁹ bytes, or 2⁶ launches. */
const [MULTIPLY_ADDS_A_MS, BYTES_A_MS, LAUNCHES_A_MS] = [2 ** 17, 2 ** 19, 2 ** 6];
const PEAKS: Peaks = {
  multiplyAddsPerSecond: 1e3 * MULTIPLY_ADDS_A_MS,
  bytesPerSecond: 1e3 * BYTES_A_MS,
  launchMs: 1 / LAUNCHES_A_MS,
};

const demand = (computeMs: number, memoryMs: number, launchMs: number): Demand => ({
  multiplyAdds: computeMs * MULTIPLY_ADDS_A_MS,
  bytes: memoryMs * BYTES_A_MS,
  calls: launchMs * LAUNCHES_A_MS,
});
const VIEW: Demand = { multiplyAdds: 0, bytes: 0, calls: 5 * LAUNCHES_A_MS };

/** One that each of the three binds, in ms; a view, which asks for nothing. */
const DEMANDS = [demand(7, 2, 1), demand(3, 8, 2), demand(1, 2, 4), VIEW];
const EXPECTED = { attainableMs: 7 + 8 + 4, limitedMs: { compute: 7, memory: 8, launch: 4 } };

type AttainableOver = typeof attainableOver;

/** Whether a roof is as it should be: over all, and over each alone, of which the sum is the same. */
function isRight(over: AttainableOver): boolean {
  const { attainableMs, limitedMs } = over(DEMANDS, PEAKS);
  const alone = DEMANDS.map((each) => over([each], PEAKS).attainableMs);
  return (
    attainableMs === EXPECTED.attainableMs &&
    JSON.stringify(limitedMs) === JSON.stringify(EXPECTED.limitedMs) &&
    JSON.stringify(alone) === JSON.stringify([7, 8, 4, 0])
  );
}

const withDemands =
  (change: (demand: Demand) => Demand): AttainableOver =>
  (demands, peaks) =>
    attainableOver(demands.map(change), peaks);
const withTime =
  (time: (compute: number, memory: number, launch: number) => number): AttainableOver =>
  (demands, peaks) => {
    const roof = attainableOver(demands, peaks);
    const attainableMs = demands.reduce((sum, each) => {
      const { compute, memory, launch } = limitsMs(each, peaks);
      return sum + time(compute, memory, launch);
    }, 0);
    return { ...roof, attainableMs };
  };

const FAULTS: Readonly<Record<string, AttainableOver>> = {
  'launch ignored': withTime((compute, memory) => Math.max(compute, memory)),
  'memory ignored': withTime((compute, _, launch) => Math.max(compute, launch)),
  'compute ignored': withTime((_, memory, launch) => Math.max(memory, launch)),
  'sum instead of max': withTime((compute, memory, launch) => compute + memory + launch),
  'min instead of max': withTime(Math.min),
  'bytes halved': withDemands((each) => ({ ...each, bytes: each.bytes / 2 })),
  'a multiply-add as two': withDemands((each) => ({ ...each, multiplyAdds: 2 * each.multiplyAdds })),
  'one launch for all calls': withDemands((each) => ({ ...each, calls: 1 })),
  'views launched': withDemands((each) => (each === VIEW ? { ...each, bytes: 1 } : each)),
  'max of sums instead of sum of max': (demands, peaks) =>
    attainableOver(
      [
        {
          multiplyAdds: demands.reduce((sum, each) => sum + each.multiplyAdds, 0),
          bytes: demands.reduce((sum, each) => sum + each.bytes, 0),
          calls: demands.reduce((sum, each) => sum + each.calls, 0),
        },
      ],
      peaks,
    ),
  'peaks in ms': (demands, { multiplyAddsPerSecond, bytesPerSecond, launchMs }) =>
    attainableOver(demands, {
      multiplyAddsPerSecond: multiplyAddsPerSecond / 1e3,
      bytesPerSecond: bytesPerSecond / 1e3,
      launchMs,
    }),
};

describe('the attainable', () => {
  it('is the sum over calls of the longest of the three', () => {
    expect(attainableOver(DEMANDS, PEAKS)).toMatchObject(EXPECTED);
    expect(isRight(attainableOver)).toBe(true);
    expect(DEMANDS.map((each) => limiterOf(limitsMs(each, PEAKS)))).toEqual([
      'compute',
      'memory',
      'launch',
      null,
    ]);
  });

  it(`is checked: ${Object.keys(FAULTS).length} planted faults`, () => {
    const caught = Object.entries(FAULTS).filter(([, over]) => !isRight(over));
    console.log(`planted rooflines: ${caught.length} of ${Object.keys(FAULTS).length} caught`);
    expect(caught.map(([fault]) => fault)).toEqual(Object.keys(FAULTS));
  });

  it('of a dense layer is a product of its sizes', () => {
    const [inputs, units] = [64, 48];
    const report = countRun(sequential(tf.layers.dense({ units, inputShape: [inputs] })));
    const work = report.entries.filter(({ call }) => report.calls[call]!.kernel === '_FusedMatMul');
    const [asked] = demandsOf(work, report);
    expect(asked).toEqual({
      multiplyAdds: inputs * units,
      bytes: 4 * (inputs + inputs * units + units + units),
      calls: 1,
    });
  });
});

const asTime = (meanMs: number): Time => ({ meanMs, madMs: 0, firstMs: meanMs, runs: 10 });

/** A real report with times: a call takes 2⁻⁴ ms and each element that it makes 2⁻¹² ms; rows are the sums of their entries. */
function measured(report: Report, peaks: Peaks | null = PEAKS): Report {
  const withEntries = timed(report, ({ outputs }) =>
    outputs.reduce((ms, { shape }) => ms + sizeOf(shape) * 2 ** -12, 2 ** -4),
  );
  const sumOver = (holds: (entry: Entry) => boolean): Time =>
    asTime(
      withEntries.entries.reduce(
        (ms, entry) => ms + (holds(entry) ? withEntries.entryTimes[entry.id]!.meanMs : 0),
        0,
      ),
    );
  return {
    ...withEntries,
    environment: { peaksMeasuredWith: 'matmul 64×64 · 64×64, Add of 16,384' },
    // What else is alive in this process is no matter of the report.
    memory: null,
    peaks,
    layers: report.layers.map((row) => ({ ...row, time: sumOver(({ scope }) => scope === row.scope) })),
    kernels: report.kernels.map((row) => ({
      ...row,
      time: sumOver(({ call }) => report.calls[call]!.kernel === row.kernel),
    })),
  };
}

describe('rows', () => {
  const reports = {
    'a nested model': () => countModel(nestedModel()),
    'parts of layers': () => countRun(threeOutputs()),
    'a training step': () => countStep(nestedModel()),
  };
  const addsUp = (rows: readonly Attainable[], total: Attainable): void => {
    const sum = (value: (roof: Attainable) => number): number =>
      rows.reduce((all, roof) => all + value(roof), 0);
    expect(sum((roof) => roof.attainableMs)).toBe(total.attainableMs);
    expect(sum((roof) => roof.bytes)).toBe(total.bytes);
    for (const bound of ['compute', 'memory', 'launch'] as const)
      expect(sum((roof) => roof.limitedMs[bound])).toBe(total.limitedMs[bound]);
  };

  it.each(Object.entries(reports))('of %s add up to the total, to the digit', (_, make) => {
    const report = measured(make());
    const { total, ofLayers, ofKernel } = rooflinesOf(report)!;
    expect(total.attainableMs).toBeGreaterThan(0);
    expect(total.bytes).toBe(report.total.bytes);
    addsUp(
      report.layers.map((row) => ofLayers([row])),
      total,
    );
    addsUp(
      report.kernels.map((row) => ofKernel(row)),
      total,
    );
    expect(ofLayers(report.layers)).toEqual(total);
  });
});

const WIDTHS = [60, 80, 95, 120];
/** The table, and the note below it that is told here; other notes have files of their own. */
const shown = (text: string): string => {
  const [, table = ''] = text.split('\n\n');
  const [note = ''] = /^ {2}roofline .*\n(?: {20}.*\n)*/m.exec(text) ?? [];
  return `${table}\n\n${note}`;
};
const headings = (text: string): string[] =>
  text
    .split('\n')
    .find((line) => /^ *(Layer|Kernel)\b/.test(line))!
    .trim()
    .split(/ +/);

describe('tables', () => {
  it.each(['layer', 'kernel'] as const)('by %s are printed as in the golden file', async (by) => {
    const report = measured(countModel(nestedModel()));
    const text = WIDTHS.map((width) => shown(formatTable(report, { width, by }))).join('\n');
    const file = new URL(`../golden/roofline-${by}.txt`, import.meta.url);
    if (process.env['UPDATE_GOLDEN']) await writeFile(file, text);
    expect(text).toBe(await readFile(file, 'utf8'));
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(Math.max(...WIDTHS));
  });

  it.each(['layer', 'kernel'] as const)('by %s say of each line what binds it, and how much', (by) => {
    const report = measured(countModel(nestedModel()));
    const rooflines = rooflinesOf(report)!;
    const text = formatTable(report, { width: 200, by, depth: 'all' });
    const share = (roof: Attainable, ms: number): string => {
      const percent = (100 * roof.attainableMs) / ms;
      return `${percent.toFixed(percent < 1 ? 1 : 0)} % ${limiterOf(roof.limitedMs)}`;
    };
    const rows =
      by === 'layer'
        ? report.layers.map((row) => [row.path.at(-1) ?? '', row.time!, rooflines.ofLayers([row])] as const)
        : report.kernels.map((row) => [row.kernel, row.time!, rooflines.ofKernel(row)] as const);
    const shown = rows.filter(([name, { meanMs }, roof]) => {
      const lines = text
        .split('\n')
        .filter((line) => line.includes(` ${name} `) || line.startsWith(`${name} `));
      const isRoofed = meanMs > 0 && roof.attainableMs > 0;
      if (isRoofed)
        expect(
          lines.some((line) => line.endsWith(` ${share(roof, meanMs)}`)),
          name,
        ).toBe(true);
      return isRoofed;
    });
    expect(shown.length).toBeGreaterThan(4);
    expect(text).toMatch(
      new RegExp(`^ *Total .* ${share(rooflines.total, report.total.time!.meanMs)}$`, 'm'),
    );
  });

  it('lose the intensity first, then the roof with the share of time', () => {
    const report = measured(countModel(nestedModel()));
    const seen = Array.from({ length: 100 }, (_, i) => headings(formatTable(report, { width: 140 - i })));
    const kept = [
      ...new Set(seen.map((all) => all.filter((each) => ['/byte', 'roof', 'ms'].includes(each)).join(' '))),
    ];
    expect(kept).toEqual(['ms /byte roof', 'ms roof', 'ms']);
  });

  it('mark what lacks the work of unknown kernels', () => {
    const report = measured(
      countModel(nestedModel(), { kernelFormulas: { FusedConv2D: { state: 'unknown', why: 'a test' } } }),
    );
    const text = formatTable(report, { width: 200, by: 'kernel' });
    expect(text).toMatch(/^ *FusedConv2D .* [\d.]+ %\? /m);
    expect(text).toMatch(/^ *Total .* [\d.]+ %\? /m);
    expect(text).toMatch(/^ *FusedBatchNorm .* [\d.]+ % /m);
    expect(text).toContain(`without the work of ${report.total.unknownCalls} unknown kernel calls`);
  });

  it('say nothing of it without peaks, or without times', () => {
    const counted = countModel(nestedModel());
    for (const report of [measured(counted, null), { ...counted, peaks: PEAKS }])
      for (const by of ['layer', 'kernel'] as const)
        expect(formatTable(report, { width: 200, by })).not.toMatch(/roof|\/byte/);
  });
});
