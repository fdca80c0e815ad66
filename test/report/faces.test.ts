/** @file What renderers refuse, each in one sentence; and how a report shows itself. */
import { deepStrictEqual } from 'node:assert';
import { inspect } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { comparisonOf } from '../../src/compare/candidates.ts';
import type { Comparison } from '../../src/core/comparison.ts';
import { TfjsFlopsError } from '../../src/core/errors.ts';
import type { Report } from '../../src/core/report.ts';
import { formatComparison } from '../../src/report/comparison/table.ts';
import { summaryOf, withFaces } from '../../src/report/inspect.ts';
import { formatTable } from '../../src/report/table.ts';
import { formatWhy } from '../../src/report/why.ts';
import { useBackend } from '../support/backend.ts';
import { countModel, nestedModel } from './reports.ts';

let report: Report;
let comparison: Comparison;
beforeAll(async () => {
  await useBackend('cpu');
  report = countModel(nestedModel());
  comparison = comparisonOf(
    'backends',
    [
      { label: 'cpu', report },
      { label: 'far', report },
    ],
    null,
    [],
  );
});

/** Calls as JavaScript allows them, whatever the types say. */
const call = (run: (...args: never[]) => unknown, ...args: unknown[]): unknown =>
  Reflect.apply(run, undefined, args);

describe('a wrong argument is one TfjsFlopsError that says what was expected and what was received', () => {
  it.each<[string, () => unknown, string]>([
    [
      'an empty object',
      () => call(formatTable, {}),
      'formatTable() takes a report, got an empty object. Give what profile() or count() returns.',
    ],
    [
      'nothing',
      () => call(formatTable),
      'formatTable() takes a report, got undefined. Give what profile() or count() returns.',
    ],
    [
      'a promise',
      () => call(formatTable, Promise.resolve(report)),
      'formatTable() takes a report, got a Promise. Await it first.',
    ],
    [
      'a comparison',
      () => call(formatTable, comparison),
      'formatTable() takes a report, got a comparison. Give it to formatComparison(), or take the report of one of its candidates.',
    ],
    [
      'a report of another version',
      () => call(formatTable, { ...report, schemaVersion: 2 }),
      'formatTable() takes a report, got one of schemaVersion 2. Make it anew: this version reads schemaVersion 1.',
    ],
    [
      'JSON that was not parsed',
      () => call(formatTable, '{"schemaVersion":1}'),
      "formatTable() takes a report, got '{",
    ],
    [
      'a value of `by`',
      () => call(formatTable, report, { by: 'foo' }),
      "by: 'foo' is not 'layer' or 'kernel'.",
    ],
    [
      'a value of `by` that is nearly right',
      () => call(formatTable, report, { by: 'kernels' }),
      "by: 'kernels' is not 'layer' or 'kernel'. Did you mean kernel?",
    ],
    [
      'the name of an option',
      () => call(formatTable, report, { widh: 80 }),
      'widh is not an option of formatTable(), which takes by, depth, unit, width and color. Did you mean width?',
    ],
    [
      'options that are none',
      () => call(formatTable, report, 'kernel'),
      "formatTable() takes its options as an object with by, depth, unit, width and color, got 'kernel'.",
    ],
    [
      'a depth',
      () => call(formatTable, report, { depth: 'every' }),
      "depth: 'every' is not a number of levels (1, 2, …) or 'all'.",
    ],
    ['a width', () => call(formatTable, report, { width: 0 }), 'width: 0 is not an integer of at least 1.'],
    ['a colour', () => call(formatTable, report, { color: 'red' }), "color: 'red' is not true or false."],
    [
      'a report for a comparison',
      () => call(formatComparison, report),
      'formatComparison() takes a comparison, got a report. Give it to formatTable().',
    ],
    [
      'nothing for a comparison',
      () => call(formatComparison, null),
      'formatComparison() takes a comparison, got null. Give what compare() or compareBackends() returns.',
    ],
    [
      'an option of another function',
      () => call(formatComparison, comparison, { by: 'kernel' }),
      'by is not an option of formatComparison(), which takes depth, unit, width and color.',
    ],
    [
      'no layer',
      () => call(formatWhy, report),
      'formatWhy() takes the name of a layer or of a group, got undefined. All: the paths of report.layers',
    ],
    [
      'no report',
      () => call(formatWhy, 'wide.conv'),
      "formatWhy() takes a report, got 'wide.conv'. Give what profile() or count() returns.",
    ],
  ])('%s', (_, run, sentence) => {
    expect(run).toThrow(TfjsFlopsError);
    expect(run).toThrow(sentence);
  });

  it('a report that lacks something is told what', () => {
    const { layers: _, kernels: _kernels, ...rest } = report;
    expect(() => call(formatTable, rest)).toThrow(/which lacks layers, kernels\. Give what profile/);
  });
});

describe('a report with faces', () => {
  const shown = (): Report => withFaces({ ...report });

  it('prints itself shortly: totals, residual, what to call next', () => {
    const text = inspect(shown());
    expect(text).toBe(summaryOf(report));
    expect(text.split('\n').length).toBeLessThanOrEqual(9);
    expect(text).toMatch(/^Report: nested · cpu$/m);
    expect(text).toContain(`multiply-adds  ${report.total.counted.multiplyAdds.toLocaleString('en-US')}`);
    expect(text).toMatch(/residual +0: theory = counted in 5 of 5 layers/);
    expect(text).toMatch(/time +not measured/);
    expect(text).toContain("formatWhy(report, 'wide.conv')");
    expect(inspect({ a: { b: { c: shown() } } })).toContain('[Report: nested]');
  });

  it('tells times and unknown kernels where there are any', () => {
    const time = { meanMs: 12.34, madMs: 0.1, firstMs: 20, runs: 10 };
    const { total } = report;
    const text = summaryOf({
      ...report,
      total: { ...total, time, wall: { ...time, meanMs: 13 }, unknownCalls: 2 },
    });
    expect(text).toMatch(/time +kernels 12\.3 ms \(mean of the middle 6 of 10\), wall-clock 13\.0 ms \(mean/);
    expect(text).toContain(', without 2 unknown kernel calls');
  });

  it('is its table as a string', () => {
    expect(call(String, shown())).toBe(formatTable(report));
  });

  it('stays plain data: JSON, copies and comparisons do not see its faces', () => {
    const faced = shown();
    expect(JSON.stringify(faced)).toBe(JSON.stringify(report));
    expect(faced).toEqual(report);
    expect(faced).toStrictEqual(report);
    deepStrictEqual(faced, report);
    expect(Reflect.ownKeys({ ...faced })).toEqual(Reflect.ownKeys(report));
    expect(Object.keys(faced)).toEqual(Object.keys(report));
    expect(structuredClone(faced)).toEqual(report);
  });
});
