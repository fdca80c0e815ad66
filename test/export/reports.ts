/** @file Reports to export: layers, a graph with a loop, a training step, kernels without a formula, hostile names. */
import * as tf from '@tensorflow/tfjs';
import type { Report } from '../../src/core/report.ts';
import { profile } from '../../src/profile/profile.ts';
import { countModel, nestedModel } from '../report/reports.ts';
import { trainingReport } from '../saved/reports.ts';
import { artifactsOf, loopAndBranch } from '../support/graph-def.ts';

/** Rows, size and turns of the loop's matrix product. */
export const [ROWS, SIZE, TURNS] = [2, 3, 4];

/** A graph whose only products are in the body of a loop. */
export async function graphReport(runs: number): Promise<Report> {
  const model = await tf.loadGraphModel(
    tf.io.fromMemory(artifactsOf(loopAndBranch(ROWS, SIZE, TURNS, true))),
  );
  try {
    return await profile(model, { runs });
  } finally {
    model.dispose();
  }
}

const timedLayers = (): Promise<Report> => profile(nestedModel(), { runs: 2 });

/** A convolution whose kernel has no formula, and layers that do. */
export const unknownReport = (): Report =>
  countModel(nestedModel(), { kernelFormulas: { FusedConv2D: { state: 'unknown', why: 'nobody looked' } } });

/** What a spreadsheet, a renderer, TeX or a terminal would obey. */
export const HOSTILE_NAMES = [
  '=cmd()|x',
  '+1',
  '-1--2',
  '@sum(a)',
  '\t=1',
  '\r=1',
  'a\r\n=1',
  'a;=1',
  'a,"b"',
  'a|b',
  'a`b``c',
  'a\\|b',
  '`',
  '<script>alert(1)</script>',
  '&lt;b&gt;',
  '[x](http://a.b) ![y](z)',
  '**bold** _it_ ~~no~~',
  '@user #1 :smile: $x$',
  'a & b',
  '\\input{x}^^M%',
  '[1em]',
  '*',
  '{}$_#~^',
  '漢字 é \u202Erev',
  ' blank ',
  '__proto__',
] as const;

/** The report with one of the names in front of each row's own, and as the model's. */
export function hostileReport(report: Report, names: readonly string[] = HOSTILE_NAMES): Report {
  const nameAt = (i: number): string => names[i % names.length]!;
  // More rows than names, so that each name is there.
  const scopes = report.scopes.map((scope, i) => ({ ...scope, path: [nameAt(i), ...scope.path] }));
  const layers = report.layers.map((row) => ({
    ...row,
    className: `${nameAt(row.scope ?? 0)}${row.className}`,
    path: scopes[row.scope!]!.path,
  }));
  return { ...report, model: nameAt(13), scopes, layers };
}

/** As many rows as there are hostile names. */
function longReport(): Report {
  const layers = HOSTILE_NAMES.map((_, i) =>
    tf.layers.dense({ name: `dense${i}`, units: 2 + (i % 3), ...(i === 0 ? { inputShape: [3] } : {}) }),
  );
  return countModel(tf.sequential({ layers }));
}

/** By name; each is made once. */
export async function reports(): Promise<ReadonlyMap<string, Report>> {
  await tf.setBackend('cpu');
  const timed = await timedLayers();
  return new Map([
    ['layers', countModel(nestedModel())],
    ['layers with times', timed],
    ['a graph with times', await graphReport(2)],
    ['a training step', trainingReport()],
    ['kernels without a formula', unknownReport()],
    ['hostile names', hostileReport(longReport())],
    ['hostile names with times', hostileReport(timed)],
  ]);
}
