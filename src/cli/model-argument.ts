/** @file What a MODEL on the command line names, with its flags. */
import { TfjsFlopsError } from '../core/errors.ts';
import type * as models from '../../models/index.ts';
import type { ModelSpec, ZooSpec } from '../load/model-spec.ts';
import { dashed } from './command.ts';
import type { ModelFlags } from './flags.ts';
import { inSpecWords, namesOf, networkSpecOf, specWord, type NetworkSpec } from './network-spec.ts';

/** What is asked of the networks by name. */
export type Zoo = Pick<typeof models, 'NETWORKS' | 'zooWorkload'>;

/** Loads all of tfjs. */
const loadZoo = (): Promise<Zoo> => import('../../models/index.ts');

const OF_ZOO = ['imageSize', 'classes', 'weights', 'seed'] as const;
const OF_FILES = ['input', 'outputs', 'noWeights'] as const;

/** @throws TfjsFlopsError `invalid-option` for flags that a kind of model does not know */
function refuse(flags: ModelFlags, names: readonly (keyof ModelFlags)[], model: string, kind: string): void {
  const foreign = names.find((name) => flags[name] !== undefined);
  if (foreign === undefined) return;
  throw new TfjsFlopsError('invalid-option', `${dashed(foreign)} does not apply to ${model}, ${kind}`, {
    remedies: ['leave it out'],
  });
}

/**
 * A network in the dimensions of its spec and the options of flags, checked here: flags do not know the words of a spec.
 * @throws TfjsFlopsError `invalid-option`
 */
async function zooSpecOf(
  model: string,
  { name, options }: NetworkSpec,
  flags: ModelFlags,
  zoo: () => Promise<Zoo>,
): Promise<ZooSpec> {
  refuse(flags, OF_FILES, model, 'a network of the zoo');
  const { batch, imageSize, classes, weights, seed } = flags;
  const fromFlags = { batch, imageSize, classes, weights, seed };
  const twice = Object.keys(options).find((option) => fromFlags[option as 'batch'] !== undefined);
  if (twice !== undefined)
    throw new TfjsFlopsError('invalid-option', `${specWord(twice)} is in ${model} and in ${dashed(twice)}`, {
      remedies: ['give it once'],
    });
  const spec: ZooSpec = { kind: 'zoo', name, options: { ...fromFlags, ...options } };
  if (Object.keys(options).length === 0) return spec;
  const { NETWORKS, zooWorkload } = await zoo();
  try {
    zooWorkload(name, spec.options);
  } catch (error) {
    const own = namesOf(NETWORKS.find((entry) => entry.name === name)!);
    throw inSpecWords(
      error,
      own.filter((option) => fromFlags[option as 'batch'] === undefined),
    );
  }
  return spec;
}

/**
 * A model file, its folder or URL, a module, or a network of the zoo; nothing is opened yet.
 * @param zoo loads the networks, when a word may name one
 * @throws TfjsFlopsError `invalid-option`
 */
export async function modelSpecOf(
  model: string,
  flags: ModelFlags,
  zoo: () => Promise<Zoo> = loadZoo,
): Promise<ModelSpec> {
  const [{ looksLikeLocation }, { withoutQuery }, { isModulePath }, { mayNameNetwork }] = await Promise.all([
    import('../load/location.ts'),
    import('../load/without-query.ts'),
    import('../load/module-path.ts'),
    import('../../models/names.ts'),
  ]);
  const { batch, input, outputs, noWeights } = flags;
  if (isModulePath(model)) {
    refuse(flags, [...OF_ZOO, 'batch', 'outputs', 'noWeights'], model, 'a module');
    return { kind: 'module', path: model, inputs: input };
  }
  // A folder of that name is meant by ./NAME.
  const network = mayNameNetwork(model) ? networkSpecOf(model, (await zoo()).NETWORKS) : null;
  if (network === null && looksLikeLocation(model)) {
    refuse(flags, OF_ZOO, withoutQuery(model), 'a model file');
    return {
      kind: 'file',
      location: model,
      options: { inputs: input, batch, outputs, weights: noWeights !== true },
    };
  }
  return zooSpecOf(model, network ?? { name: model, options: {} }, flags, zoo);
}
