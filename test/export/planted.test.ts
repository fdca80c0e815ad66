/** @file Faults planted in exported files, all caught: a row left out, a sum doubled, a name not escaped, an overlap. */
import { expect, it } from 'vitest';
import { FAULTS } from './faults.ts';
import { faultsIn, FORMATS } from './formats.ts';
import { reports } from './reports.ts';

it('planted in files, all are caught', async () => {
  const made = await reports();
  const missed = FAULTS.filter(({ format: name, report: of, what, plant }) => {
    const format = FORMATS.find((each) => each.name === name)!;
    const report = made.get(of)!;
    const text = format.write(report);
    expect(faultsIn(format, report, 'multiply-adds', text)).toEqual([]);
    const planted = plant(text);
    expect(planted, what).not.toBe(text);
    return faultsIn(format, report, 'multiply-adds', planted).length === 0;
  });
  console.log(`${FAULTS.length - missed.length} of ${FAULTS.length} planted faults in exported files caught`);
  expect(missed.map(({ format, what }) => `${format}: ${what}`)).toEqual([]);
  expect(new Set(FAULTS.map(({ format }) => format)).size).toBe(FORMATS.length);
});

it('the unit of another file is caught: multiply-adds where FLOPs are asked for', async () => {
  const made = await reports();
  const report = made.get('a graph with times')!;
  for (const format of FORMATS)
    expect(faultsIn(format, report, 'flops', format.write(report)), format.name).not.toEqual([]);
});
