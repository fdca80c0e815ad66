/** @file A model file that one process opens more than once: its inputs keep their names. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countShapes, profile } from '../../src/index.ts';
import { fileWorkload, shapeWorkload } from '../../src/load/workload.ts';
import { useBackend } from '../support/backend.ts';
import { saveModel } from '../support/save-model.ts';

let folder: string;
beforeAll(async () => {
  const tf = await useBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'tfjs-flops-twice-'));
  const image = tf.input({ shape: [null, null, 3], name: 'image' });
  const text = tf.input({ shape: [null, 5], name: 'text' });
  const map = tf.layers.conv2d({ filters: 4, kernelSize: 3 }).apply(image);
  const both = [
    tf.layers.globalAveragePooling2d({}).apply(map),
    tf.layers.simpleRNN({ units: 2 }).apply(text),
  ] as ReturnType<typeof tf.input>[];
  const joined = tf.layers.concatenate().apply(both) as ReturnType<typeof tf.input>;
  await saveModel(folder, tf.model({ inputs: [image, text], outputs: joined }));
});
afterAll(() => rm(folder, { recursive: true }));

const inputs = (batch: number, size: number) => ({ image: [batch, size, size, 3], text: [batch, 7, 5] });
const products = (batch: number, size: number): number =>
  batch * ((size - 2) ** 2 * 3 * 3 * 3 * 4 + 7 * 2 * (5 + 2));

it('each time, run and counted', async () => {
  for (const size of [5, 9, 12]) {
    const given = { inputs: inputs(2, size) };
    const ran = await profile(await fileWorkload(folder, given), { runs: 0 });
    const counted = await countShapes(await shapeWorkload(folder, given));
    for (const { inputs: named, total } of [ran, counted]) {
      expect(named.map(({ name }) => name)).toEqual(['image', 'text']);
      expect([total.counted.multiplyAdds, total.residual]).toEqual([products(2, size), 0]);
    }
  }
});

it('two batches are refused, of which tfjs would take the first', async () => {
  const workload = await fileWorkload(folder, { inputs: { ...inputs(2, 9), text: [3, 7, 5] } });
  await expect(profile(workload, { runs: 0 })).rejects.toThrow(
    /takes one batch, and "image" is \[2,9,9,3\], "text" is \[3,7,5\]\. Give all inputs the same first size\./,
  );
});
