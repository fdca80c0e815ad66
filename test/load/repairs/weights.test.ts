/** @file Weights whose names in the file are not those of tfjs: the values must reach the weight that was meant. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Json, Shape } from '../../../src/core/shape.ts';
import { registerResetAfter } from '../../../src/load/layers/gru-reset-after.ts';
import { repairTopology, type Repaired } from '../../../src/load/repairs/topology.ts';
import { convolution, keras2, keras3, policy, tensor } from './keras.ts';
import { inputsOf, isKnown, load, outputOf, unlike } from './trial.ts';
import { renamed, weightFile, type FileWeight, type WeightFile } from './weights.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerResetAfter();
});

const SIZES = [4, 4, 2] as const;
const CHANNELS = 2;
const at = (layer: string): Json => tensor(layer, [...SIZES]);
const conv = (name: string, input: string): ReturnType<typeof keras3.layer> =>
  keras3.layer('Conv2D', name, convolution(CHANNELS, 1), at(input));

/** Two convolutions, one of them in a nested model, a depthwise one, and statistics. */
const cnn = keras3.functional(
  'net',
  [
    keras3.input('x', [...SIZES]),
    conv('first', 'x'),
    {
      ...keras3.shared(
        keras3.functional('inner', [keras3.input('i', [...SIZES]), conv('c', 'i')], ['i'], ['c']),
        at('first'),
      ),
    },
    conv('second', 'inner'),
    keras3.layer('DepthwiseConv2D', 'dw', { kernel_size: [1, 1], depth_multiplier: 1 }, at('second')),
    keras3.layer('BatchNormalization', 'bn', { axis: -1 }, at('dw')),
    keras3.operation('Add', 'plus', {}, at('bn'), at('dw')),
    keras3.layer('Add', 'sum', {}, [at('plus'), at('dw')]),
    keras3.layer(
      'Normalization',
      'norm',
      { axis: [-1], invert: false, mean: null, variance: null },
      at('sum'),
    ),
    keras3.layer('Dropout', 'drop', { rate: 0.5 }, at('norm')),
  ],
  ['x'],
  ['drop'],
);

const rnn = keras3.sequential('rnn', [
  keras3.input('x', [3, CHANNELS]),
  keras3.layer('LSTM', 'lstm', { units: 2, return_sequences: true }),
  keras3.layer('Bidirectional', 'bi', {
    merge_mode: 'concat',
    layer: gru('forward_gru', false),
    backward_layer: gru('backward_gru', true),
  }),
  keras3.layer('TimeDistributed', 'each', {
    layer: { class_name: 'Dense', config: { name: 'inner', dtype: policy('float32'), units: 2 } },
  }),
]);

function gru(name: string, go_backwards: boolean): Json {
  return {
    class_name: 'GRU',
    config: { name, units: 2, return_sequences: true, go_backwards, reset_after: false },
  };
}

const NUMBERED: readonly FileWeight[] = [
  ['layers/conv2d/vars/0', 'first/kernel'],
  ['layers/conv2d/vars/1', 'first/bias'],
  ['layers/functional/layers/conv2d/vars/0', 'c/kernel'],
  ['layers/functional/layers/conv2d/vars/1', 'c/bias'],
  ['layers/conv2d_1/vars/0', 'second/kernel'],
  ['layers/conv2d_1/vars/1', 'second/bias'],
  ['layers/depthwise_conv2d/vars/0', 'dw/depthwise_kernel'],
  ['layers/depthwise_conv2d/vars/1', 'dw/bias'],
  ['layers/batch_normalization/vars/0', 'bn/gamma'],
  ['layers/batch_normalization/vars/1', 'bn/beta'],
  ['layers/batch_normalization/vars/2', 'bn/moving_mean'],
  ['layers/batch_normalization/vars/3', 'bn/moving_variance'],
  ['layers/normalization/vars/0', 'norm/moving_mean'],
  ['layers/normalization/vars/1', 'norm/moving_variance'],
  ['layers/normalization/vars/2', ''],
  ['layers/dropout/seed_generator/vars/0', ''],
  ['optimizer/vars/0', ''],
];

const NAMED: readonly FileWeight[] = [
  ['first/kernel', 'first/kernel'],
  ['first/bias', 'first/bias'],
  ['c/kernel', 'c/kernel'],
  ['inner/c/bias', 'c/bias'],
  ['net/second/kernel', 'second/kernel'],
  ['second/bias', 'second/bias'],
  ['dw/kernel', 'dw/depthwise_kernel'],
  ['dw/bias', 'dw/bias'],
  ['bn/gamma', 'bn/gamma'],
  ['bn/beta', 'bn/beta'],
  ['bn/moving_mean', 'bn/moving_mean'],
  ['bn/moving_variance', 'bn/moving_variance'],
  ['net/norm/mean', 'norm/moving_mean'],
  ['net/norm/variance', 'norm/moving_variance'],
  ['net/norm/count', ''],
];

const GATED = ['kernel', 'recurrent_kernel', 'bias'] as const;
const DENSE = ['kernel', 'bias'] as const;
const DIRECTIONS = ['forward', 'backward'] as const;

const NUMBERED_RNN: readonly FileWeight[] = [
  ...GATED.map((name, index): FileWeight => [`layers/lstm/cell/vars/${index}`, `lstm/${name}`]),
  ...DIRECTIONS.flatMap((direction) =>
    GATED.map((name, index): FileWeight => [
      `layers/bidirectional/${direction}_layer/cell/vars/${index}`,
      `bi/${direction}_gru/${name}`,
    ]),
  ),
  ...DENSE.map((name, index): FileWeight => [`layers/time_distributed/layer/vars/${index}`, `each/${name}`]),
];

const NAMED_RNN: readonly FileWeight[] = [
  ...GATED.map((name): FileWeight => [`rnn/lstm/lstm_cell/${name}`, `lstm/${name}`]),
  ...DIRECTIONS.flatMap((direction) =>
    GATED.map((name): FileWeight => [
      `rnn/bi/${direction}_gru/gru_cell/${name}`,
      `bi/${direction}_gru/${name}`,
    ]),
  ),
  ...DENSE.map((name): FileWeight => [`rnn/each/inner/${name}`, `each/${name}`]),
];

interface File {
  readonly name: string;
  readonly topology: Json;
  readonly weights: readonly FileWeight[];
  readonly sizes: Shape;
  /** How many weights belong to none of the model's. */
  readonly unused: number;
}

const numbered: File = {
  name: 'numbered, as in a .keras file',
  topology: cnn,
  weights: NUMBERED,
  sizes: SIZES,
  unused: 3,
};
const named: File = {
  name: 'named, as in an .h5 file',
  topology: cnn,
  weights: NAMED,
  sizes: SIZES,
  unused: 1,
};
const numberedRnn: File = {
  name: 'numbered, recurrent',
  topology: rnn,
  weights: NUMBERED_RNN,
  sizes: [3, CHANNELS],
  unused: 0,
};
const namedRnn: File = {
  name: 'named, recurrent',
  topology: rnn,
  weights: NAMED_RNN,
  sizes: [3, CHANNELS],
  unused: 0,
};

const withNumber = (weights: readonly FileWeight[]): readonly FileWeight[] =>
  weights.map(([name, own]) => [`${name}:0`, own]);

const numberedOutputs: File = {
  name: 'named with the number of an output',
  topology: cnn,
  weights: withNumber(NAMED),
  sizes: SIZES,
  unused: 1,
};
const numberedOutputsRnn: File = {
  name: 'named with the number of an output, recurrent',
  topology: rnn,
  weights: withNumber(NAMED_RNN),
  sizes: [3, CHANNELS],
  unused: 0,
};
/** A GRU whose bias has two rows. */
const resetAfter: File = {
  name: 'of a GRU with reset_after',
  topology: keras2.model(
    'net',
    [keras2.input('x', [3, CHANNELS]), keras2.layer('GRU', 'gru', { units: 2, reset_after: true }, 'x')],
    ['x'],
    ['gru'],
  ),
  weights: withNumber(GATED.map((name): FileWeight => [`gru/gru_cell/${name}`, `gru/${name}`])),
  sizes: [3, CHANNELS],
  unused: 0,
};

const repair = (model: Json, { specs }: WeightFile): Repaired =>
  repairTopology(model, { isKnown, weights: specs });

/** What went wrong when the file was read under the names that `change` makes of the repair's. */
async function failures(
  { topology, weights, sizes }: File,
  change: (names: ReadonlyMap<string, string>) => ReadonlyMap<string, string> = (names) => names,
): Promise<string[]> {
  const right = await load(repairTopology(topology, { isKnown, weights: null }).topology);
  const file = weightFile(right, weights);
  const { topology: repaired, weightNames, unusedWeights } = repair(topology, file);
  const values = inputsOf({ inputs: [{ sizes }] });
  try {
    const read = await load(repaired, renamed(file, change(weightNames), unusedWeights));
    const difference = unlike(outputOf(read, values), outputOf(right, values));
    return difference === null ? [] : [difference];
  } catch (error) {
    return [String(error)];
  }
}

/** Two names of one layer, each for the other: the shapes are the same. */
const swapped =
  (a: string, b: string) =>
  (names: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
    new Map([...names].map(([file, own]) => [file, own === a ? b : own === b ? a : own]));

describe.each([numbered, named, numberedRnn, namedRnn, numberedOutputs, numberedOutputsRnn, resetAfter])(
  'weights $name',
  (file) => {
    const { topology, weights, unused } = file;

    it('are refused by tfjs as they are', async () => {
      const right = await load(repairTopology(topology, { isKnown, weights: null }).topology);
      const { specs, data } = weightFile(right, weights);
      const { topology: repaired } = repair(topology, { specs, data });
      await expect(load(repaired, { weightSpecs: specs, weightData: data })).rejects.toThrow(
        'no target variable',
      );
    });

    it('reach the weights that were meant', async () => {
      expect(await failures(file)).toEqual([]);
    });

    it('are named in one sentence, and those of training alone are left out', async () => {
      const right = await load(repairTopology(topology, { isKnown, weights: null }).topology);
      const { repairs, unusedWeights, weightNames } = repair(topology, weightFile(right, weights));
      expect(unusedWeights).toHaveLength(unused);
      expect(repairs.join('\n')).toContain(`${weightNames.size} weights of the file named as tfjs does`);
    });
  },
);

describe('planted faults in names', () => {
  it('are all caught', async () => {
    const faults: readonly (readonly [File, string, string])[] = [
      [numbered, 'bn/gamma', 'bn/beta'],
      [numbered, 'bn/moving_mean', 'bn/moving_variance'],
      [numbered, 'first/kernel', 'second/kernel'],
      [numbered, 'c/kernel', 'second/kernel'],
      [numbered, 'norm/moving_mean', 'norm/moving_variance'],
      [named, 'norm/moving_mean', 'norm/moving_variance'],
      [numberedRnn, 'bi/forward_gru/bias', 'bi/backward_gru/bias'],
      [numberedRnn, 'lstm/kernel', 'lstm/recurrent_kernel'],
      [numberedOutputs, 'bn/gamma', 'bn/beta'],
      [numberedOutputsRnn, 'bi/forward_gru/bias', 'bi/backward_gru/bias'],
      [namedRnn, 'bi/forward_gru/kernel', 'bi/backward_gru/kernel'],
    ];
    const missed: string[] = [];
    for (const [file, a, b] of faults)
      if ((await failures(file, swapped(a, b))).length === 0) missed.push(`${a} for ${b}`);
    console.log(
      `planted faults in names of weights: ${faults.length - missed.length} of ${faults.length} caught`,
    );
    expect(missed).toEqual([]);
  });
});

describe('a numbered file that does not fit', () => {
  const specs = NUMBERED.map(([name]) => ({ name, shape: [CHANNELS] }));

  it('is refused where a weight has another shape', () => {
    expect(() => repairTopology(cnn, { isKnown, weights: specs })).toThrow(
      'layer "first" (Conv2D) needs kernel [1, 1, ?, 2], and the file has [2] at layers/conv2d/vars/0',
    );
  });

  it('is refused where a weight is missing', () => {
    const kernel = { name: 'layers/conv2d/vars/0', shape: [1, 1, CHANNELS, CHANNELS] };
    expect(() => repairTopology(cnn, { isKnown, weights: [kernel] })).toThrow(
      'has none at layers/conv2d/vars/1',
    );
  });
});

it('leaves names alone that tfjs reads itself, the cell’s of Keras 2 too', () => {
  const file = keras2.model(
    'net',
    [keras2.input('x', [3, 2]), keras2.layer('LSTM', 'lstm', { units: 2 }, 'x')],
    ['x'],
    ['lstm'],
  );
  const weights = [
    { name: 'lstm/lstm_cell/kernel', shape: [2, 4 * 2] },
    { name: 'lstm/lstm_cell/recurrent_kernel', shape: [2, 4 * 2] },
    { name: 'lstm/lstm_cell/bias', shape: [4 * 2] },
  ];
  expect(repairTopology(file, { isKnown, weights })).toMatchObject({
    repairs: [],
    weightNames: new Map(),
    unusedWeights: [],
  });
});
