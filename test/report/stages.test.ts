/** @file A long list of layers with made-up names, no two alike: the cheapest stages fold first, and nothing is lost. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { formatTable } from '../../src/report/table.ts';
import { useBackend } from '../support/backend.ts';
import { numberIn, readTable } from './printed.ts';
import { countModel } from './reports.ts';

beforeAll(() => useBackend('cpu'));

const SCREEN = 24;
const [SIZE, EACH] = [16, 10];

/** Three stages of `EACH` convolutions, each of another width than all others, on maps of 16, 8 and 4. */
function chain(): tf.LayersModel {
  const input = tf.input({ shape: [SIZE, SIZE, 1] });
  let x = input;
  for (let i = 0; i < 3 * EACH; i++)
    x = tf.layers
      .conv2d({
        name: `conv2d_${i}`,
        filters: 1 + (i % EACH) + Math.floor(i / EACH),
        kernelSize: 1,
        strides: i > 0 && i % EACH === 0 ? 2 : 1,
        useBias: false,
      })
      .apply(x) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: x });
}

/** Two branches by turns: on maps of 16 and, behind a pool, of 8. */
function turns(): tf.LayersModel {
  const input = tf.input({ shape: [SIZE, SIZE, 1] });
  const pooled = tf.layers.maxPooling2d({ poolSize: 2 }).apply(input) as tf.SymbolicTensor;
  const ends = [input, pooled];
  for (let i = 0; i < 3 * EACH; i++)
    ends[i % 2] = tf.layers
      .conv2d({ name: `conv2d_${i}`, filters: 1 + i, kernelSize: 1, useBias: false })
      .apply(ends[i % 2]!) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: ends });
}

const linesOf = (report: Report, depth: 1 | 2) => readTable(formatTable(report, { width: 200, depth })).lines;

it.each([
  ['stages one after the other', chain],
  ['branches by turns', turns],
])('%s: a screen holds them, and they add up', (_, make) => {
  const report = countModel(make());
  const lines = linesOf(report, 1);
  expect(lines.length).toBeLessThanOrEqual(SCREEN);
  const sum = lines.reduce((total, line) => total + numberIn(line.cell('Multiply-adds')), 0);
  expect(sum).toBe(report.total.counted.multiplyAdds);
  const names = new Set(linesOf(report, 2).map(({ name }) => name));
  for (let i = 0; i < 3 * EACH; i++) expect(names).toContain(`conv2d_${i}`);
});

it('what costs keeps its lines', () => {
  const names = linesOf(countModel(chain()), 1).map(({ name }) => name);
  expect(names).toEqual([
    ...Array.from({ length: EACH }, (_, i) => `conv2d_${i}`),
    ...Array.from({ length: EACH }, (_, i) => `conv2d_${EACH + i}`),
    `conv2d_${2 * EACH} … conv2d_${3 * EACH - 1}`,
    '(model itself)',
  ]);
});
