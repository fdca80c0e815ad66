/** @file Models of a command line in a browser: packed here, where files can be read, and profiled there. */
import type { ChromiumName } from '../backends/chromium/task.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import type { PackedRecipe } from '../load/recipe.ts';
import type { FlagValues } from './flags.ts';
import { sourceOf, type Source, type Subject } from './tfjs.ts';

/** @throws TfjsFlopsError `wrong-backend` for a module; what is wrong with a model file */
async function pack(source: Source, backend: ChromiumName): Promise<PackedRecipe> {
  if (source.kind === 'module')
    throw new TfjsFlopsError(
      'wrong-backend',
      `${source.path} is a module, which runs in Node, but ${backend} takes networks of the zoo and model files. Choose another backend.`,
    );
  if (source.kind === 'zoo') return { recipe: source, parts: [] };
  const [{ readModelFile }, { packFile }] = await Promise.all([
    import('../load/model-file.ts'),
    import('../load/recipe.ts'),
  ]);
  const { location, options } = source;
  const file = await readModelFile(location, { weights: options.weights ?? true });
  return packFile(location, file, options);
}

/**
 * One browser for all models of a command; it ends with `use`, whatever happens.
 * @throws TfjsFlopsError what is wrong with a model; `unknown-backend`, `browser`
 */
export async function withChromium<T>(
  backend: ChromiumName,
  models: readonly string[],
  flags: FlagValues,
  use: (subjects: readonly Subject[]) => Promise<T>,
): Promise<T> {
  const { enableProdMode } = await import('@tensorflow/tfjs-core');
  enableProdMode();
  const [{ startChromium }, { workloadOfRecipe }] = await Promise.all([
    import('../backends/chromium/browser.ts'),
    import('../load/recipe.ts'),
  ]);
  const packed = await Promise.all(models.map(async (model) => pack(await sourceOf(model, flags), backend)));
  // Made here as well, so that mistakes in options are told before a browser starts.
  const workloads = packed.map(workloadOfRecipe);
  const chromium = await startChromium(backend);
  try {
    const subjects = workloads.map(({ name, title }, i): Subject => {
      const profile: Subject['profile'] = async (options) =>
        (await chromium.run(backend, packed[i]!, options)).report;
      return { name, title, profile };
    });
    return await use(subjects);
  } finally {
    await chromium.close();
  }
}
