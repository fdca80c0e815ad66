/** @file Exports as the programs that they are for read them: each row and the total to the digit, in both units. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { UNITS } from '../../src/core/unit.ts';
import { faultsIn, FORMATS } from './formats.ts';
import { reports } from './reports.ts';

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

it('the reports are those that are meant', () => {
  expect([...made.keys()]).toEqual(NAMES);
  const of = (name: string) => made.get(name)!.total;
  for (const name of NAMES) expect(of(name).counted.multiplyAdds).toBeGreaterThan(0);
  expect(of('kernels without a formula').unknownCalls).toBeGreaterThan(0);
  expect(of('a training step').phases).not.toBeNull();
});
