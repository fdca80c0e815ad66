/** @file Exports as the programs that they are for read them: each row and the total to the digit, in both units. */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { toCsv as typedCsv, toTrace } from '../../src/export/index.ts';
import { writeReport } from '../../src/saved/write.ts';
import { UNITS } from '../../src/core/unit.ts';
import { faultsIn, FORMATS } from './formats.ts';
import { eventsOf } from './readers/trace.ts';
import { hostileReport, reports } from './reports.ts';

const NAMES = [
  'layers',
  'layers with times',
  'a graph with times',
  'a training step',
  'kernels without a formula',
  'hostile names',
  'hostile names with times',
];

let made: ReadonlyMap<string, Report>;
let files = 0;
beforeAll(async () => {
  made = await reports();
});
afterAll(() => console.log(`${files} files read`));

describe.each(FORMATS)('$name', (format) => {
  it.each(NAMES)('of %s has the rows of the report and its total', (name) => {
    const report = made.get(name)!;
    if (!format.takes(report)) {
      expect(() => format.write(report)).toThrow(/^[A-Z\w()]+ [^\n]+$/);
      return;
    }
    for (const unit of UNITS) {
      files++;
      expect(faultsIn(format, report, unit, format.write(report, { unit }))).toEqual([]);
    }
  });
});

it("a trace's counter is what is alive before the pass and after each kernel, its maximum the peak to the byte", () => {
  for (const name of NAMES.filter((each) => each.endsWith('with times'))) {
    const report = made.get(name)!;
    const { beforeBytes, peakBytes, liveBytes } = report.memory!;
    const counted = eventsOf(toTrace(report)).flatMap(({ ph, args }) => (ph === 'C' ? [args['bytes']] : []));
    expect(counted).toEqual([beforeBytes, ...liveBytes]);
    expect(Math.max(...(counted as number[]))).toBe(peakBytes);
    expect(peakBytes).toBeGreaterThan(beforeBytes);
  }
  const unknown = { ...made.get('layers with times')!, memory: null };
  expect(eventsOf(toTrace(unknown)).filter(({ ph }) => ph === 'C')).toEqual([]);
});

it('names drawn from what some format obeys: each is read back', () => {
  const report = made.get('layers with times')!;
  const characters = '=+-@\t\r\n;,|"\'`\\\\<>&*_[](){}#$%^~!? aZ9./:é'.split('');
  const names = fc.array(fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 6 }), {
    minLength: 12,
    maxLength: 12,
  });
  fc.assert(
    fc.property(names, (drawn) => {
      const hostile = hostileReport(report, drawn);
      for (const format of FORMATS)
        if (format.takes(hostile))
          expect(faultsIn(format, hostile, 'flops', format.write(hostile, { unit: 'flops' }))).toEqual([]);
    }),
    { numRuns: 60, seed: 19 },
  );
});

it('the reports are those that are meant', () => {
  expect([...made.keys()]).toEqual(NAMES);
  const of = (name: string) => made.get(name)!.total;
  for (const name of NAMES) expect(of(name).counted.multiplyAdds).toBeGreaterThan(0);
  expect(of('kernels without a formula').unknownCalls).toBeGreaterThan(0);
  expect(of('a training step').phases).not.toBeNull();
});

it('what is no report, or no option, is refused in one sentence', () => {
  const report = made.get('layers')!;
  const toCsv = typedCsv as (...given: unknown[]) => string;
  const REMEDY = 'Give what profile() or count() returns.';
  expect(() => toCsv(null)).toThrow(`toCsv() takes a report, got null. ${REMEDY}`);
  expect(() => toCsv({ layers: [] })).toThrow(`toCsv() takes a report, got an object with layers. ${REMEDY}`);
  expect(() => toCsv(Promise.resolve(report))).toThrow(
    'toCsv() takes a report, got a Promise. Await it first.',
  );
  expect(() => toCsv(JSON.parse(writeReport(report)))).toThrow(
    'toCsv() takes a report, got what the file of a report holds. Read it with readReport().',
  );
  expect(() => toCsv(report, { units: 'flops' })).toThrow(
    'units is not an option of toCsv(), which takes unit. Did you mean unit?',
  );
  expect(() => toCsv(report, { unit: 'flop' })).toThrow(
    "unit: 'flop' is not 'multiply-adds' or 'flops'. Did you mean flops?",
  );
});
