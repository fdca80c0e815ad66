/** @file `count` of tfjs-flops/count is `count` of tfjs-flops without what judges it, to the digit. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { GraphModel, LayersModel, Tensor } from '@tensorflow/tfjs';
import { count as whole, formatTable, readReport, writeReport, type Report } from '../../src/index.ts';
import { count } from '../../src/profile/small/index.ts';
import { useBackend } from '../support/backend.ts';
import { artifactsOf, TWO_PRODUCTS } from '../support/graph-def.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

/** What theory, textbook and findings give. */
const JUDGED = ['theoryRows', 'textbook', 'findings', 'layers', 'total'];
const JUDGED_TOTALS = ['theory', 'bridges', 'residual', 'theoryCovers', 'comparedRows', 'agreeingRows'];
const JUDGED_ROWS = ['theory', 'bridges', 'residual', 'textbook', 'config', 'why', 'className', 'given'];

const without = (object: object, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));

const shown = (report: Report) => ({
  ...without(report, JUDGED),
  total: without(report.total, JUDGED_TOTALS),
  layers: report.layers.map((row) => without(row, JUDGED_ROWS)),
});

function convNet(): LayersModel {
  const { layers } = tf;
  return tf.sequential({
    layers: [
      layers.conv2d({ filters: 5, kernelSize: 3, padding: 'same', inputShape: [9, 9, 3], name: 'stem' }),
      layers.batchNormalization({ name: 'norm' }),
      layers.maxPooling2d({ poolSize: 2, name: 'pool' }),
      layers.flatten({ name: 'flat' }),
      layers.dense({ units: 7, name: 'head', activation: 'softmax' }),
    ],
  });
}

describe('count of tfjs-flops/count', () => {
  it('shows of a layers model what count shows, and judges nothing', () => {
    const model = convNet();
    const run = (): unknown => model.predict(tf.ones([2, 9, 9, 3]));
    const [small, all] = [count(run, { models: [model] }), whole(run, { models: [model] })];
    expect(shown(small)).toEqual(shown(all));
    expect(all.total.residual).toBe(0);
    expect(small.total.residual).toBeNull();
    expect([small.findings, small.theoryRows, small.textbook]).toEqual([[], [], []]);
    expect(formatTable(small)).toContain('nothing to compare');
    expect(shown(readReport(writeReport(small)))).toEqual(shown(small));
    model.dispose();
  });

  it('shows of a graph what count shows, node by node', async () => {
    const graph: GraphModel = await tf.loadGraphModel(tf.io.fromMemory(artifactsOf(TWO_PRODUCTS)));
    const run = (): Tensor => graph.predict(tf.ones([1, 6])) as Tensor;
    const small = count(run, { models: [graph], name: 'products' });
    expect(shown(small)).toEqual(shown(whole(run, { models: [graph], name: 'products' })));
    expect(small.total.counted.multiplyAdds).toBe(6 * 9 + 9 * 4);
    expect(small.layers.map(({ path }) => path.join('/'))).toContain('first');
    graph.dispose();
  });

  it('takes formulas for kernels, and refuses what it does not do in a sentence', () => {
    const x = tf.ones([2, 3]);
    const kernelFormulas = { Square: { state: 'unknown', why: 'mine' } } as const;
    expect(count(() => x.square(), { kernelFormulas }).total.unknownCalls).toBe(1);
    expect(count(() => x.square()).total.unknownCalls).toBe(0);
    expect(() => count(() => x.square(), { run: false } as object)).toThrow(
      /run is not an option of count\(\) of tfjs-flops\/count, which takes/,
    );
    expect(() => count(x as never)).toThrow(/takes a function/);
    x.dispose();
  });
});
