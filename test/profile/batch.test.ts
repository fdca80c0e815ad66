/** @file A batch is the right count or one sentence, never ignored: whatever a model says of its first sizes. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { TfjsFlopsError } from '../../src/core/errors.ts';
import { countShapes, type ShapeOptions } from '../../src/profile/count-shapes.ts';
import { artifactsOf, FLOAT, matMul, placeholder, type GraphNode } from '../support/graph-def.ts';

beforeAll(() => tf.setBackend('cpu'));

const [own, I, O, batch] = [4, 3, 5, 7];

const dense = (...nodes: readonly GraphNode[]): Promise<tf.GraphModel> =>
  tf.loadGraphModel({
    load: async () =>
      artifactsOf({
        nodes,
        weights: [
          { name: 'w', shape: [I, O], dtype: 'float32', values: Array.from({ length: I * O }, () => 1) },
        ],
      }),
  });

const graph = (...shape: readonly number[]): Promise<tf.GraphModel> =>
  dense(placeholder('x', shape), matMul('y', 'x', 'w'));

const layers = (...batchInputShape: readonly (number | null)[]): tf.LayersModel =>
  tf.sequential({ layers: [tf.layers.dense({ units: O, batchInputShape: [...batchInputShape] })] });

/** x [?, I] + offset [1, I], then times w. */
const twoInputs = (): Promise<tf.GraphModel> =>
  dense(
    placeholder('x', [-1, I]),
    placeholder('offset', [1, I]),
    { name: 'sum', op: 'AddV2', input: ['x', 'offset'], attr: FLOAT },
    matMul('y', 'sum', 'w'),
  );

const counted = async (
  model: tf.LayersModel | tf.GraphModel,
  options: ShapeOptions,
): Promise<number | string> =>
  countShapes(model, options).then(
    ({ total }) => total.counted.multiplyAdds,
    (error: TfjsFlopsError) => error.message,
  );

const refused = `batch: ${batch} does not apply to the graph model: no input has an open first size, "x" is`;

describe('a batch', () => {
  it.each<[string, () => Promise<tf.GraphModel> | tf.LayersModel, ShapeOptions, number | string]>([
    ['open', () => graph(-1, I), { batch }, batch * I * O],
    ['open, none given', () => graph(-1, I), {}, I * O],
    ['fixed', () => graph(own, I), {}, own * I * O],
    ['fixed, the same', () => graph(own, I), { batch: own }, own * I * O],
    ['fixed, another', () => graph(own, I), { batch }, `${refused} [${own},${I}]. Leave it out.`],
    ['fixed at 1, another', () => graph(1, I), { batch }, `${refused} [1,${I}]. Leave it out.`],
    ['layers, open', () => layers(null, I), { batch }, batch * I * O],
    ['layers, declared', () => layers(own, I), {}, own * I * O],
    ['layers, declared, another', () => layers(own, I), { batch }, batch * I * O],
    ['one input of two', twoInputs, { batch }, batch * I * O],
    ['shapes that begin with it', () => graph(-1, I), { batch, inputs: [[batch, I]] }, batch * I * O],
    [
      'shapes that do not',
      () => graph(-1, I),
      { batch, inputs: [[own, I]] },
      `batch: ${batch} does not apply to the graph model: its inputs are given, "x" is [${own},${I}]. ` +
        'Leave it out, or give shapes that begin with it.',
    ],
    [
      'shapes of the input that does not take it',
      twoInputs,
      { batch, inputs: { offset: [1, I] } },
      batch * I * O,
    ],
  ])('%s', async (_, model, options, expected) => {
    expect(await counted(await model(), options)).toBe(expected);
  });
});

describe('a workload that fails while it is opened', () => {
  const failing = (open: () => void) => ({
    name: 'broken',
    title: 'broken',
    spec: {},
    async open(): Promise<never> {
      open();
      await tf.nextFrame();
      throw new Error('half-way');
    },
  });

  it.each<[string, () => void]>([
    ['tensors', () => void tf.ones([I, O])],
    ['variables', () => void tf.variable(tf.zeros([I, O]))],
    ['kept tensors', () => void tf.tidy(() => tf.keep(tf.ones([I])))],
    ['a model', () => void layers(null, I)],
  ])('leaves no tensor: %s', async (_, open) => {
    const variables = (): readonly string[] => Object.keys(tf.engine().state.registeredVariables);
    const [{ numTensors, numBytes }, before] = [tf.memory(), variables()];
    await expect(countShapes(failing(open))).rejects.toThrow('half-way');
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    expect(variables()).toEqual(before);
  });
});

it('an input keeps the name that it was given where a model is made twice, as its module is when it is imported anew', async () => {
  const made = (): tf.LayersModel => {
    const x = tf.input({ name: 'tokens', shape: [null, I] });
    const y = tf.layers.dense({ name: 'head', units: O }).apply(x) as tf.SymbolicTensor;
    return tf.model({ inputs: x, outputs: y });
  };
  const [, second] = [made(), made()];
  expect(second.inputs[0]!.name).toBe('tokens_1');
  const report = await countShapes(second, { inputs: { tokens: [1, batch, I] } });
  expect(report.inputs).toMatchObject([{ name: 'tokens', shape: [1, batch, I] }]);
});
