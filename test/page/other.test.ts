/** @file Layers that cost nothing are together in one group of the page's tree, and nothing of the totals is lost. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { layerTree } from '../../src/page/data/tree.ts';
import { profile } from '../../src/profile/profile.ts';
import { useBackend } from '../support/backend.ts';

beforeAll(() => useBackend('cpu'));

it('layers without cost are in `other`, which opens to them', async () => {
  const layers = [
    tf.layers.reshape({ name: 'fold', targetShape: [4, 4, 3], inputShape: [48] }),
    tf.layers.conv2d({ name: 'conv', filters: 5, kernelSize: 1, useBias: false }),
    tf.layers.flatten({ name: 'flatten' }),
    tf.layers.dense({ name: 'head', units: 7, useBias: false }),
  ];
  const report = await profile(tf.sequential({ name: 'net', layers }), { runs: 0 });
  const { root } = layerTree(report);
  expect(root.children.map(({ name }) => name)).toEqual(['conv', 'head', 'other']);
  expect(root.children[2]!.children.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['fold', 'flatten']),
  );
  const [conv, head] = [4 * 4 * 3 * 5, 4 * 4 * 5 * 7];
  expect(root.children.map(({ values }) => values.work)).toEqual([conv, head, 0]);
  const sum = (key: 'work' | 'bytes' | 'parameters'): number =>
    root.children.reduce((all, { values }) => all + values[key], 0);
  expect([sum('work'), sum('bytes'), sum('parameters')]).toEqual([
    report.total.counted.multiplyAdds,
    report.total.bytes,
    3 * 5 + 4 * 4 * 5 * 7,
  ]);
});
