/** @file Theory of real converted models: totals known from elsewhere, and every node's shape as tfjs gives it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../../src/backends/start.ts';
import { nodePaths } from '../../../src/core/node-path.ts';
import { sizeOf, type Shape } from '../../../src/core/shape.ts';
import type { GraphArchitecture, TheoryRow } from '../../../src/core/theory.ts';
import { countsOf } from '../../../src/core/work.ts';
import { deriveGraphRows } from '../../../src/theory/graph/derive.ts';
import { noRealModels, realFolder } from '../../support/real-models.ts';
import { HANDTRACK, REAL_MODELS, type RealModel } from './models.ts';
import { readGraphModel } from './real.ts';

const PRODUCTS = /Conv|MatMul|Einsum/;

const read = ({ name, inputs }: RealModel): GraphArchitecture => readGraphModel(realFolder(name), inputs);

const multiplyAddsOf = (rows: readonly TheoryRow[]): number =>
  rows
    .flatMap((row) => (row.state === 'derived' ? row.uses : []))
    .reduce((sum, { work }) => sum + countsOf(work).multiplyAdds, 0);

const parametersOf = (rows: readonly TheoryRow[]): number =>
  rows.reduce((sum, row) => sum + (row.state === 'derived' ? row.parameters.total : 0), 0);

const roundedTo = (millions: string, count: number): string =>
  (count / 1e6).toFixed(millions.split('.')[1]?.length ?? 0);

interface Executed {
  execute(feed: object): unknown;
  executeAsync(feed: object): Promise<unknown>;
  getIntermediateTensors(): Readonly<Record<string, readonly (tf.Tensor | null)[]>>;
  disposeIntermediateTensors(): void;
  dispose(): void;
}

/** The shapes of all outputs of all nodes that ran, by node. */
async function liveShapes(model: RealModel): Promise<ReadonlyMap<string, readonly Shape[]>> {
  const folder = realFolder(model.name);
  const json = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as tf.io.ModelJSON;
  const artifacts = await tf.io.getModelArtifactsForJSON(json, (manifest) => {
    const data = Buffer.concat(
      manifest.flatMap(({ paths }) => paths.map((path) => readFileSync(join(folder, path)))),
    );
    const bytes = new Uint8Array(data);
    return Promise.resolve([manifest.flatMap(({ weights }) => weights), bytes.buffer]);
  });
  await startBackend('wasm');
  tf.env().set('KEEP_INTERMEDIATE_TENSORS', true);
  tf.engine().startScope();
  try {
    const live = (await tf.loadGraphModel({ load: () => Promise.resolve(artifacts) })) as unknown as Executed;
    const feed = Object.fromEntries(
      Object.entries(model.inputs).map(([name, shape]) => [name, tf.zeros([...shape], model.inputType)]),
    );
    await (model === HANDTRACK ? live.executeAsync(feed) : live.execute(feed));
    const shapes = Object.entries(live.getIntermediateTensors()).map(
      ([name, tensors]) => [name, tensors.map((tensor) => tensor?.shape ?? [])] as const,
    );
    live.dispose();
    return new Map(shapes);
  } finally {
    tf.env().set('KEEP_INTERMEDIATE_TENSORS', false);
    tf.engine().endScope();
  }
}

/** Nodes that are derived in another shape than they have. */
function differences(
  { topology }: GraphArchitecture,
  rows: readonly TheoryRow[],
  live: ReadonlyMap<string, readonly Shape[]>,
): readonly string[] {
  const { node } = topology as unknown as { node: readonly { name: string; op: string }[] };
  const names = new Map([...nodePaths(node)].map(([name, path]) => [path.join('/'), name]));
  return rows.flatMap((row) => {
    if (row.state !== 'derived') return [];
    const name = names.get(row.path.join('/')) ?? '';
    // tfjs keeps no tensors of the turns of a loop.
    if (!live.has(name) && name.includes('/while/')) return [];
    const ran = JSON.stringify(live.get(name));
    const derived = JSON.stringify(row.uses[0]?.outputs);
    return ran === derived ? [] : [`${name} gives ${ran}, derived ${derived}`];
  });
}

describe.skipIf(noRealModels)('real graph models', () => {
  it.each(REAL_MODELS)(
    '$name: every node is derived as tfjs has it, and the totals are known',
    async (model) => {
      const architecture = read(model);
      const rows = deriveGraphRows(architecture);
      expect(rows.filter(({ state }) => state !== 'derived')).toEqual([]);
      expect(rows.filter(({ className }) => PRODUCTS.test(className)).length).toBeGreaterThan(0);
      const total = multiplyAddsOf(rows);
      if (model.multiplyAdds !== null) expect(total).toBe(model.multiplyAdds);
      expect(roundedTo(model.millions, total)).toBe(model.millions);
      const floats = architecture.weights.filter(({ dtype }) => dtype === 'float32');
      expect(parametersOf(rows)).toBe(floats.reduce((sum, { shape }) => sum + sizeOf(shape), 0));
      expect(differences(architecture, rows, await liveShapes(model))).toEqual([]);
    },
  );

  it('handtrack: what lies outside its loop and before its suppressions is derived', async () => {
    const architecture = read(HANDTRACK);
    const rows = deriveGraphRows(architecture);
    const products = rows.filter(({ className }) => PRODUCTS.test(className));
    expect(products.filter(({ state }) => state !== 'derived')).toEqual([]);
    expect(roundedTo(HANDTRACK.millions, multiplyAddsOf(rows))).toBe(HANDTRACK.millions);
    const reasons = rows.flatMap((row) => (row.state === 'derived' ? [] : [row.why.text]));
    expect(reasons.length).toBeGreaterThan(0);
    expect(
      reasons.filter((why) => !/^dynamic: |^its input shape is unknown, since .* is dynamic$/.test(why)),
    ).toEqual([]);
    expect(differences(architecture, rows, await liveShapes(HANDTRACK))).toEqual([]);
  });
});
