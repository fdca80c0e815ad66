/**
 * @file The names of weights. tfjs-layers loads by name: `layer/variable`. A `.keras` file of Keras 3 numbers them
 * instead, `layers/conv2d_1/vars/0`, by the class of the layer and how many of that class precede it; an `.h5` file
 * of Keras 3 puts models and cells before the name, `model/lstm/lstm_cell/kernel`. The support for Keras 3 names in
 * tfjs-layers 4.22 (engine/container.js, `parseWeights`) runs over the indices of the names and therefore changes none.
 */
import type { Fields, OpenShape } from './fields.ts';
import { refusal } from './log.ts';
import type { File } from './model.ts';
import { expectedWeightsOf, type Places, type ExpectedWeight } from './expected-weights.ts';

/** A weight as the file lists it. */
export interface FileWeight {
  readonly name: string;
  readonly shape: readonly number[];
}

/** What tfjs-layers makes of a name that it does not find: the cell's name is left out. */
function shortened(name: string): string {
  const parts = name.split('/');
  return [...parts.slice(0, -2), ...parts.slice(-1)].join('/');
}

/** Names in an `.h5` file of Keras 3: models before the layer or not, a cell or a wrapped layer behind it or not. */
function isNamed(name: string, { models, scope, variable }: ExpectedWeight): boolean {
  const prefixes = ['', ...models.map((_, index) => `${models.slice(index).join('/')}/`)];
  return prefixes.some((prefix) => {
    if (!name.startsWith(`${prefix}${scope}/`)) return false;
    const rest = name.slice(prefix.length + scope.length + 1).split('/');
    return rest.length <= 2 && (rest.at(-1) === variable.name || rest.at(-1) === variable.keras);
  });
}

const fits = (shape: readonly number[], expected: OpenShape | null): boolean =>
  expected === null ||
  (shape.length === expected.length && expected.every((size, axis) => size === null || size === shape[axis]));

const written = (shape: OpenShape | null): string =>
  `[${shape?.map((size) => size ?? '?').join(', ') ?? '…'}]`;

/** Weights of training alone: the optimizer's, the state of random numbers. */
const isOfTraining = (name: string): boolean =>
  /^optimizer\/|(?:^|\/)seed_generator(?:_\d+)?\/|\/StateVar$/.test(name);

export interface Names {
  /** The file's name → tfjs's. */
  readonly weightNames: ReadonlyMap<string, string>;
  /** Names in the file to which no weight of the model belongs. */
  readonly unusedWeights: readonly string[];
}

/**
 * @param root name of the outermost model
 * @throws TfjsFlopsError `unsupported-model` where a numbered weight is missing or has another shape
 */
export function namesOf(
  config: Fields,
  root: string,
  places: Places,
  listed: readonly FileWeight[],
  file: File,
): Names {
  const entries = listed.map((entry) => ({ ...entry, name: bare(entry.name) }));
  const { weightNames, unusedWeights } = barelyNamed(config, root, places, entries, file);
  const names = listed.flatMap(({ name }) => {
    const tfjs = weightNames.get(bare(name)) ?? bare(name);
    return tfjs === name ? [] : [[name, tfjs] as const];
  });
  const unused = new Set(unusedWeights);
  return {
    weightNames: new Map(names),
    unusedWeights: listed.map(({ name }) => name).filter((name) => unused.has(bare(name))),
  };
}

/** TensorFlow 1 and h5 files of Keras 2 end names with the number of the output: `conv/kernel:0`. */
export const bare = (name: string): string => name.replace(/:\d+$/, '');

function barelyNamed(
  config: Fields,
  root: string,
  places: Places,
  entries: readonly FileWeight[],
  file: File,
): Names {
  const weightNames = new Map<string, string>();
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const isNumbered = entries.some(({ name }) => /(?:^|\/)vars\/\d+$/.test(name));
  const expected = expectedWeightsOf(config, [root], places);
  const targets = new Set(expected.map(({ name }) => name));
  for (const wanted of expected) {
    if (byName.has(wanted.name)) continue;
    const found = isNumbered
      ? [byName.get(wanted.numbered)]
      : entries.filter(({ name }) => isNamed(name, wanted));
    const [entry] = found;
    if (isNumbered && (entry === undefined || !fits(entry.shape, wanted.variable.shape)))
      throw misplaced(wanted, entry, file);
    if (entry === undefined || found.length > 1 || !fits(entry.shape, wanted.variable.shape)) continue;
    if (targets.has(shortened(entry.name)) || targets.has(entry.name)) continue;
    weightNames.set(entry.name, wanted.name);
  }
  const unusedWeights = entries
    .map(({ name }) => name)
    .filter((name) => isOfTraining(name) || isCount(name, expected, weightNames));
  return { weightNames, unusedWeights };
}

function misplaced(
  { layer, className, variable, numbered }: ExpectedWeight,
  entry: FileWeight | undefined,
  file: File,
): Error {
  const there = entry === undefined ? 'none' : written(entry.shape);
  const why = `needs ${variable.name} ${written(variable.shape)}, and the file has ${there} at ${numbered}`;
  return refusal(file.named, layer, className, why);
}

/** Whether a weight is Normalization's `count`: over how many values its statistics were taken. */
function isCount(
  name: string,
  expected: readonly ExpectedWeight[],
  names: ReadonlyMap<string, string>,
): boolean {
  if (names.has(name)) return false;
  return [...names].some(([variance, own]) => {
    const isVariance = expected.some((wanted) => wanted.name === own && wanted.variable.keras === 'variance');
    const beside = variance.slice(0, variance.lastIndexOf('/') + 1);
    return (
      isVariance && (name === `${beside}count` || (variance.endsWith('vars/1') && name === `${beside}2`))
    );
  });
}
