/** @file A layer whose config lacks the name that the model calls it by: rows, theory and weights find it. */
import { expect, it } from 'vitest';
import { profile } from '../../../src/index.ts';
import { fileWorkload } from '../../../src/load/workload.ts';
import { useBackend } from '../../support/backend.ts';
import type { Loose } from '../small-models.ts';
import { inFolder } from './build.ts';

const [FROM, TO] = [4, 2];

it('is named as its model calls it', async () => {
  await useBackend('cpu');
  const input: Loose = { batch_input_shape: [null, FROM], dtype: 'float32', name: 'x' };
  const layers: Loose = [
    { class_name: 'InputLayer', name: 'x', config: input, inbound_nodes: [] },
    { class_name: 'Dense', name: 'o', config: { units: TO }, inbound_nodes: [[['x', 0, 0, {}]]] },
  ];
  const config = { name: 'm', layers, input_layers: [['x', 0, 0]], output_layers: [['o', 0, 0]] };
  const json = { modelTopology: { class_name: 'Model', config } };
  const { total, layers: rows } = await inFolder({ json, shards: new Map() }, async (folder) =>
    profile(await fileWorkload(folder, { weights: false }), { runs: 0 }),
  );
  expect([total.residual, total.theory?.multiplyAdds, total.counted.multiplyAdds]).toEqual([
    0,
    FROM * TO,
    FROM * TO,
  ]);
  expect(rows.map(({ path }) => path.join('/'))).toContain('o');
});
