/** @file A chain of n layers costs n, from the pass to the table. */
import { beforeAll, expect, it } from 'vitest';
import { formatTable, profile } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

const units = 2;

/** Processor seconds of this process for a profile and its table; the model is tfjs's own time. */
async function secondsFor(length: number): Promise<number> {
  const model = tf.sequential();
  for (let i = 0; i < length; i++) model.add(tf.layers.dense({ units, inputShape: [units] }));
  const start = process.cpuUsage();
  const report = await profile(model, { runs: 0 });
  formatTable(report);
  const { user, system } = process.cpuUsage(start);
  expect(report.total).toMatchObject({ counted: { multiplyAdds: length * units * units }, residual: 0 });
  model.dispose();
  return (user + system) / 1e6;
}

it('eight times the layers take far less than 64 times as long', async () => {
  await secondsFor(100);
  const [short, long] = [await secondsFor(250), await secondsFor(8 * 250)];
  console.log(`a chain of 250: ${short.toFixed(2)} s, of 2,000: ${long.toFixed(2)} s`);
  expect(long / short).toBeLessThan(32);
});
