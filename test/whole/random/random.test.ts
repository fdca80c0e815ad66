/**
 * @file Theory = counted on 300 random architectures that really run: CNNs on cpu, which has all kernels, vision
 * transformers on wasm. Seeds are fixed; a failure names its seed and the architecture.
 */
import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { count, type Shape } from '../../../src/index.ts';
import { parametersOf } from '../../models/checks.ts';
import { useBackend } from '../../support/backend.ts';
import { randomCnn, randomVit } from './architecture.ts';
import { KINDS, type RandomArchitecture } from './sketch.ts';

const CNNS = 240;
const VITS = 60;

/** The architecture without what counts nothing. */
const summary = (model: tf.LayersModel): string =>
  JSON.stringify(model.toJSON(null, false), (key, value: unknown) =>
    value === null || /initializer|regularizer|constraint|_dtype|^dtype/.test(key) ? undefined : value,
  );

/** What theory and the run disagree on, a line each. */
function disagreements(model: tf.LayersModel, input: Shape): string[] {
  const x = tf.randomUniform([...input], 0, 1, 'float32', 1);
  const { total, layers } = count(() => model.predict(x, { batchSize: input[0]! }), { models: [model] });
  x.dispose();
  const lines: string[] = [];
  const same = (what: string, found: unknown, wanted: unknown): void => {
    const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
    if (a !== b) lines.push(`${what} ${a}, not ${b}`);
  };
  for (const { path, residual, why } of layers)
    if (residual !== 0 && (residual !== null || why !== null))
      lines.push(`${path.join('.')}: residual ${residual} ${why?.text ?? ''}`);
  same('residual', total.residual, 0);
  same('theory', total.theory?.multiplyAdds, total.counted.multiplyAdds);
  same('agreeing rows', total.agreeingRows, total.comparedRows);
  same('compared rows above 0', total.comparedRows > 0, true);
  same('unknown calls', total.unknownCalls, 0);
  // The live variables, counted here once more.
  const trainable = parametersOf(model.trainableWeights);
  const all = parametersOf(model.weights);
  same('trainable', total.theory?.parameters.trainable, trainable);
  same('parameters', total.theory?.parameters.total, all);
  same('theory of parameters', total.theory?.parameters, total.parameters);
  return lines;
}

const drawn = new Map<string, number>();

function failuresOf(seed: number, make: (seed: number) => RandomArchitecture): string[] {
  let where = `seed ${seed}`;
  try {
    const { model, input, kinds } = make(seed);
    where = `seed ${seed}, input [${input.join(', ')}] of ${summary(model)}`;
    for (const kind of kinds) drawn.set(kind, (drawn.get(kind) ?? 0) + 1);
    const lines = disagreements(model, input);
    model.dispose();
    return lines.length === 0 ? [] : [`${lines.join('; ')}: ${where}`];
  } catch (error) {
    return [`${String(error)}: ${where}`];
  }
}

const seeds = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

it(`${CNNS} random CNNs: theory = counted`, async () => {
  await useBackend('cpu');
  expect(seeds(1, CNNS).flatMap((seed) => failuresOf(seed, randomCnn))).toEqual([]);
});

it(`${VITS} random vision transformers: theory = counted`, async () => {
  await useBackend('wasm');
  expect(seeds(1 + CNNS, VITS).flatMap((seed) => failuresOf(seed, randomVit))).toEqual([]);
});

it('every kind of layer was among them', () => {
  console.log(KINDS.map((kind) => `${kind} ${drawn.get(kind) ?? 0}`).join(' · '));
  expect(KINDS.filter((kind) => !drawn.has(kind))).toEqual([]);
});
