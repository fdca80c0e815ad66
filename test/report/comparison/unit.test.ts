/** @file Comparisons in FLOPs: each amount of work twice that in multiply-adds, nothing else changed, and no word of them. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import type { Comparison } from '../../../src/core/comparison.ts';
import type { Unit } from '../../../src/core/unit.ts';
import { formatComparison } from '../../../src/report/comparison/table.ts';
import { unknownReport } from '../../export/reports.ts';
import { compared } from '../doubled.ts';
import { countModel, nestedModel } from '../reports.ts';
import { backends, models, timed } from './comparisons.ts';

let made: ReadonlyMap<string, Comparison>;
beforeAll(async () => {
  await tf.setBackend('cpu');
  const whole = countModel(nestedModel());
  const broken = countModel(nestedModel(), { kernelFormulas: { FusedConv2D: { state: 'zero' } } });
  const renamed = {
    ...whole,
    layers: whole.layers.map((row) => ({ ...row, path: row.path.map((step) => `${step}_1`) })),
  };
  made = new Map([
    ['models with times', models(timed(whole, 1), timed(broken, 2))],
    ['models matched otherwise than by name', models(whole, renamed)],
    ['a kernel without a formula', models(whole, unknownReport())],
    ['backends that agree', backends({ cpu: timed(whole, 1), wasm: timed(whole, 2) })],
    ['backends that differ', backends({ cpu: timed(whole, 1), wasm: timed(broken, 2) })],
  ]);
});

it.each([
  'models with times',
  'models matched otherwise than by name',
  'a kernel without a formula',
  'backends that agree',
  'backends that differ',
])('%s', (name) => {
  const comparison = made.get(name)!;
  const textIn = (unit: Unit, width = 300): string =>
    formatComparison(comparison, { width, depth: 'all', unit });
  const { doubled, wrong } = compared(textIn('multiply-adds'), textIn('flops'));
  expect(wrong).toEqual([]);
  expect(doubled).toContain(2 * comparison.candidates[0]!.report.total.counted.multiplyAdds);
  for (const width of [60, 95]) expect(textIn('flops', width)).not.toMatch(/mult\w*.adds?\b/i);
});

it('doubles what notes say of work too', () => {
  const of = (name: string): string => formatComparison(made.get(name)!, { width: 300, unit: 'flops' });
  // Three convolutions of nine taps over 8×8, `shared` of one tap twice; without a formula none is counted.
  const lost = 2 * 8 * 8 * (3 * 3 * 4 * (4 + 4 + 8) + 2 * 4 * 4);
  expect(of('models with times')).toContain(`residual ${lost.toLocaleString('en-US')}, `);
  const wide = 2 * 8 * 8 * 3 * 3 * 4 * 8;
  expect(of('backends that differ')).toContain(
    `wide.conv: ${wide.toLocaleString('en-US')} on cpu, 0 on wasm`,
  );
  expect(of('models matched otherwise than by name')).toContain('% of the FLOPs of both');
});

it('is refused for another word', () => {
  const comparison = made.get('models with times')!;
  expect(() => formatComparison(comparison, { unit: 'macs' as unknown as Unit })).toThrow(
    "unit: 'macs' is not 'multiply-adds' or 'flops'.",
  );
});
