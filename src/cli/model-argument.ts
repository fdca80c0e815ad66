/** @file What a MODEL on the command line names, with its flags. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { ModelSpec } from '../load/model-spec.ts';
import { dashed } from './command.ts';
import type { ModelFlags } from './flags.ts';

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
 * A model file, its folder or URL, a module, or a network of the zoo; nothing is opened yet.
 * @throws TfjsFlopsError `invalid-option`
 */
export async function modelSpecOf(model: string, flags: ModelFlags): Promise<ModelSpec> {
  const [{ looksLikeLocation }, { withoutQuery }, { isModulePath }, { ZOO }] = await Promise.all([
    import('../load/location.ts'),
    import('../load/without-query.ts'),
    import('../load/user-module.ts'),
    import('../../models/zoo.ts'),
  ]);
  const { batch, imageSize, classes, weights, seed, input, outputs, noWeights } = flags;
  if (isModulePath(model)) {
    refuse(flags, [...OF_ZOO, 'batch', 'outputs', 'noWeights'], model, 'a module');
    return { kind: 'module', path: model, inputs: input };
  }
  const isOfZoo = ZOO.some(({ name }) => name === model);
  // A folder of that name is meant by ./NAME.
  if (!isOfZoo && looksLikeLocation(model)) {
    refuse(flags, OF_ZOO, withoutQuery(model), 'a model file');
    return {
      kind: 'file',
      location: model,
      options: { inputs: input, batch, outputs, weights: noWeights !== true },
    };
  }
  refuse(flags, OF_FILES, model, 'a network of the zoo');
  return { kind: 'zoo', name: model, options: { batch, imageSize, classes, weights, seed } };
}
