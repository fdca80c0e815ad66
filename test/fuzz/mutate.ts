/** @file Seeded mutations of model files: what a broken converter, a cut download or a hostile maker could write. */
import { randomSource, type RandomSource } from '../support/random.ts';
import { artifactsOf, FLOAT, matMul, placeholder } from '../support/graph-def.ts';
import { denseFiles, graphFiles, type Files, type Loose } from '../load/small-models.ts';

/** A chain with a branch, an addition and a convolution, without its weights. */
function branchedFiles(): Files {
  const inbound = (...names: readonly string[]): Loose => [names.map((name) => [name, 0, 0, {}])];
  const layer = (class_name: string, name: string, config: Loose, ...from: readonly string[]): Loose => ({
    class_name,
    name,
    config: { name, ...config },
    inbound_nodes: from.length === 0 ? [] : inbound(...from),
  });
  const convolution = { filters: 2, kernel_size: [3, 3], strides: [1, 1], padding: 'same', use_bias: true };
  const layers = [
    layer('InputLayer', 'in', { batch_input_shape: [null, 4, 4, 2], dtype: 'float32', sparse: false }),
    layer('Conv2D', 'conv', convolution, 'in'),
    layer('BatchNormalization', 'bn', { axis: [3], epsilon: 1e-3 }, 'conv'),
    layer('Activation', 'act', { activation: 'relu' }, 'bn'),
    layer('Add', 'add', {}, 'act', 'in'),
    layer(
      'ZeroPadding2D',
      'pad',
      {
        padding: [
          [1, 1],
          [1, 1],
        ],
      },
      'add',
    ),
    layer('GlobalAveragePooling2D', 'pool', {}, 'pad'),
    layer('Dense', 'dense', { units: 3, activation: 'softmax' }, 'pool'),
  ];
  const config = { name: 'branched', layers, input_layers: [['in', 0, 0]], output_layers: [['dense', 0, 0]] };
  const model_config = { class_name: 'Functional', config };
  return {
    json: { format: 'layers-model', modelTopology: { keras_version: '2.15.0', model_config } },
    shards: new Map(),
  };
}

/** A product, a reshape and a softmax, with their constants. */
function chainFiles(): Files {
  const { weightSpecs, weightData, modelTopology } = artifactsOf({
    nodes: [
      placeholder('x', [1, 4]),
      matMul('mm', 'x', 'W'),
      { name: 'to', op: 'Reshape', input: ['mm', 'shape'], attr: FLOAT },
      { name: 'relu', op: 'Relu', input: ['to'], attr: FLOAT },
      { name: 'y', op: 'Softmax', input: ['relu'], attr: FLOAT },
    ],
    weights: [
      { name: 'W', shape: [4, 4], dtype: 'float32', values: Array.from({ length: 16 }, () => 0.5) },
      { name: 'shape', shape: [2], dtype: 'int32', values: [2, 2] },
    ],
  });
  return {
    json: { modelTopology, weightsManifest: [{ paths: ['w.bin'], weights: weightSpecs }] },
    shards: new Map([['w.bin', new Uint8Array(weightData as ArrayBuffer)]]),
  };
}

const BASES: readonly (() => Files)[] = [denseFiles, branchedFiles, graphFiles, chainFiles];

/** A place in a JSON. */
interface Place {
  readonly holder: Loose;
  readonly key: string | number;
}

function places(value: Loose, found: Place[] = []): readonly Place[] {
  if (typeof value !== 'object' || value === null) return found;
  const keys: readonly (string | number)[] = Array.isArray(value)
    ? value.map((_, i) => i)
    : Object.keys(value);
  for (const key of keys) {
    found.push({ holder: value, key });
    places(value[key], found);
  }
  return found;
}

const WRONG: readonly Loose[] = [
  null, true, '', 'x', [], {}, [[]], 0, -1, -2, 1.5, 1e9, 2 ** 53, -1e308, '__proto__', [null, -3], [1e9, 1e9],
]; // prettier-ignore
const HOSTILE = ['\u001B[2J', '\u0007', '\r', '\n', '\u009B31m', '\u202E', '\u2028'];

type Mutation = (json: Loose, random: RandomSource) => void;

const is =
  (type: string) =>
  ({ holder, key }: Place): boolean =>
    type === 'list' ? Array.isArray(holder[key]) : typeof holder[key] === type;

/** Changes one place of a kind; where there is none, the JSON stays as it is. */
const at =
  (
    fits: (place: Place) => boolean,
    change: (place: Place, random: RandomSource, all: readonly Place[]) => void,
  ): Mutation =>
  (json, random) => {
    const all = places(json);
    const fitting = all.filter(fits);
    if (fitting.length > 0) change(random.pick(fitting), random, all);
  };

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  drop: at(
    () => true,
    ({ holder, key }) => void (Array.isArray(holder) ? holder.splice(key as number, 1) : delete holder[key]),
  ),
  'other type': at(
    () => true,
    ({ holder, key }, random) => void (holder[key] = structuredClone(random.pick(WRONG))),
  ),
  'other number': at(is('number'), ({ holder, key }, random) => {
    holder[key] = random.pick([0, -1, -holder[key], holder[key] + 1, 1e9, 0.5, 2 ** 31, Number.MAX_VALUE]);
  }),
  'other reference': at(is('string'), ({ holder, key }, random, all) => {
    holder[key] = random.pick(all.filter(is('string')).map((place) => place.holder[place.key]));
  }),
  'control character': at(is('string'), ({ holder, key }, random) => {
    holder[key] += random.pick(HOSTILE);
  }),
  'cut list': at(is('list'), ({ holder, key }, random) => {
    holder[key].length = random.below(holder[key].length + 1);
  }),
  twice: at(is('list'), ({ holder, key }, random) => {
    if (holder[key].length > 0) holder[key].push(structuredClone(random.pick(holder[key])));
  }),
  exchanged: at(
    () => true,
    (place, random, all) => {
      const other = random.pick(all);
      // One of them must not come to hold itself.
      const values = [place, other].map(({ holder, key }) => structuredClone(holder[key]));
      [place.holder[place.key], other.holder[other.key]] = values.toReversed();
    },
  ),
};

export interface Mutant {
  readonly seed: number;
  readonly files: Files;
  readonly mutations: readonly string[];
}

/** A model file with one to three mutations; the same on every machine. */
export function mutant(seed: number): Mutant {
  const random = randomSource(seed);
  const base = random.pick(BASES)();
  // Bases share values: a mutation must not reach the next mutant.
  const [json, shards] = [structuredClone(base.json), base.shards];
  const mutations = Array.from({ length: 1 + random.below(3) }, () => random.pick(Object.keys(MUTATIONS)));
  for (const name of mutations) MUTATIONS[name]!(json, random);
  return { seed, files: { json, shards }, mutations };
}
