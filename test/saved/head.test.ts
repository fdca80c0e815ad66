/** @file What is read of a saved report before its rows: the same as of the whole of it. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { profile } from '../../src/profile/profile.ts';
import { reportWord } from '../../src/report/theory-word.ts';
import type { ReportFile } from '../../src/saved/file.ts';
import { headOf } from '../../src/saved/head.ts';
import { reportOf } from '../../src/saved/restore.ts';
import { fileOf } from '../../src/saved/write.ts';
import { nestedModel } from '../report/reports.ts';
import { useBackend } from '../support/backend.ts';

/** As if its layers were a graph's nodes. */
const asGraph = (report: Report): Report => ({
  ...report,
  scopes: report.scopes.map((scope) => (scope.kind === 'layer' ? { ...scope, kind: 'node' } : scope)),
});

describe('the head of a saved report', () => {
  let report: Report;
  beforeAll(async () => {
    await useBackend('cpu');
    report = await profile(nestedModel(), { runs: 2 });
  });

  it.each<[string, (report: Report) => Report]>([
    ['of layers', (one) => one],
    ['of nodes', asGraph],
    ['without memory', (one) => ({ ...one, memory: null })],
    ['without theory', (one) => ({ ...one, theoryRows: [], textbook: [] })],
  ])('%s is that of the whole', (_, change) => {
    const file = JSON.parse(JSON.stringify(fileOf(change(report)))) as ReportFile;
    const [head, whole] = [headOf(file), reportOf(file)];
    for (const name of ['model', 'inputs', 'backend', 'environment', 'total', 'memory'] as const)
      expect(head[name], name).toEqual(whole[name]);
    expect(reportWord(head)).toEqual(reportWord(whole));
    const peak = whole.memory?.peakScope;
    if (peak !== undefined) expect(head.scopes[peak]).toEqual(whole.scopes[peak]);
  });
});
