/**
 * @file Reports on disk and on stdout: whole, readable, explainable later; and what they say about success.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import type { Report } from '../../src/core/report.ts';
import { formatTable } from '../../src/report/table.ts';
import { readReport } from '../../src/saved/read.ts';
import { formatWhy } from '../../src/report/why.ts';
import { countModel, nestedModel } from '../report/reports.ts';
import { useBackend } from '../support/backend.ts';
import { runHere } from './run.ts';

const SMALL = ['mobilenet-v2', '--image-size', '32', '--classes', '10', '--runs', '1'];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-'));
  await useBackend('wasm');
});
afterAll(() => rm(folder, { recursive: true }));

it('writes one report to stdout and nothing else', async () => {
  const { code, out, err } = await runHere(['profile', ...SMALL, '--json', '-']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const report = readReport(out);
  expect(report.schemaVersion).toBe(1);
  expect(Object.keys(report)).toEqual(
    expect.arrayContaining(['model', 'backend', 'inputs', 'environment', 'layers', 'kernels', 'total']),
  );
  expect(report.total.residual).toBe(0);
});

it('writes a file whole, from which the table and any layer can be had again', async () => {
  const file = join(folder, 'report.json');
  const { code, out } = await runHere(['profile', ...SMALL, '--json', file]);
  expect(code).toBe(0);
  expect(await readdir(folder)).toEqual(['report.json']);
  const report = readReport(await readFile(file, 'utf8'));
  expect(out.startsWith(formatTable(report))).toBe(true);
  const why = await runHere(['why', file, 'stem.conv']);
  expect(why).toEqual({ code: 0, out: `${formatWhy(report, 'stem.conv')}\n`, err: '' });
});

it('prints a saved report anew, and refuses to run it', async () => {
  const file = join(folder, 'again.json');
  const live = await runHere(['profile', ...SMALL, '--json', file]);
  const again = await runHere(['profile', file]);
  const table = (out: string): string => out.slice(0, out.indexOf('\n  next '));
  expect([again.code, again.err, table(again.out)]).toEqual([0, '', table(live.out)]);
  expect((await runHere(['profile', file, '--by', 'kernel'])).out).toContain('FusedConv2D');
  const refused = await runHere(['profile', file, '--batch', '2']);
  expect([refused.code, refused.out]).toEqual([2, '']);
  expect(refused.err).toContain('--batch says how a model runs, and');
});

it('explains a live model as it does a saved one', async () => {
  const { code, out, err } = await runHere(['why', ...SMALL.slice(0, 1), 'stem.conv', ...SMALL.slice(1, 5)]);
  const [kh, kw, cIn, cOut, ho, wo] = [3, 3, 3, 32, 16, 16];
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain((kh * kw * cIn * cOut * ho * wo).toLocaleString('en-US'));
});

it('reads the same after a way through JSON', () => {
  const report = countModel(nestedModel());
  expect(formatTable(JSON.parse(JSON.stringify(report)) as Report)).toBe(formatTable(report));
});

it('fails with code 1 exactly where a residual is not 0', () => {
  const good = countModel(nestedModel());
  const faulty = countModel(nestedModel(), { kernelFormulas: { FusedConv2D: { state: 'zero' } } });
  expect(faulty.total.residual).toBeGreaterThan(0);
  expect(exitCodeOf(good)).toBe(0);
  expect(exitCodeOf(faulty)).toBe(1);
});
