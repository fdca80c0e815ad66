/** @file Options that `compare` shares with `profile`: the batch of live models, and the signal that stops it. */
import { beforeAll, describe, expect, it } from 'vitest';
import { compare, compareBackends, profile } from '../../src/index.ts';
import type { Workload } from '../../src/core/workload.ts';
import { useBackend } from '../support/backend.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

const [inputs, units] = [4, 3];
const dense = () =>
  tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [inputs], useBias: false })] });
const never = (): Promise<never> => new Promise(() => {});

describe('compare', () => {
  it('fills the open batch of both models', async () => {
    const batch = 5;
    const { candidates } = await compare(dense(), dense(), { batch, runs: 0 });
    const multiplyAdds = batch * inputs * units;
    expect(candidates.map(({ report }) => report.total.counted.multiplyAdds)).toEqual([
      multiplyAdds,
      multiplyAdds,
    ]);
  });

  it.each([
    ['the first model', never, () => tf.ones([2])],
    ['the second model', () => tf.ones([2]), never],
  ])('stops when the signal comes while %s never settles, and leaves nothing', async (_, a, b) => {
    const { numTensors } = tf.memory();
    const stopped = compare(a, b, { runs: 1, signal: AbortSignal.timeout(50) });
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
    expect(tf.memory().numTensors).toBe(numTensors);
    // The lock is free again.
    const report = await profile(() => tf.matMul(tf.ones([2, inputs]), tf.ones([inputs, units])), {
      runs: 0,
    });
    expect(report.total.counted.multiplyAdds).toBe(2 * inputs * units);
    tf.disposeVariables();
  });

  it('a workload that never opens', async () => {
    const workload: Workload = { name: 'never', title: 'never', spec: {}, open: never };
    const signal = AbortSignal.timeout(50);
    await expect(compareBackends(workload, ['cpu', 'cpu'], { signal })).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  it('what is no signal is refused', async () => {
    await expect(compare(dense(), dense(), { signal: 3 as never })).rejects.toThrow('an AbortSignal');
  });
});
