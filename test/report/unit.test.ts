/** @file The table in FLOPs: each amount of work twice that in multiply-adds, nothing else changed, and no word of them. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { profile } from '../../src/profile/profile.ts';
import { writtenRate, writtenWork, type Unit } from '../../src/core/unit.ts';
import { formatTable, type TableOptions } from '../../src/report/table.ts';
import { graphReport, unknownReport } from '../export/reports.ts';
import { trainingReport } from '../saved/reports.ts';
import { compared } from './doubled.ts';
import { countModel, nestedModel } from './reports.ts';

/** So that no column is left out, and none is left out of one table alone. */
const WIDE: TableOptions = { width: 400, depth: 'all' };

const PEAKS = { multiplyAddsPerSecond: 1.5e9, bytesPerSecond: 4e9, launchMs: 1e-4 };

const withFinding = (report: Report): Report => ({
  ...report,
  findings: [
    {
      rule: 'planted',
      marks: null,
      what: '1 layer ran at 0.7 G/s, others at 7.4 G/s, for 1,024 multiply-adds, 0.8 % of the step.',
      work: [writtenRate(0.7e9), writtenRate(7.4e9), writtenWork(1024)],
      cause: '',
      remedy: '',
      evidence: {},
      rows: [],
    },
  ],
});

let made: ReadonlyMap<string, Report>;
beforeAll(async () => {
  await tf.setBackend('cpu');
  const timed = await profile(nestedModel(), { runs: 2 });
  made = new Map([
    ['layers', countModel(nestedModel())],
    ['times, peaks and a finding', withFinding({ ...timed, peaks: PEAKS })],
    ['a loop in a graph', await graphReport(0)],
    ['kernels without a formula', unknownReport()],
    ['a residual', countModel(nestedModel(), { kernelFormulas: { FusedConv2D: { state: 'zero' } } })],
    ['a training step', trainingReport()],
  ]);
});

const NAMES = [
  'layers',
  'times, peaks and a finding',
  'a loop in a graph',
  'kernels without a formula',
  'a residual',
  'a training step',
];

describe.each(['layer', 'kernel'] as const)('in FLOPs, by %s', (by) => {
  it.each(NAMES)('%s', (name) => {
    const report = made.get(name)!;
    const textIn = (unit: Unit): string => formatTable(report, { ...WIDE, by, unit });
    const { doubled, wrong } = compared(textIn('multiply-adds'), textIn('flops'));
    expect(wrong).toEqual([]);
    const { multiplyAdds } = report.total.counted;
    if (multiplyAdds > 0 && (report.total.phases === null || by === 'kernel'))
      expect(doubled).toContain(2 * multiplyAdds);
    for (const width of [60, 95])
      expect(formatTable(report, { by, width, unit: 'flops' })).not.toMatch(/multiply.?add/i);
  });
});

it('doubles what is work, and that alone: rates, differences, residuals, findings', () => {
  const of = (name: string, options: TableOptions = {}): string =>
    formatTable(made.get(name)!, { ...WIDE, unit: 'flops', ...options });
  // Three convolutions of nine taps, `shared` twice, the head.
  const [towers, shared, head] = [3 * 3 * 4 * (4 + 4 + 8) * 8 * 8, 2 * 4 * 4 * 8 * 8, 8 * 8 * 8 * 10];
  const total = 2 * (towers + shared + head);
  expect(of('layers')).toMatch(new RegExp(`Total +[\\d,]+ +${total.toLocaleString('en-US')} `));
  expect(of('layers')).toContain('unit: FLOP\n');
  expect(of('layers')).toContain('residual 0        theory = counted in 5 of 5 layers with FLOPs');
  expect(of('times, peaks and a finding')).toContain('peak 3.0 G/s and 4.0 GB/s');
  expect(of('times, peaks and a finding')).toContain(
    'ran at 1.4 G/s, others at 14.8 G/s, for 2,048 FLOPs, 0.8 %',
  );
  const lost = 2 * (towers + shared);
  expect(of('a residual')).toMatch(new RegExp(`RESIDUAL ${lost.toLocaleString('en-US')} `));
  expect(of('a residual')).toContain('FLOPs: theory 4,096 ≠ counted 0, difference -4,096');
  const inBounds = 2 * made.get('layers')!.total.inBounds;
  expect(of('layers')).toContain(`in-bounds         ${inBounds.toLocaleString('en-US')} touch real elements`);
  expect(of('layers')).toContain(
    'costliest         wide.conv 36,864 · tower1.conv 18,432 (×2) · head 10,240',
  );
  // Examples, inputs, hidden units, units.
  const forward = 2 * 5 * (3 * 4 + 4 * 2);
  expect(of('a training step')).toMatch(
    new RegExp(String.raw`training +forward ${forward} · backward \d+ \(×`),
  );
  expect(of('a training step')).toMatch(new RegExp(String.raw`Total +\d+ +${forward} `));
});

it('is refused for another word', () => {
  expect(() => formatTable(made.get('layers')!, { unit: 'macs' } as unknown as TableOptions)).toThrow(
    "unit: 'macs' is not 'multiply-adds' or 'flops'.",
  );
});
