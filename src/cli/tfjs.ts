/** @file tfjs, loaded late and kept quiet, and a workload to run on it. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import type { Workload } from '../core/workload.ts';
import type { ProfileOptions } from '../profile/profile.ts';
import type { FlagName, FlagValues } from './flags.ts';

const DEFAULT_BACKEND = 'wasm';

/**
 * Starts the backend that the flags name. tfjs greets Node users and warns of kernels registered twice on the
 * console; production mode is its own switch for that. (IS_TEST silences it as well, but adds a memory check
 * to each kernel.)
 * @throws TfjsFlopsError `unknown-backend`
 */
export async function start({ backend = DEFAULT_BACKEND }: FlagValues): Promise<void> {
  const { enableProdMode } = await import('@tensorflow/tfjs-core');
  enableProdMode();
  const { startBackend } = await import('../backends/start.ts');
  await startBackend(backend);
}

/**
 * Profiles on the backend that runs. Where that is the default one and it refuses the model, cpu takes its place, which
 * has every kernel; the report says so.
 * @throws TfjsFlopsError as `profile`
 */
export async function profileHere(
  workload: Workload,
  flags: FlagValues,
  options: ProfileOptions,
): Promise<Report> {
  const { profile } = await import('../profile/profile.ts');
  try {
    return await profile(workload, options);
  } catch (error) {
    const isRefused = error instanceof TfjsFlopsError && error.code === 'refused-by-backend';
    if (!isRefused || flags.backend !== undefined) throw error;
    const [reason = ''] = error.message.split(' Choose');
    await start({ backend: 'cpu' });
    const report = await profile(workload, options);
    return { ...report, environment: { ...report.environment, refused: reason } };
  }
}

const OF_ZOO = ['image-size', 'classes', 'weights', 'seed'] as const;
const OF_FILES = ['input', 'outputs', 'no-weights'] as const;

/** @throws TfjsFlopsError `invalid-option` for flags that a kind of model does not know */
function refuse(flags: FlagValues, names: readonly FlagName[], model: string, kind: string): void {
  const foreign = names.find((name) => flags[name] !== undefined);
  if (foreign !== undefined)
    throw new TfjsFlopsError(
      'invalid-option',
      `--${foreign} does not apply to ${model}, ${kind}. Leave it out.`,
    );
}

/**
 * The recipe that a word names: a model file, its folder or URL, a module, or a network of the zoo.
 * @throws TfjsFlopsError what is wrong with it, before anything runs
 */
export async function workloadOf(model: string, flags: FlagValues): Promise<Workload> {
  const [{ looksLikeLocation }, { isModulePath, moduleWorkload }, { readInputFlags }] = await Promise.all([
    import('../load/model-file.ts'),
    import('../load/user-module.ts'),
    import('../load/input-flag.ts'),
  ]);
  const { batch, classes, weights, seed, outputs } = flags;
  const inputs = readInputFlags(flags.input ?? []);
  if (isModulePath(model)) {
    refuse(flags, [...OF_ZOO, 'batch', 'outputs', 'no-weights'], model, 'a module');
    return moduleWorkload(model, inputs);
  }
  const { ZOO } = await import('../../models/zoo.ts');
  const isOfZoo = ZOO.some(({ name }) => name === model);
  // A folder of that name is meant by ./NAME.
  if (!isOfZoo && looksLikeLocation(model)) {
    refuse(flags, OF_ZOO, model, 'a model file');
    // The zoo's own layers are registered, so that its saved models load.
    const [{ fileWorkload }] = await Promise.all([
      import('../load/workload.ts'),
      import('../../models/index.ts'),
    ]);
    return fileWorkload(model, { inputs, batch, outputs, weights: flags['no-weights'] !== true });
  }
  refuse(flags, OF_FILES, model, 'a network of the zoo');
  const { zooWorkload } = await import('../../models/workload.ts');
  return zooWorkload(model, { batch, classes, weights, seed, imageSize: flags['image-size'] });
}
