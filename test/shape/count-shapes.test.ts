/** @file Counted without a run against counted by one: the whole Report, field by field, and every kernel call in order. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { ZOO } from '../../models/index.ts';
import type { Report } from '../../src/core/report.ts';
import { count } from '../../src/profile/count.ts';
import { countShapes } from '../../src/profile/count-shapes.ts';
import { profile } from '../../src/profile/profile.ts';
import { narrowWorkload } from '../support/narrow-zoo.ts';
import { recordCalls, type Ran } from './against-rules.ts';

beforeAll(() => tf.setBackend('wasm'));

/** All but what says where it ran. */
const withoutMachine = ({ backend: _backend, environment: _environment, ...report }: Report): object =>
  report;

const lines = (calls: readonly Ran[]): readonly string[] =>
  calls.map(({ kernel, inputs, outputs }) => {
    const shapes = Object.entries(inputs).map(([name, input]) => {
      const one = input as tf.TensorInfo | undefined;
      return one === undefined || one === null ? name : `${name} ${one.dtype}[${String(one.shape)}]`;
    });
    return `${kernel}(${shapes.toSorted().join(', ')}) ${outputs}`;
  });

describe('the nine networks', () => {
  it.each(ZOO.map(({ name }) => name))('%s: as profiled on wasm', async (name) => {
    const workload = (): ReturnType<typeof narrowWorkload> =>
      narrowWorkload(name, { imageSize: 32, batch: 2 });
    const stopReal = recordCalls();
    const real = await profile(workload(), { runs: 0 });
    const ran = stopReal();
    const stopShapes = recordCalls();
    const counted = await countShapes(workload());
    const shapes = stopShapes();
    expect(tf.getBackend()).toBe('wasm');
    const kernels = real.entries.reduce((sum, { calls }) => sum + calls, 0);
    const from = (calls: readonly Ran[]): readonly string[] => lines(calls).slice(-kernels);
    expect(from(shapes)).toEqual(from(ran));
    expect(withoutMachine(counted)).toEqual(withoutMachine(real));
  });
});

describe('count(…, { run: false })', () => {
  const [IN, OUT, BATCH] = [3, 5, 7];
  const model = (): tf.LayersModel =>
    tf.sequential({ layers: [tf.layers.dense({ units: OUT, inputShape: [IN] })] });

  it('of a model and of a workload: what countShapes gives', async () => {
    const [live, workload] = [model(), narrowWorkload('mobilenet-v2', { imageSize: 32 })];
    const report = await count(live, { run: false, batch: BATCH });
    expect(report.total.counted.multiplyAdds).toBe(BATCH * IN * OUT);
    expect(report).toEqual(await countShapes(live, { batch: BATCH }));
    expect(await count(workload, { run: false })).toEqual(await countShapes(workload));
  });

  it.each([[null], [3], ['mobilenet-v2'], [{}]])('refuses %j in a sentence', async (given) => {
    const counted = count(given as unknown as tf.LayersModel, { run: false });
    await expect(counted).rejects.toThrow(
      /^Expected a LayersModel, a GraphModel, a function or a workload, got /,
    );
  });

  it('is asked for: a model alone is refused, with what to write', () => {
    const counted = (): unknown => count(model() as unknown as () => void);
    expect(counted).toThrow(/count\(\) takes a function, got .*countShapes\(model\)/s);
  });
});
