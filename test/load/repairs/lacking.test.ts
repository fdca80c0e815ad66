/**
 * @file Layers that tfjs-layers lacks or gets wrong, and operations stand in for: the values are Keras's, the counts products
 * of the file's dimensions, the residual 0.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Json, Shape } from '../../../src/core/shape.ts';
import { TfjsFlopsError } from '../../../src/index.ts';
import { registerResetAfter } from '../../../src/load/layers/gru-reset-after.ts';
import { registerOperations } from '../../../src/load/operations/layer.ts';
import { LAYER_REPAIRS } from '../../../src/load/repairs/topology.ts';
import { crop, LACKING_CASES, resizing, type Lacking } from './cases/lacking.ts';
import { functional, ran, sequential, type Layer } from './chains.ts';
import { LEFT_OUT_ELSEWHERE } from './faults.ts';
import { BATCH, fill, inputsOf, load, repaired, unlike } from './trial.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerOperations();
  registerResetAfter();
});

interface Written {
  readonly of: string;
  readonly topologyOf: (repairCase: Lacking) => Json;
}

const WRITTEN: readonly Written[] = [
  { of: 'a chain', topologyOf: ({ sizes, layers }) => sequential(sizes, layers) },
  {
    of: 'a chain without an input layer',
    topologyOf: ({ sizes, layers }) => sequential(sizes, layers, true),
  },
  { of: 'a functional model', topologyOf: ({ sizes, layers }) => functional(sizes, layers) },
];

describe.each(WRITTEN)('of $of', ({ topologyOf }) => {
  it.each(LACKING_CASES)('$name', async (repairCase) => {
    const { live, x, output, report, rows, repairs, mended } = await ran(
      topologyOf(repairCase),
      repairCase.sizes,
      repairCase.dtype,
    );
    expect(repairs.join('\n')).toContain(repairCase.says);
    expect(unlike(output, repairCase.means(x, live.getWeights()))).toBeNull();
    expect(report.total.counted.multiplyAdds).toBe(BATCH * repairCase.multiplyAdds);
    expect(report.total.parameters.total).toBe(repairCase.parameters);
    expect(report.total.residual).toBe(0);
    expect(rows.every(({ state }) => state === 'derived')).toBe(true);
    expect(live.inputs[0]!.shape).toEqual([null, ...repairCase.sizes]);
    expect(repaired(mended)).toMatchObject({ topology: mended, repairs: [] });
    live.dispose();
  });
});

/** Whether a model that is repaired by these runs, and has Keras's values. */
async function isRight(
  { sizes, dtype = 'float32', layers, means }: Lacking,
  repairs: typeof LAYER_REPAIRS,
): Promise<boolean> {
  try {
    const live = await load(repaired(sequential(sizes, layers), repairs).topology);
    fill(live, 3);
    const [x] = inputsOf({ inputs: [{ sizes, dtype }] });
    return unlike(live.predict(x!) as tf.Tensor, means(x!, live.getWeights())) === null;
  } catch {
    return false;
  }
}

/** Tried by models of their own. Without their repairs tfjs has no class for these. */
const ELSEWHERE: ReadonlyMap<string, Layer> = new Map([
  ['repairResetAfter', ['GRU', 'g', { units: 2, reset_after: true }]],
  ['repairSubtract', ['Subtract', 's', {}]],
  ['repairLayerScale', ['LayerScale', 'l', { init_values: 1, projection_dim: 4 }]],
  ['repairStochasticDepth', ['StochasticDepth', 'd', { drop_path_rate: 0.5 }]],
]);

describe('a repair that is left out', () => {
  it.each(LEFT_OUT_ELSEWHERE.filter((name) => !ELSEWHERE.has(name)))('%s is noticed', async (name) => {
    const others = Object.fromEntries(Object.entries(LAYER_REPAIRS).filter(([key]) => key !== name));
    const outcomes = [];
    for (const repairCase of LACKING_CASES) outcomes.push(await isRight(repairCase, others));
    expect(outcomes).toContain(false);
    expect(outcomes).toContain(true);
  });

  it.each([...ELSEWHERE])('%s is noticed', async (name, layer) => {
    const others = Object.fromEntries(Object.entries(LAYER_REPAIRS).filter(([key]) => key !== name));
    const topology = sequential([5, 4], [layer]);
    expect(repaired(topology).repairs).toHaveLength(1);
    await expect((async () => load(repaired(topology, others).topology))()).rejects.toThrow();
  });
});

describe('what has no certain meaning', () => {
  const refusal = (layers: readonly Layer[], sizes: Shape = [8, 8, 3]): string => {
    try {
      repaired(sequential(sizes, layers));
      return 'let through';
    } catch (error) {
      if (error instanceof TfjsFlopsError) return error.message;
      throw error;
    }
  };
  it.each([
    [
      'another interpolation',
      [resizing({ interpolation: 'bicubic' })],
      'interpolates bicubic, which tfjs lacks',
    ],
    ['a crop to the aspect ratio', [resizing({ crop_to_aspect_ratio: true })], 'has crop_to_aspect_ratio'],
    [
      'RandomCrop, which crops at inference too',
      [['RandomCrop', 'c', { height: 2, width: 2 }]],
      '"c" (RandomCrop) has no tfjs class',
    ],
    [
      'a cell with reset_after',
      [['RNN', 'r', { cell: { class_name: 'GRUCell', config: { name: 'g', units: 2, reset_after: true } } }]],
      'has reset_after',
    ],
  ] as const)('%s', (_, layers, says) => {
    expect(refusal(layers)).toContain(says);
  });

  it('a crop that is larger than its image is told at the run', async () => {
    const { topology } = repaired(sequential([4, 4, 3], [crop(8, 8)]));
    const live = await load(topology);
    expect(() => live.predict(tf.zeros([1, 4, 4, 3]))).toThrow('it crops an image of 4 × 4 to 8 × 8');
  });

  it('RandomWidth that tfjs wrote is random, and stays', () => {
    const topology = sequential(
      [8, 8, 3],
      [['RandomWidth', 'w', { factor: 0.3 }]],
      false,
      'tfjs-layers 4.22.0',
    );
    expect(repaired(topology).repairs).toEqual([]);
  });
});
