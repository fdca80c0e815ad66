/** @file Backends compared, as text: marks say what numbers say, equal counts have one column. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../../src/core/report.ts';
import type { Comparison } from '../../../src/core/comparison.ts';
import { compareLines } from '../../../src/report/comparison/lines.ts';
import { formatComparison } from '../../../src/report/comparison/table.ts';
import { readTable } from '../printed.ts';
import { backends, models, pairing, reportOf, timed } from './comparisons.ts';
import { useBackend } from '../../support/backend.ts';

let v1: Report;
beforeAll(async () => {
  await useBackend('wasm');
  v1 = await reportOf('mobilenet-v1');
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
