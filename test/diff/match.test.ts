/** @file Rows of two reports are matched through renaming, wrapping, widening and conversion, and no others. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import type { MatchGrade } from '../../src/core/changes.ts';
import type { Report } from '../../src/core/report.ts';
import { rowName } from '../../src/core/writing.ts';
import { changesBetween } from '../../src/diff/changes.ts';
import { matchRows } from '../../src/diff/match.ts';
import { useBackend } from '../support/backend.ts';
import { noRealModels, realFolder, realReport } from '../support/real-models.ts';
import { countGraph } from '../report/graphs.ts';
import { converted } from './converted.ts';
import { NAMES, network, reportOf, SIZES, type Names } from './models.ts';

beforeAll(() => useBackend('cpu'));

/** Pairs of rows that multiply and add, by name, and how they were matched. */
const busyMatches = (a: Report, b: Report): readonly (readonly [string, string, MatchGrade])[] =>
  matchRows(a, b)
    .filter((match) => a.layers[match.a]!.counted.multiplyAdds > 0)
    .map((match) => [rowName(a.layers[match.a]!), rowName(b.layers[match.b]!), match.by]);

const renamed = Object.fromEntries(
  Object.keys(NAMES).map((key, i) => [key, `layer${'abcdefg'[i]!}`]),
) as unknown as Names;

it('by name, where nothing changed', () => {
  const report = reportOf(network());
  const changes = changesBetween(report, reportOf(network()));
  expect(changes.matches.every(({ by, a, b }) => by === 'name' && a === b)).toBe(true);
  expect([changes.rows, changes.totals, changes.kernels]).toEqual([[], [], []]);
  expect(changes.matchedShare).toBe(1);
});

it('by shape and place, where all names are others', () => {
  const changes = changesBetween(reportOf(network()), reportOf(network(renamed)));
  expect(busyMatches(reportOf(network()), reportOf(network(renamed)))).toEqual([
    ['Conv1', 'layera', 'shape'],
    ['expanded_conv_depthwise', 'layerd', 'shape'],
    ['expanded_conv_project', 'layere', 'shape'],
    ['predictions', 'layerg', 'shape'],
  ]);
  expect([changes.matchedShare, changes.totals]).toEqual([1, []]);
});

it('by place alone, where one of a kind is wider and renamed', () => {
  const wider = reportOf(network({ ...NAMES, project: 'squeeze' }, { ...SIZES, wide: 2 * SIZES.wide }));
  expect(busyMatches(reportOf(network()), wider)).toContainEqual([
    'expanded_conv_project',
    'squeeze',
    'place',
  ]);
});

it('by stem, where the model lies in another one', () => {
  const inner = network();
  const outer = tf.sequential({
    layers: [tf.layers.reshape({ targetShape: [8, 8, 3], inputShape: [192] }), inner],
  });
  const matches = busyMatches(reportOf(network()), reportOf(outer));
  expect(matches.map(([a, , by]) => [a, by])).toEqual(
    [NAMES.stem, NAMES.depthwise, NAMES.project, NAMES.head].map((name) => [name, 'stem']),
  );
});

it('not where the work is of another kind', () => {
  const dense = tf.sequential({ layers: [tf.layers.dense({ name: 'only', units: 4, inputShape: [5] })] });
  const conv = tf.sequential({
    layers: [tf.layers.conv2d({ name: 'alone', filters: 4, kernelSize: 1, inputShape: [1, 5, 5] })],
  });
  const changes = changesBetween(reportOf(dense), reportOf(conv));
  expect(changes.matchedShare).toBe(0);
  expect(changes.rows.filter(({ a, b }) => a === null || b === null)).toHaveLength(2);
});

it('and their changes are told with what they came through', () => {
  const a = reportOf(network());
  const b = reportOf(network(NAMES, { ...SIZES, classes: 5 }));
  const { rows, totals } = changesBetween(a, b);
  const head = rows.find((row) => row.b !== null && rowName(b.layers[row.b]!) === NAMES.head)!;
  expect(head.attributes).toContainEqual({ name: 'units', a: SIZES.classes, b: 5 });
  expect(head.figures).toContainEqual({
    figure: 'multiplyAdds',
    a: SIZES.wide * SIZES.classes,
    b: SIZES.wide * 5,
  });
  const [from, to] = [a, b].map(({ total }) => total.counted.multiplyAdds) as [number, number];
  expect(to - from).toBe(SIZES.wide * (5 - SIZES.classes));
  expect(totals).toContainEqual({ figure: 'multiplyAdds', a: from, b: to });
});

interface Topology {
  readonly config: { readonly layers: Parameters<typeof converted>[0] };
}

/** A model of layers and the graph that the converter makes of it, both counted. */
async function bothReports(model: tf.LayersModel, image: number): Promise<readonly [Report, Report]> {
  const { layers } = (model.toJSON(null, false) as unknown as Topology).config;
  const shapes = new Map(
    model.layers.map((layer) => [layer.name, layer.getWeights().map(({ shape }) => shape)]),
  );
  const graph = converted(layers, [1, image, image, 3], shapes);
  const ofGraph = await countGraph(tf, graph, [1, image, image, 3]);
  return [reportOf(model), ofGraph];
}

it('a small network and the graph that is made of it: all multiply-adds, by stem', async () => {
  const input = tf.input({ name: 'image', shape: [SIZES.image, SIZES.image, 3] });
  const model = tf.model({ inputs: input, outputs: network().apply(input) as tf.SymbolicTensor });
  const inner = model.layers[1] as tf.LayersModel;
  const flat = tf.model({ inputs: inner.inputs, outputs: inner.outputs });
  const [a, b] = await bothReports(flat, SIZES.image);
  expect(b.total.counted.multiplyAdds).toBe(a.total.counted.multiplyAdds);
  expect(changesBetween(a, b).matchedShare).toBe(1);
  expect(busyMatches(a, b).every(([, , by]) => by === 'stem')).toBe(true);
});

const MOBILENET = 'keras-mobilenet-v2-050-layers';

it.skipIf(noRealModels)(
  'Keras MobileNetV2 0.5 and the graph that is made of it: 95 % of the multiply-adds',
  async () => {
    const file = JSON.parse(readFileSync(join(realFolder(MOBILENET), 'model.json'), 'utf8')) as {
      modelTopology: { model_config: Topology };
      weightsManifest: { weights: { name: string; shape: number[] }[] }[];
    };
    const { layers } = file.modelTopology.model_config.config;
    const shapes = new Map<string, number[][]>();
    for (const { name, shape } of file.weightsManifest.flatMap(({ weights }) => weights)) {
      const layer = name.split('/')[0]!;
      shapes.set(layer, [...(shapes.get(layer) ?? []), shape]);
    }
    const a = await realReport(MOBILENET);
    const [, image] = a.inputs[0]!.shape;
    const b = await countGraph(tf, converted(layers, [1, image!, image!, 3], shapes), [1, image!, image!, 3]);
    expect(b.total.counted.multiplyAdds).toBe(a.total.counted.multiplyAdds);
    expect(changesBetween(a, b).matchedShare).toBeGreaterThanOrEqual(0.95);
  },
);
