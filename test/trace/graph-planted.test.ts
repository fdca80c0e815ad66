/** @file Traces of graph nodes with planted faults, which the nodes' bridges must show. */
import { beforeAll, expect, it } from 'vitest';
import { profile, type Report } from '../../src/index.ts';
import { layerRows } from '../../src/reconcile/rows/layers.ts';
import { artifactsOf, FLOAT, matMul, placeholder } from '../support/graph-def.ts';
import { useBackend } from '../support/backend.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

const [B, I, H, O] = [4, 2, 3, 5];
const ones = (name: string, shape: readonly [number, number]) =>
  ({ name, shape, dtype: 'float32', values: Array.from({ length: shape[0] * shape[1] }, () => 1) }) as const;

const scopeOf = ({ layers }: Report, path: string): number =>
  layers.find((row) => row.path.join('/') === path)!.scope!;

type Entry = Report['entries'][number];
const withEntries = (report: Report, change: (entry: Entry) => Entry): Report => ({
  ...report,
  entries: report.entries.map(change),
});

const FAULTS: Readonly<Record<string, (report: Report) => Report>> = {
  'the node before keeps the kernels': (report) =>
    withEntries(report, (entry) =>
      entry.scope === scopeOf(report, 'fc2/MatMul')
        ? { ...entry, scope: scopeOf(report, 'fc1/Relu') }
        : entry,
    ),
  'kernels are outside the nodes': (report) => withEntries(report, (entry) => ({ ...entry, scope: 0 })),
  'kernels are not recorded': (report) => withEntries(report, (entry) => ({ ...entry, calls: 0 })),
  'kernels are recorded twice': (report) =>
    withEntries(report, (entry) => ({ ...entry, calls: 2 * entry.calls })),
  'nodes that ran are said not to have': (report) => ({ ...report, scopeCalls: [] }),
  'a weight went to a later node': (report) => ({
    ...report,
    weights: report.weights.map((weight) => ({ ...weight, scope: scopeOf(report, 'fc2/MatMul') })),
  }),
  'paths are cut in another way': (report) => ({
    ...report,
    scopes: report.scopes.map((scope) => ({ ...scope, path: ['mlp', ...scope.path] })),
  }),
};

it('planted faults in the trace of nodes are caught', async () => {
  const model = await tf.loadGraphModel({
    load: async () =>
      artifactsOf({
        nodes: [
          placeholder('x', [-1, I]),
          matMul('mlp/fc1/MatMul', 'x', 'W1'),
          { name: 'mlp/fc1/Relu', op: 'Relu', input: ['mlp/fc1/MatMul'], attr: FLOAT },
          matMul('mlp/fc2/MatMul', 'mlp/fc1/Relu', 'W2'),
        ],
        weights: [ones('W1', [I, H]), ones('W2', [H, O])],
      }),
  });
  const report = await profile(model, { inputs: [[B, I]], runs: 0 });
  model.dispose();
  const residual = (told: Report): number =>
    layerRows({ ...told, trace: told, timeOf: () => null, executed: null, layerFormulas: {} }).reduce(
      (sum, row) => sum + (row.residual ?? 0),
      0,
    );
  expect(report.total.counted.multiplyAdds).toBe(B * I * H + B * H * O);
  expect(residual(report)).toBe(0);
  const missed = Object.entries(FAULTS).filter(([, plant]) => residual(plant(report)) === 0);
  const count = Object.keys(FAULTS).length;
  console.log(`graph nodes: ${count - missed.length} of ${count} planted faults caught`);
  expect(missed.map(([name]) => name)).toEqual([]);
});
