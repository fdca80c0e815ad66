/** @file Traces of held layers with planted faults, which the holder's bridges must show. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report, Scope } from '../../src/index.ts';
import { layerRows } from '../../src/reconcile/rows/layers.ts';
import { layerFormulasWith } from '../../src/theory/layers/table.ts';
import { useBackend } from '../support/backend.ts';
import { bidirectional, I, lstm, row, run, T, timeDistributed, U } from './layers/held-layers.ts';

beforeAll(async () => {
  await useBackend('cpu');
});

/** A trace with a planted fault. */
const FAULTS: Readonly<Record<string, (report: Report) => Report>> = {
  'a part is a layer of its own': (report) => withScopes(report, (scope) => ({ ...scope, kind: 'layer' })),
  'a part is a model': (report) => withScopes(report, (scope) => ({ ...scope, kind: 'model' })),
  'a part has lost its holder': (report) => withScopes(report, (scope) => ({ ...scope, parent: null })),
  'a part stands below the wrong layer': (report) =>
    withScopes(report, (scope) => ({ ...scope, parent: row(report, 'td').scope })),
  'kernels of parts are not recorded': (report) => withPartCalls(report, () => 0),
  'kernels of parts are recorded twice': (report) => withPartCalls(report, (calls) => 2 * calls),
  'weights went to the parts': (report) => ({
    ...report,
    weights: report.weights.map((weight) => ({ ...weight, scope: row(report, 'bi/forward_l/cell').scope! })),
  }),
};

/** Changes the parts that are below no other part. */
const withScopes = (report: Report, change: (scope: Scope) => Scope): Report => ({
  ...report,
  scopes: report.scopes.map((scope) =>
    scope.kind === 'part' && report.scopes[scope.parent!]!.kind !== 'part' ? change(scope) : scope,
  ),
});
const withPartCalls = (report: Report, change: (calls: number) => number): Report => ({
  ...report,
  entries: report.entries.map((entry) =>
    report.scopes[entry.scope]!.kind === 'part' ? { ...entry, calls: change(entry.calls) } : entry,
  ),
});

describe('planted faults', () => {
  it('in the trace of parts are caught by the holder’s bridges', () => {
    const input = tf.input({ shape: [T, I] });
    const sequence = bidirectional('bi', lstm('l', { returnSequences: true })).apply(input);
    const each = timeDistributed('td', tf.layers.dense({ name: 'd', units: U })).apply(sequence);
    const report = run(tf.model({ inputs: input, outputs: each as never }));
    const residual = (told: Report): number =>
      layerRows({
        ...told,
        trace: told,
        timeOf: () => null,
        executed: null,
        layerFormulas: layerFormulasWith({}),
      }).reduce((sum, layer) => sum + (layer.residual ?? 0), 0);
    expect(residual(report)).toBe(0);
    const missed = Object.entries(FAULTS).filter(([, plant]) => residual(plant(report)) === 0);
    console.log(
      `planted faults caught: ${Object.keys(FAULTS).length - missed.length} of ${Object.keys(FAULTS).length}`,
    );
    expect(missed.map(([name]) => name)).toEqual([]);
  });
});
