/** @file Reads what a model spec names, in Node, for a page in a browser. */
import { TfjsFlopsError } from '../core/errors.ts';
import { readModelFile } from './model-file.ts';
import type { ModelSpec } from './model-spec.ts';
import { withContents, type PortableModel } from './portable-model.ts';

/**
 * A spec with the contents of its files, for a process that reads none: a page in a browser.
 * @throws TfjsFlopsError `wrong-backend` for a module, which runs in Node; what is wrong with a model file
 */
export async function portableModelOf(spec: ModelSpec): Promise<PortableModel> {
  if (spec.kind === 'module')
    throw new TfjsFlopsError(
      'wrong-backend',
      `${spec.path} is a module, which runs in Node, but a browser takes networks of the zoo and model files`,
      { remedies: ['choose a backend of Node'] },
    );
  if (spec.kind === 'zoo') return { spec, parts: [] };
  return withContents(spec, await readModelFile(spec.location, { weights: spec.options.weights ?? true }));
}
