/** @file A comparison as text: columns add up, marks say what numbers say, no line is wider than asked for. */
import { beforeAll, describe, expect, it } from 'vitest';
import { zooWorkload } from '../../models/index.ts';
import type { Report, Time } from '../../src/core/report.ts';
import { comparisonOf } from '../../src/compare/candidates.ts';
import type { Comparison, Pairing } from '../../src/core/comparison.ts';
import { profile } from '../../src/profile/profile.ts';
import { compareLines } from '../../src/report/comparison/lines.ts';
import { formatComparison } from '../../src/report/comparison/table.ts';
import { useBackend } from '../support/backend.ts';
import { numberIn, readTable } from './printed.ts';

let v1: Report;
let v2: Report;
beforeAll(async () => {
  await useBackend('wasm');
  v1 = await profile(zooWorkload('mobilenet-v1', { imageSize: 32, classes: 10 }), { runs: 0 });
  v2 = await profile(zooWorkload('mobilenet-v2', { imageSize: 32, classes: 10 }), { runs: 0 });
});

const RUNS = 10;
const time = (meanMs: number, madMs = 0, runs = RUNS): Time => ({ meanMs, madMs, firstMs: 9, runs });

/** A report whose layers take made-up times: row i takes (i + 1) · `factor` µs. */
const timed = (report: Report, factor: number, madMs = 0, runs = RUNS): Report => ({
  ...report,
  layers: report.layers.map((row, i) => ({ ...row, time: time(((i + 1) * factor) / 1000, madMs, runs) })),
  total: { ...report.total, time: time(factor, madMs, runs), wall: time(2 * factor) },
});

const models = (a: Report, b: Report): Comparison =>
  comparisonOf(
    'models',
    [
      { label: 'A', report: a },
      { label: 'B', report: b },
    ],
    null,
    [],
  );

const backends = (reports: Readonly<Record<string, Report>>): Comparison =>
  comparisonOf(
    'backends',
    Object.entries(reports).map(([label, report]) => ({ label, report })),
    null,
    [],
  );

const pairing = (faster: number, slower: number, low: number, median: number, high: number): Pairing => ({
  faster,
  slower,
  ratio: { low, median, high, confidence: 0.9912 },
  isSame: low <= 1 && high >= 1,
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
    expect(text).toMatch(/only in A +block1\.depthwise · /);
    expect(text).toMatch(/only in B +stage1\.block1\.depthwise · [^]*\d+ more/);
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

describe('backends', () => {
  it('the fastest of each layer is marked, the others have their ratio', () => {
    const text = formatComparison(
      backends({ wasm: timed(v1, 1), cpu: timed(v1, 10), tensorflow: timed(v1, 2) }),
    );
    const lines = text.split('\n').filter((line) => /^..(stem|head|block|Total)/.test(line));
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line).toMatch(/\d ◆ .* 10\.0× .* 2\.00×$/);
  });

  it('the marks are explained, and name the fastest, where they are printed', () => {
    const noteOf = (comparison: Comparison): string | undefined =>
      / {2}marks +([^]*?)(?:\n {2}\w|$)/.exec(formatComparison(comparison))?.[1]?.replaceAll(/\n +/g, ' ');
    const sharp = backends({ wasm: timed(v1, 1), cpu: timed(v1, 10), tensorflow: timed(v1, 2) });
    const marks = formatComparison(sharp)
      .split('\n')
      .filter((line) => / ◆ /.test(line) && !line.includes('marks'));
    expect(noteOf(sharp)).toBe(`◆ the fastest: wasm in ${marks.length} lines`);
    expect(noteOf(backends({ wasm: timed(v1, 3), cpu: timed(v1, 1) }))).toMatch(/^◆ the fastest: cpu in/);
    expect(noteOf(backends({ wasm: timed(v1, 1, 0.5), cpu: timed(v1, 1.1, 0.5) }))).toMatch(
      /^(?:◆ .*, )?≈ among the fastest, noise alone orders them$/,
    );
    expect(noteOf(backends({ wasm: v1, cpu: v1 }))).toBeUndefined();
    expect(noteOf(models(timed(v1, 1), timed(v1, 2)))).toBeUndefined();
  });

  it('a GPU in software is said beside the verdict, and only where one ran so', () => {
    const inSoftware = (report: Report, software?: boolean): Report => ({
      ...report,
      environment: { ...report.environment, ...(software !== undefined && { software }) },
    });
    const textOf = (software?: boolean, pairings = [pairing(0, 1, 140, 149, 160)]): string =>
      formatComparison({
        ...backends({ wasm: timed(v1, 1), webgpu: inSoftware(timed(v1, 149), software) }),
        pairings,
      }).replaceAll(/\n +/g, ' ');
    const says = 'webgpu ran in software, on the processor: a GPU gives another result';
    expect(textOf(true)).toMatch(new RegExp(`wasm is faster than webgpu by 149\\.0×[^]*${says}`));
    expect(textOf(true, [])).toContain(says);
    for (const hardware of [undefined, false]) expect(textOf(hardware)).not.toContain('software');
    expect(formatComparison(backends({ wasm: v1, webgpu: inSoftware(v1, true) }))).not.toContain('software');
    expect(formatComparison(models(timed(v1, 1), timed(v1, 2)))).not.toContain('software');
  });

  it('candidates that noise alone orders share the mark', () => {
    const text = formatComparison(
      backends({ wasm: timed(v1, 1, 0.5), cpu: timed(v1, 90, 0.5), tensorflow: timed(v1, 1.1, 0.5) }),
    );
    const stem = text.split('\n').find((line) => line.includes('Total'))!;
    expect(stem).toMatch(/1\.00+ ≈ .* 90\.0× .* 1\.10+ ≈$/);
  });

  it('equal counts have one column and a sentence; others a column each, and are named in red', () => {
    const equal = formatComparison(backends({ wasm: v1, cpu: v1 }));
    expect(readTable(equal).headings).toEqual(['Layer', 'Multiply-adds']);
    expect(equal).toMatch(/counts +multiply-adds equal in 28 layers/);
    const off = {
      ...v1,
      layers: v1.layers.map((row) =>
        row.path.join('.') === 'stem.conv'
          ? { ...row, counted: { ...row.counted, multiplyAdds: row.counted.multiplyAdds + 1 } }
          : row,
      ),
    };
    const text = formatComparison(backends({ wasm: v1, cpu: off }), { color: true });
    const [side, kernel, cIn, cOut] = [16, 3, 3, 32];
    const stem = side ** 2 * kernel ** 2 * cIn * cOut;
    const [ours, theirs] = [stem, stem + 1].map((count) => count.toLocaleString('en-US'));
    expect(text).toContain(`\u001B[31m  counts differ     stem.conv: ${ours} on wasm, ${theirs} on cpu`);
    expect(text).toContain('cpu mult-adds');
  });

  it('kernels that only some of them run are named', () => {
    const [first, ...kernels] = v1.kernels;
    const other = { ...v1, kernels: [{ ...first!, kernel: 'Unpack' }, ...kernels] };
    const text = formatComparison(backends({ wasm: v1, webgl: other }));
    expect(text).toMatch(new RegExp(`kernels +${first!.kernel}: ${first!.calls} on wasm, 0 on webgl`));
    expect(text.replaceAll(/\n +/g, ' ')).toContain(`Unpack: 0 on wasm, ${first!.calls} on webgl`);
  });

  it('a layer that only another candidate has is in a line, so that columns add up', () => {
    const extra = { ...v1.layers[1]!, path: ['late'], kind: 'layer' as const };
    const more = {
      ...v1,
      layers: [...v1.layers, { ...extra, counted: { ...extra.counted, multiplyAdds: 7 } }],
    };
    const lines = compareLines(backends({ wasm: v1, cpu: more }), 'all');
    const late = lines.find(({ name }) => name === 'late')!;
    expect(late.cells.map(({ multiplyAdds }) => multiplyAdds)).toEqual([0, 7]);
    const total = lines.find(({ kind }) => kind === 'total')!;
    expect(total.cells[1]!.multiplyAdds).toBe(v1.total.counted.multiplyAdds + 7);
  });

  it('in rounds: the wall-clock has the ratio of pairs; one apart has its own and no mark', () => {
    const walls = {
      ...backends({ wasm: timed(v1, 1), cpu: timed(v1, 4), far: timed(v1, 3) }),
      inRounds: [0, 1],
    };
    const rounds = { firstMs: [1, 1], warmUpRounds: 3, roundsMs: Array.from({ length: 40 }, () => [1, 4]) };
    const text = formatComparison({ ...walls, rounds, pairings: [pairing(0, 1, 4.1, 4.2, 4.3)] });
    const wall = text.split('\n').find((line) => line.includes('Wall-clock'))!;
    expect(wall).toMatch(/2\.0+ ◆ +8\.0+ +4\.20× +6\.0+ +3\.00×$/);
    expect(text).toContain('40 rounds of one pass each, in random order');
    expect(text.replaceAll(/\n +/g, ' ')).toContain('far in no round, and so without an interval');
  });

  it('no rounds: the note says so, and not which is faster', () => {
    const text = formatComparison(backends({ wasm: timed(v1, 1), 'chromium/webgl': timed(v1, 3) }));
    expect(text).toContain('no two backends in one process: no rounds, and so no interval');
    expect(text).not.toContain('faster');
    expect(text.split('\n').find((line) => line.includes('Wall-clock'))).not.toMatch(/[◆≈]/);
  });

  it('letters stand for names that leave no room', () => {
    const five = Object.fromEntries(
      ['wasm', 'cpu', 'tensorflow', 'chromium/webgl', 'chromium/webgpu'].map((label, i) => [
        label,
        timed(v1, i + 1),
      ]),
    );
    const text = formatComparison(backends(five), { width: 80 });
    expect(text).toMatch(/A wasm, B cpu, C tensorflow, D chromium\/webgl,\nE chromium\/webgpu/);
    expect(readTable(text).headings).toEqual([
      'Layer',
      'A',
      'ms',
      'B',
      'ms',
      'C',
      'ms',
      'D',
      'ms',
      'E',
      'ms',
    ]);
    expect(text).not.toMatch(/^Layer.*wasm/m);
  });
});

it.each([40, 60, 80, 95, 120])('no line is wider than %i columns', (width) => {
  const reports = { wasm: timed(v1, 1), cpu: timed(v1, 100, 1), 'chromium/webgl': timed(v1, 3) };
  for (const comparison of [models(timed(v1, 1), timed(v2, 3)), backends(reports), models(v1, v2)])
    for (const depth of [1, 'all'] as const)
      for (const line of formatComparison(comparison, { width, depth }).split('\n'))
        expect(line.length, line).toBeLessThanOrEqual(width);
});
