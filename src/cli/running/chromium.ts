/** @file Models of a command line in a browser: packed here, where files can be read, and profiled there. */
import type { ChromiumName } from '../../backends/chromium/task.ts';
import { TfjsFlopsError } from '../../core/errors.ts';
import type { PackedRecipe } from '../../load/recipe.ts';
import type { ModelFlags } from '../flags.ts';
import { modelSpecOf, type ModelSpec } from '../model-argument.ts';
import type { ReadyModel } from './ready-model.ts';
import { loadQuietly } from './start.ts';

/** @throws TfjsFlopsError `wrong-backend` for a module; what is wrong with a model file */
async function pack(spec: ModelSpec, backend: ChromiumName): Promise<PackedRecipe> {
  if (spec.kind === 'module')
    throw new TfjsFlopsError(
      'wrong-backend',
      `${spec.path} is a module, which runs in Node, but ${backend} takes networks of the zoo and model files`,
      { remedies: ['choose another backend'] },
    );
  if (spec.kind === 'zoo') return { recipe: spec, parts: [] };
  const [{ readModelFile }, { packFile }] = await Promise.all([
    import('../../load/model-file.ts'),
    import('../../load/recipe.ts'),
  ]);
  const { location, options } = spec;
  return packFile(location, await readModelFile(location, { weights: options.weights ?? true }), options);
}

/**
 * One browser for all models of a command; it ends with `use`, whatever happens.
 * @throws TfjsFlopsError what is wrong with a model; `unknown-backend`, `browser`
 */
export async function withChromium<T>(
  backend: ChromiumName,
  models: readonly string[],
  flags: ModelFlags,
  use: (ready: readonly ReadyModel[]) => Promise<T>,
): Promise<T> {
  await loadQuietly();
  const [{ startChromium }, { workloadOfRecipe }] = await Promise.all([
    import('../../backends/chromium/browser.ts'),
    import('../../load/recipe.ts'),
  ]);
  const packed = await Promise.all(
    models.map(async (model) => pack(await modelSpecOf(model, flags), backend)),
  );
  // Made here as well, so that mistakes in options are found before a browser starts.
  const workloads = packed.map(workloadOfRecipe);
  const chromium = await startChromium(backend);
  try {
    return await use(
      workloads.map(({ name, title }, i) => ({
        name,
        title,
        profile: async (options) => (await chromium.run(backend, packed[i]!, options)).report,
      })),
    );
  } finally {
    await chromium.close();
  }
}
