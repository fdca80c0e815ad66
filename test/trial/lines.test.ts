/** @file The lines of parts and of the whole: F3 to F5, F8 and P4, each as products of the model's sizes. */
import { beforeAll, describe, expect, it } from 'vitest';
import { vit } from '../../models/vit.ts';
import { networkWorkload } from '../../models/index.ts';
import type { Report } from '../../src/core/report.ts';
import { profile } from '../../src/profile/profile.ts';
import { textLines, trialOf } from '../../src/trial/check.ts';
import type { FormulaLine } from '../../src/trial/line.ts';
import { useBackend } from '../support/backend.ts';

const [IMAGE, PATCH, D, HEADS, DEPTH, CLASSES, BATCH] = [16, 4, 24, 2, 2, 5, 3];
const N = (IMAGE / PATCH) ** 2 + 1;

const workload = () =>
  networkWorkload({
    name: 'small',
    title: 'small',
    spec: { seed: 1 },
    inputShape: [BATCH, IMAGE, IMAGE, 3],
    build: () =>
      vit({ imageSize: IMAGE, patch: PATCH, width: D, heads: HEADS, depth: DEPTH, classes: CLASSES }),
  });

const lineIn = (report: Report, form: string): FormulaLine =>
  textLines(trialOf(report)).find((line) => line.form === form)!;

/** With other numbers in the rows of one class, which nothing explains. */
const withCounts = (report: Report, className: string, factor: number): Report => ({
  ...report,
  layers: report.layers.map((row) => {
    const { multiplyAdds } = row.counted;
    return row.className === className
      ? {
          ...row,
          counted: { ...row.counted, multiplyAdds: factor * multiplyAdds },
          residual: (factor - 1) * multiplyAdds,
        }
      : row;
  }),
});

describe('lines of the text', () => {
  let report: Report;
  beforeAll(async () => {
    await useBackend('cpu');
    report = await profile(workload(), { runs: 0 });
  });

  it.each([
    ['F3', BATCH * DEPTH * 3 * N * D * D],
    ['F4', BATCH * DEPTH * N * N * D],
    ['F5', BATCH * DEPTH * N * N * D],
  ])('%s is of its part of attention alone', (form, says) => {
    expect(lineIn(report, form).verdict).toMatchObject({
      outcome: 'exact',
      says,
      shows: says,
      layers: DEPTH,
      isGeneral: true,
    });
  });

  it('F8 is of the model, and names all that it leaves out', () => {
    const block = 3 * N * D * D + 2 * N * N * D + 2 * N * D * (4 * D);
    const missing = {
      'output projection': BATCH * DEPTH * N * D * D,
      'patch embedding': BATCH * (N - 1) * PATCH * PATCH * 3 * D,
      head: BATCH * D * CLASSES,
    };
    const { verdict, kind, text } = lineIn(report, 'F8');
    expect({ kind, text }).toEqual({ kind: 'model', text: `${DEPTH}·(F6 + F7)` });
    expect(verdict).toMatchObject({ outcome: 'incomplete', says: BATCH * DEPTH * block, extra: [] });
    expect(Object.fromEntries(verdict!.missing.map(({ name, amount }) => [name, amount]))).toEqual(missing);
    expect(verdict!.shows).toBe(report.total.counted.multiplyAdds);
  });

  it('P4 is of the positions that are learned', () => {
    expect(lineIn(report, 'P4').verdict).toMatchObject({ outcome: 'exact', says: N * D, shows: N * D });
  });

  it('are unexplained where a part is counted wrongly, and no other part is', () => {
    const wrong = withCounts(report, 'AttentionScores', 2);
    const outcomes = ['F3', 'F4', 'F5', 'F6', 'F7', 'F8'].map((form) => lineIn(wrong, form).verdict?.outcome);
    expect(outcomes).toEqual(['exact', 'unexplained', 'exact', 'unexplained', 'exact', 'unexplained']);
  });

  it('leave out what is not known, and say so', () => {
    const layers = report.layers.map((row) =>
      row.className === 'AttentionApply' ? { ...row, unknownCalls: 1 } : row,
    );
    expect(lineIn({ ...report, layers }, 'F5')).toMatchObject({
      verdict: null,
      left: [{ lack: 'unknown', layers: DEPTH }],
    });
    expect(lineIn({ ...report, layers }, 'F4').verdict?.outcome).toBe('exact');
    expect(lineIn({ ...report, layers }, 'F8')).toMatchObject({ verdict: null, left: [{ lack: 'unknown' }] });
    const textbook = report.textbook.map((row) =>
      row.kind === 'model' ? { ...row, multiplyAdds: null } : row,
    );
    expect(lineIn({ ...report, textbook }, 'F8')).toMatchObject({
      verdict: null,
      left: [{ lack: 'not summed' }],
    });
    // Of what the text sums there is nothing.
    expect(lineIn({ ...report, textbook, theoryRows: [] }, 'F8')).toMatchObject({ verdict: null, left: [] });
    expect(lineIn({ ...report, textbook: [] }, 'F8')).toMatchObject({ verdict: null, left: [] });
  });
});
