/**
 * @file Tables as they are printed, at four widths, against files. `UPDATE_GOLDEN=1` rewrites the files; read
 * the difference before it is committed. Columns are read back and added up again.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { formatTable } from '../../src/report/table.ts';
import { useBackend } from '../support/backend.ts';
import { numberIn, readTable, type PrintedLine } from './printed.ts';
import { countModel, nestedModel, zooReport } from './reports.ts';

const WIDTHS = [60, 80, 95, 120];
const NAMES = ['mobilenet-v2', 'deit-ti16', 'nested'] as const;

const reports = new Map<string, Report>();
beforeAll(async () => {
  await useBackend('wasm');
  for (const name of NAMES)
    reports.set(name, name === 'nested' ? countModel(nestedModel()) : await zooReport(name));
});

const sum = (lines: readonly PrintedLine[], heading: string): number =>
  lines.reduce((total, line) => total + numberIn(line.cell(heading)), 0);

describe.each(NAMES)('%s', (name) => {
  it.each(WIDTHS)('is printed as in the golden file at %i columns', async (width) => {
    const text = `${formatTable(reports.get(name)!, { width })}\n`;
    const file = new URL(`../golden/${name}-${width}.txt`, import.meta.url);
    if (process.env['UPDATE_GOLDEN']) await writeFile(file, text);
    expect(text).toBe(await readFile(file, 'utf8'));
  });

  it.each([40, ...WIDTHS, 200])('has no line wider than %i columns', (width) => {
    for (const by of ['layer', 'kernel'] as const)
      for (const depth of [1, 2, 'all'] as const)
        for (const line of formatTable(reports.get(name)!, { width, by, depth }).split('\n'))
          expect(line.length, line).toBeLessThanOrEqual(width);
  });

  it.each([1, 2, 3, 'all'] as const)('adds up at depth %s', (depth) => {
    const report = reports.get(name)!;
    const { lines, total } = readTable(formatTable(report, { width: 200, depth }));
    const whole = lines.filter(({ isPart }) => !isPart);
    expect(sum(whole, 'Multiply-adds')).toBe(report.total.counted.multiplyAdds);
    expect(numberIn(total.cell('Multiply-adds'))).toBe(report.total.counted.multiplyAdds);
    expect(sum(whole, 'Parameters')).toBe(report.total.parameters.trainable);
    expect(numberIn(total.cell('Parameters'))).toBe(report.total.parameters.trainable);
    for (const line of lines) {
      const share = (100 * numberIn(line.cell('Multiply-adds'))) / report.total.counted.multiplyAdds;
      expect(Math.abs(numberIn(line.cell('share')) - share)).toBeLessThan(0.1 * (1 + line.level));
    }
    expect(Math.round(10 * sum(whole, 'share'))).toBe(1_000);
    expect(total.cell('theory')).toBe('=');
  });

  it('adds the parts of an opened line up to the line', () => {
    const { lines } = readTable(formatTable(reports.get(name)!, { width: 200 }));
    const opened = lines.flatMap((line, i) => {
      const end = lines.findIndex((other, j) => j > i && !other.isPart);
      const parts = line.isPart ? [] : lines.slice(i + 1, end === -1 ? undefined : end);
      return parts.length > 0 ? [{ line, parts }] : [];
    });
    for (const { line, parts } of opened)
      for (const heading of ['Multiply-adds', 'Parameters'])
        expect(sum(parts, heading)).toBe(numberIn(line.cell(heading)));
    expect(opened.length).toBe(name === 'mobilenet-v2' ? 0 : 1);
  });

  it('adds up by kernel', () => {
    const report = reports.get(name)!;
    const { lines, total } = readTable(formatTable(report, { width: 200, by: 'kernel' }));
    expect(sum(lines, 'Multiply-adds')).toBe(report.total.counted.multiplyAdds);
    expect(sum(lines, 'Calls')).toBe(report.total.calls);
    for (const heading of ['Calls', 'Multiply-adds', 'Other operations'])
      expect(sum(lines, heading)).toBe(numberIn(total.cell(heading)));
  });
});

const headings = (width: number): readonly string[] =>
  readTable(formatTable(reports.get('mobilenet-v2')!, { width })).headings;

it('narrow tables lose bars, then rate, output, type, share, parameters, and never a name', () => {
  const all = ['Layer', 'Output', 'Parameters', 'Multiply-adds', 'theory', 'share'];
  const seen = Array.from({ length: 90 }, (_, i) => headings(120 - i).join(' '));
  expect([...new Set(seen)]).toEqual([
    all.join(' '),
    all.filter((heading) => heading !== 'Output').join(' '),
    'Layer Parameters Multiply-adds theory',
    'Layer Multiply-adds theory',
  ]);
});

it('opens and names what is asked for', () => {
  const names = (name: string, depth: 1 | 2 | 'all'): string[] =>
    readTable(formatTable(reports.get(name)!, { width: 200, depth })).lines.map((line) => line.name);
  expect(names('nested', 1)).toContain('tower1…2 ×2');
  expect(names('deit-ti16', 1)).toContain('norm1, norm2');
  expect(names('deit-ti16', 1)).toContain('attn.qkv');
  expect(names('deit-ti16', 1).filter((name) => name === 'blocks ×12')).toHaveLength(1);
  expect(names('mobilenet-v2', 1)).not.toContain('block2');
  expect(names('mobilenet-v2', 2)).toContain('block1');
  const leaves = reports.get('mobilenet-v2')!.layers.filter(({ kind }) => kind === 'layer');
  expect(names('mobilenet-v2', 'all')).toEqual(expect.arrayContaining(leaves.map(({ path }) => path.at(-1))));
});
