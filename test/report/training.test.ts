/** @file Training steps: a table of phases, whose columns add up, and explanations by phase. */
import { readFile, writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { totalOperations } from '../../src/core/ops.ts';
import type { LayerRow, Report } from '../../src/core/report.ts';
import type { Phase } from '../../src/core/trace.ts';
import { count } from '../../src/profile/count.ts';
import { formatTable } from '../../src/report/table.ts';
import { formatWhy } from '../../src/report/why.ts';
import { useBackend } from '../support/backend.ts';
import { products, sumOf } from '../support/why-products.ts';
import { numberIn, openedLines, readTable, type PrintedLine } from './printed.ts';
import { nestedModel } from './reports.ts';

let report: Report;
beforeAll(async () => {
  await useBackend('cpu');
  const model = nestedModel();
  const optimizer = tf.train.sgd(0.1);
  const input = tf.ones([1, 8, 8, 4]);
  const step = (): unknown =>
    optimizer.minimize(() => tf.sum(model.apply(input, { training: true }) as tf.Tensor));
  report = { ...count(step, { models: [model] }), environment: {}, memory: null };
});

const HEADINGS = ['Parameters', 'Forward', 'Backward', 'Optimizer operations'] as const;

const sum = (lines: readonly PrintedLine[], heading: string): number =>
  lines.reduce((total, line) => total + numberIn(line.cell(heading)), 0);

function addsUp(of: Report, depth: 1 | 2 | 'all' = 1): boolean {
  const { parameters, phases } = report.total;
  const expected = [
    parameters.trainable!,
    phases!.forward.counted.multiplyAdds,
    phases!.backward.counted.multiplyAdds,
    totalOperations(phases!.optimizer.counted),
  ];
  const { lines, total } = readTable(formatTable(of, { width: 250, depth }));
  return HEADINGS.every(
    (heading, i) =>
      sum(
        lines.filter(({ level }) => level === 0),
        heading,
      ) === expected[i] &&
      numberIn(total.cell(heading)) === expected[i] &&
      openedLines(lines).every(({ line, parts }) => sum(parts, heading) === numberIn(line.cell(heading))),
  );
}

describe('the table of a step', () => {
  it.each([1, 2, 'all'] as const)('adds up at depth %s', (depth) => {
    expect(addsUp(report, depth)).toBe(true);
  });

  it('shows backward as a multiple of forward', () => {
    const { lines, total } = readTable(formatTable(report, { width: 250 }));
    const [inputs, classes] = [8 * 8 * 8, 10];
    const head = lines.find(({ name }) => name === 'head')!;
    expect(numberIn(head.cell('Forward'))).toBe(inputs * classes);
    expect(numberIn(head.cell('Backward'))).toBe(2 * inputs * classes);
    expect(head.cell('×fwd')).toBe('2.00');
    // Plain gradient descent multiplies and adds once for each parameter.
    expect(numberIn(head.cell('Optimizer operations'))).toBe(2 * (inputs * classes + classes));
    expect(numberIn(total.cell('Backward')) / numberIn(total.cell('Forward'))).toBe(2);
  });

  it('says the same in a note, and that theory is of the forward pass', () => {
    const text = formatTable(report, { width: 250 });
    expect(text).toMatch(
      /training +forward [\d,]+ · backward [\d,]+ \(×2\.00 of forward; 2 by the textbook\) · optimizer [\d,]+ operations/,
    );
    expect(text).toContain('theory covers the forward pass only');
  });

  it('keeps the names and phases in narrow terminals', () => {
    const headings = (width: number): string => readTable(formatTable(report, { width })).headings.join(' ');
    expect(headings(95)).toBe('Layer Output Parameters Forward Backward ×fwd Optimizer operations');
    expect(headings(34)).toBe('Layer Forward Backward');
  });

  it.each([60, 80, 95, 120])('is printed as in the golden file at %i columns', async (width) => {
    const text = `${formatTable(report, { width })}\n`;
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
    const file = new URL(`../golden/nested-training-${width}.txt`, import.meta.url);
    if (process.env['UPDATE_GOLDEN']) await writeFile(file, text);
    expect(text).toBe(await readFile(file, 'utf8'));
  });
});

it('why counts each phase', () => {
  for (const row of report.layers.filter(({ kind }) => kind === 'layer')) {
    const equations = products(formatWhy(report, row.path.join('.')));
    for (const phase of ['forward', 'backward', 'optimizer'] as const)
      expect(sumOf(equations, phase), row.path.join('.')).toBe(row.phases![phase].counted.multiplyAdds);
  }
});

it('sees columns that do not add up', () => {
  const at = report.layers.findIndex(({ path }) => path.join('.') === 'head');
  const changed = (to: (row: LayerRow) => LayerRow[]): Report => ({
    ...report,
    layers: report.layers.flatMap((row, i) => (i === at ? to(row) : [row])),
  });
  const inPhase = (phase: Phase): Report =>
    changed((row) => {
      const { counted } = row.phases![phase];
      const more = { ...counted, multiplyAdds: counted.multiplyAdds + 1 };
      return [{ ...row, phases: { ...row.phases!, [phase]: { ...row.phases![phase], counted: more } } }];
    });
  const faults = [changed(() => []), inPhase('forward'), inPhase('backward'), inPhase('optimizer')];
  const caught = faults.filter((fault) => !addsUp(fault)).length;
  console.log(`phases: ${caught} of ${faults.length} planted faults caught`);
  expect(caught).toBe(faults.length);
});
