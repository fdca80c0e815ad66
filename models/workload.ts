/** @file A network of the zoo as a workload: the model with its weights, and a generated image to run it on. */
import * as tf from '@tensorflow/tfjs';
import { TfjsFlopsError } from '../src/core/errors.ts';
import type { WorkloadSpec } from '../src/core/environment.ts';
import type { Json } from '../src/core/shape.ts';
import type { Session, Workload } from '../src/core/workload.ts';
import { nearest } from '../src/core/nearest-word.ts';
import { checkImageSize, checkPatches, checkPositive, type NetworkOptions } from './options.ts';
import { drawSeed, WEIGHT_KINDS, type WeightKind } from './weights.ts';
import { ZOO, type ZooEntry } from './zoo.ts';

export interface ZooOptions extends Omit<NetworkOptions, 'name'> {
  /** Images per pass. */
  readonly batch?: number | undefined;
}

function entryOf(name: string): ZooEntry {
  const entry = ZOO.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  const names = ZOO.map((candidate) => candidate.name);
  const meant = nearest(name, names);
  const suggestion = meant === undefined ? '' : ` Did you mean ${meant}?`;
  throw new TfjsFlopsError(
    'unknown-model',
    `no model "${name}": not a zoo name.${suggestion} All: tfjs-flops models`,
  );
}

function checkWeights(weights: string): void {
  if (WEIGHT_KINDS.includes(weights as WeightKind)) return;
  throw new TfjsFlopsError('invalid-option', `--weights ${weights} is unknown. Give fill or seeded.`);
}

function checkSeed(seed: number): void {
  if (Number.isSafeInteger(seed) && seed >= 0 && seed < 2 ** 32) return;
  throw new TfjsFlopsError('invalid-option', `--seed ${seed} is not an integer from 0 to 2^32 − 1.`);
}

/**
 * The workload of a zoo network. All options are checked here, before anything is built.
 * @param name one of {@link ZOO}'s names
 * @throws TfjsFlopsError `unknown-model`, `invalid-option`
 */
export function zooWorkload(name: string, options: ZooOptions = {}): Workload {
  const entry = entryOf(name);
  const { batch = 1, weights = 'fill', seed = 1 } = options;
  const { imageSize = entry.defaults.imageSize, classes = entry.defaults.classes } = options;
  checkPositive('--batch', batch);
  checkPositive('--classes', classes);
  checkImageSize(name, imageSize, entry.minImageSize ?? 1);
  checkPatches(name, imageSize, entry.patchSize ?? 1);
  checkWeights(weights);
  checkSeed(seed);

  return networkWorkload({
    name,
    title: entry.title,
    spec: { zoo: name, batch, imageSize, classes, weights, seed },
    inputShape: [batch, imageSize, imageSize, 3],
    build: () => entry.build({ imageSize, classes, weights, seed }),
  });
}

export interface Network {
  readonly name: string;
  readonly title: string;
  /** How to repeat it; `seed` also draws the image. */
  readonly spec: WorkloadSpec;
  /** [B, H, W, 3] */
  readonly inputShape: readonly [number, number, number, number];
  /** The model on the current backend. */
  readonly build: () => tf.LayersModel;
}

/** The workload of any network of one image input. */
export const networkWorkload = ({ name, title, spec, inputShape, build }: Network): Workload => ({
  name,
  title,
  spec,
  async open(): Promise<Session> {
    await tf.ready();
    const model = build();
    const image = tf.randomUniform([...inputShape], 0, 1, 'float32', drawSeed(spec.seed ?? 1, 0));
    return {
      // predict() would split batches above its default of 32.
      run: () => model.predict(image, { batchSize: inputShape[0] }),
      architecture: { format: 'layers', topology: model.toJSON(null, false) as Json, inputs: [inputShape] },
      models: [model],
      inputs: [{ name: 'image', shape: inputShape, dtype: 'float32', origin: 'value' }],
      inputValues: 'uniform in [0, 1)',
      dispose() {
        image.dispose();
        model.dispose();
      },
    };
  },
});
