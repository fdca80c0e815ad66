/** @file Two models compared, as text: columns add up, times are told apart beyond noise; no line is wider than asked for. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../../src/core/report.ts';
import { formatComparison } from '../../../src/report/comparison/table.ts';
import { numberIn, readTable } from '../printed.ts';
import { backends, models, pairing, reportOf, timed } from './comparisons.ts';
import { useBackend } from '../../support/backend.ts';

let v1: Report;
let v2: Report;
beforeAll(async () => {
  await useBackend('wasm');
  v1 = await reportOf('mobilenet-v1');
  v2 = await reportOf('mobilenet-v2');
});

const MODEL_COLUMNS = ['A mult-adds', 'B mult-adds', 'A params', 'B params'];
/** `=` is what A has. */
const bOf = (a: string, b: string): number => numberIn(b === '=' ? a : b);

describe('two models', () => {
  it('whose rows meet: columns add up to the totals of the reports', () => {
    const { lines, total } = readTable(formatComparison(models(v1, v2), { width: 120 }));
    const layers = lines.filter(({ level }) => level === 0);
    const [work, , parameters] = MODEL_COLUMNS as [string, string, string];
    for (const [a, b] of [
      [work, 'B mult-adds'],
      [parameters, 'B params'],
    ] as const) {
      const sum = (value: (line: (typeof lines)[number]) => number): number =>
        layers.reduce((all, line) => all + value(line), 0);
      expect(sum((line) => numberIn(line.cell(a)))).toBe(numberIn(total.cell(a)));
      expect(sum((line) => bOf(line.cell(a), line.cell(b)))).toBe(bOf(total.cell(a), total.cell(b)));
    }
    expect(numberIn(total.cell(work))).toBe(v1.total.counted.multiplyAdds);
    expect(numberIn(total.cell('B mult-adds'))).toBe(v2.total.counted.multiplyAdds);
    expect(numberIn(total.cell(parameters))).toBe(v1.total.parameters.trainable);
    expect(layers.map(({ name }) => name)).toEqual(expect.arrayContaining(['(only in A)', '(only in B)']));
  });

  it('that are the same have no row of their own, and nothing but = beside A', () => {
    const text = formatComparison(models(v1, v1));
    expect(text).not.toContain('only in');
    expect(readTable(text).total.cell('B mult-adds')).toBe('=');
  });

  it('name the layers that have no namesake', () => {
    const text = formatComparison(models(v1, v2));
    expect(text).toMatch(/only in A +block1\.depthwise_norm · /);
    expect(text).toMatch(/only in B +stage1\.block1\.depthwise_norm · [^]*\d+ more/);
  });

  it('are told apart by time only beyond noise', () => {
    const sharp = formatComparison(models(timed(v1, 1), timed(v1, 2)));
    const [stem] = readTable(sharp).lines;
    expect(stem!.cell('B ÷ A')).toBe('2.00×');
    const blurred = formatComparison(models(timed(v1, 1, 100), timed(v1, 2, 100)));
    expect(readTable(blurred).lines.every((line) => line.cell('B ÷ A') === '≈')).toBe(true);
    // A median of few runs does not know how far it is off.
    const few = formatComparison(models(timed(v1, 1, 0, 4), timed(v1, 2, 0, 4)));
    expect(readTable(few).lines.every((line) => line.cell('B ÷ A') === '≈')).toBe(true);
    expect(few).toContain('too few to tell a difference from noise');
  });

  it.each([
    [pairing(0, 1, 1.08, 1.12, 1.17), 'A is faster than B by 1.120× (1.080 … 1.170)'],
    [pairing(1, 0, 12.04, 14.5, 17), 'B is faster than A by 14.5× (12.0 … 17.0)'],
    [pairing(1, 0, 0.994, 1.003, 1.012), 'same within noise: A ÷ B 1.003 (0.994 … 1.012)'],
  ])('%#: the verdict is said with its interval', (found, sentence) => {
    const text = formatComparison({ ...models(timed(v1, 1), timed(v1, 1)), pairings: [found] });
    const notes = text.replaceAll(/\n {20}/g, ' ');
    expect(notes).toContain(sentence);
    expect(notes).toContain('with its 99.1 % interval');
  });
});

it.each([40, 60, 80, 95, 120])('no line is wider than %i columns', (width) => {
  const reports = { wasm: timed(v1, 1), cpu: timed(v1, 100, 1), 'chromium/webgl': timed(v1, 3) };
  for (const comparison of [models(timed(v1, 1), timed(v2, 3)), backends(reports), models(v1, v2)])
    for (const depth of [1, 'all'] as const)
      for (const line of formatComparison(comparison, { width, depth }).split('\n'))
        expect(line.length, line).toBeLessThanOrEqual(width);
});
