/** @file A network of the zoo as a workload: the model with its weights, and a generated image to run it on. */
import * as tf from '@tensorflow/tfjs';
import { TfjsFlopsError } from '../src/core/errors.ts';
import { known, type WorkloadSpec } from '../src/core/environment.ts';
import { SHAPE_BACKEND } from '../src/core/shape-backend.ts';
import { sizeOf, type Json } from '../src/core/shape.ts';
import type { Session, Workload } from '../src/core/workload.ts';
import { nearest } from '../src/core/nearest-word.ts';
import { checkChoice, checkOptions, received, wrongValue } from '../src/core/options.ts';
import { specText, titleText, type Dimensions } from './dimensions.ts';
import { checkPositive, type NetworkOptions } from './options.ts';
import { drawSeed, WEIGHT_KINDS } from './weights.ts';
import { NETWORKS, type ZooEntry } from './zoo.ts';

/** Options of `zooWorkload`. */
export interface ZooOptions extends Omit<NetworkOptions, 'name'>, Dimensions {
  /** Images per pass. Default 1. */
  readonly batch?: number | undefined;
}

const OPTIONS = ['batch', 'imageSize', 'classes', 'weights', 'seed'];

function entryOf(name: string): ZooEntry {
  const entry = NETWORKS.find((candidate) => candidate.name === name);
  if (entry !== undefined) return entry;
  if (typeof name !== 'string')
    throw new TfjsFlopsError('invalid-input', `a network is named by a text, got ${received(name)}`, {
      remedies: ['write mobilenet-v2, for one', { list: 'models' }],
    });
  const names = NETWORKS.map((candidate) => candidate.name);
  throw new TfjsFlopsError('unknown-model', `no model "${name}": not a zoo name`, {
    nearest: nearest(name, names),
    remedies: [{ list: 'models' }],
  });
}

function checkSeed(seed: number): void {
  if (Number.isSafeInteger(seed) && seed >= 0 && seed < 2 ** 32) return;
  throw wrongValue('seed', seed, 'an integer from 0 to 2^32 − 1');
}

/**
 * The workload of a zoo network: a model that each backend builds anew, and a random image [B, H, W, 3]. All options are
 * checked here, before anything is built.
 * @param name one of {@link ZOO}'s names
 * @throws TfjsFlopsError `unknown-model` and `unknown-option` with the nearest name, `invalid-option`
 * @example const report = await profile(zooWorkload('mobilenet-v2', { imageSize: 128, batch: 8 }));
 */
export function zooWorkload(name: string, options: ZooOptions = {}): Workload {
  const entry = entryOf(name);
  checkOptions(options, [...OPTIONS, ...entry.dimensions], 'zooWorkload()');
  const { batch = 1, imageSize, classes, weights = 'fill', seed = 1, ...rest } = options;
  const dimensions: Dimensions = known(rest);
  const { defaults } = entry;
  const sizes = { imageSize: imageSize ?? defaults.imageSize, classes: classes ?? defaults.classes };
  checkPositive('batch', batch);
  entry.check({ ...sizes, ...dimensions });
  checkChoice('weights', weights, WEIGHT_KINDS);
  checkSeed(seed);
  const sized = Object.keys(dimensions).length > 0 && { dimensions: dimensions as Json };

  return networkWorkload({
    name: specText(name, dimensions),
    title: titleText(entry.title, dimensions),
    spec: { zoo: name, batch, ...sizes, weights, seed, ...sized },
    inputShape: [batch, sizes.imageSize, sizes.imageSize, 3],
    build: () => entry.build({ ...sizes, ...dimensions, weights, seed }),
  });
}

/** A network with one image as its input. */
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

/** Elements of one tensor: 2 GiB of float32, half of what wasm can address. */
const MOST_ELEMENTS = 2 ** 29;

/** A random image; where nothing is computed nobody sees it, and it takes no memory. */
function drawn(shape: Network['inputShape'], seed: number): tf.Tensor {
  const sizes = [...shape];
  const { fill } = tf;
  if (tf.getBackend() === SHAPE_BACKEND) return fill(sizes, 0);
  if (sizeOf(shape) > MOST_ELEMENTS)
    throw new TfjsFlopsError(
      'invalid-option',
      `A batch of images [${shape.join(', ')}] is larger than a tensor can be here`,
      { remedies: ['give a smaller batch or image', 'count it without running'] },
    );
  return tf.randomUniform(sizes, 0, 1, 'float32', drawSeed(seed, 0));
}

/**
 * The workload of any network with one image as its input, for networks that are not of the zoo.
 * @param network its builder, which is called once for each session
 */
export const networkWorkload = ({ name, title, spec, inputShape, build }: Network): Workload => ({
  name,
  title,
  spec,
  async open(): Promise<Session> {
    await tf.ready();
    // Before the model: what is refused leaves nothing behind.
    const image = drawn(inputShape, spec.seed ?? 1);
    const model = build();
    return {
      // predict() would split batches above its default of 32.
      run: () => model.predict(image, { batchSize: inputShape[0] }),
      // Made when it is asked for: a sweep asks for sums alone.
      get architecture() {
        const topology = model.toJSON(null, false) as Json;
        return { format: 'layers' as const, topology, inputs: [inputShape] };
      },
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
