/** @file tfjs, loaded late and kept quiet, and what the words of a command line run on it. */
import { isChromiumName } from '../backends/chromium/task.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import type { Workload } from '../core/workload.ts';
import type { FileOptions } from '../load/open-file.ts';
import type { GivenInputs } from '../session/declared-inputs.ts';
import type { PeaksOption } from '../profile/peaks.ts';
import type { ProfileOptions } from '../profile/profile.ts';
import type { ZooOptions } from '../../models/index.ts';
import type { FlagName, FlagValues } from './flags.ts';

const DEFAULT_BACKEND = 'wasm';

/**
 * Starts the backend that the flags name. tfjs greets Node users and warns of kernels registered twice on the
 * console; production mode is its own switch for that. (IS_TEST silences it as well, but adds a memory check
 * to each kernel.)
 * @throws TfjsFlopsError `unknown-backend`, `wrong-backend` for one that runs in a browser
 */
export async function start({ backend = DEFAULT_BACKEND }: FlagValues): Promise<void> {
  if (isChromiumName(backend))
    throw new TfjsFlopsError(
      'wrong-backend',
      `${backend} runs models for profile and why, but this command runs in Node. Leave --backend out.`,
    );
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
async function profileHere(workload: Workload, flags: FlagValues, options: ProfileOptions): Promise<Report> {
  const { profile } = await import('../profile/profile.ts');
  try {
    return await profile(workload, options);
  } catch (error) {
    const isRefused = error instanceof TfjsFlopsError && error.code === 'refused-by-backend';
    if (!isRefused || flags.backend !== undefined) throw error;
    await start({ backend: 'cpu' });
    const report = await profile(workload, options);
    return { ...report, environment: { ...report.environment, refused: error.what } };
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

/** What a word names, with its flags checked; nothing is opened yet. */
export type Source =
  | { readonly kind: 'zoo'; readonly name: string; readonly options: ZooOptions }
  | { readonly kind: 'file'; readonly location: string; readonly options: FileOptions }
  | { readonly kind: 'module'; readonly path: string; readonly inputs: GivenInputs | undefined };

/**
 * A model file, its folder or URL, a module, or a network of the zoo.
 * @throws TfjsFlopsError `invalid-option`
 */
export async function sourceOf(model: string, flags: FlagValues): Promise<Source> {
  const [{ looksLikeLocation }, { isModulePath }, { readInputFlags }] = await Promise.all([
    import('../load/model-file.ts'),
    import('../load/user-module.ts'),
    import('../load/input-flag.ts'),
  ]);
  const { batch, classes, weights, seed, outputs } = flags;
  const inputs = readInputFlags(flags.input ?? []);
  if (isModulePath(model)) {
    refuse(flags, [...OF_ZOO, 'batch', 'outputs', 'no-weights'], model, 'a module');
    return { kind: 'module', path: model, inputs };
  }
  const { ZOO } = await import('../../models/zoo.ts');
  const isOfZoo = ZOO.some(({ name }) => name === model);
  // A folder of that name is meant by ./NAME.
  if (!isOfZoo && looksLikeLocation(model)) {
    refuse(flags, OF_ZOO, model, 'a model file');
    const options = { inputs, batch, outputs, weights: flags['no-weights'] !== true };
    return { kind: 'file', location: model, options };
  }
  refuse(flags, OF_FILES, model, 'a network of the zoo');
  const options = { batch, classes, weights, seed, imageSize: flags['image-size'] };
  return { kind: 'zoo', name: model, options };
}

/**
 * What a word names as a recipe of this process.
 * @throws TfjsFlopsError what is wrong with it, before anything runs
 */
export async function workloadOf(model: string, flags: FlagValues): Promise<Workload> {
  const source = await sourceOf(model, flags);
  if (source.kind === 'module') {
    const { moduleWorkload } = await import('../load/user-module.ts');
    return moduleWorkload(source.path, source.inputs);
  }
  // The zoo's own layers are registered with it, so that its saved models load.
  const { zooWorkload } = await import('../../models/index.ts');
  if (source.kind === 'zoo') return zooWorkload(source.name, source.options);
  const { fileWorkload } = await import('../load/workload.ts');
  return fileWorkload(source.location, source.options);
}

export interface SubjectOptions {
  readonly runs?: number;
  readonly executed?: boolean;
  readonly peaks?: PeaksOption;
  readonly onProgress?: (done: number, total: number) => void;
}

/** A model on the backend of its command, ready to be profiled. */
export interface Subject {
  readonly name: string;
  readonly title: string;
  /** @throws TfjsFlopsError as `profile` */
  profile(options: SubjectOptions): Promise<Report>;
}

/**
 * Starts the backend that the flags name, for as long as `use` takes; all models' mistakes are told before the first
 * one runs.
 * @throws TfjsFlopsError what is wrong with a model or the backend
 */
export async function withSubjects<T>(
  models: readonly string[],
  flags: FlagValues,
  use: (subjects: readonly Subject[]) => Promise<T>,
): Promise<T> {
  const { backend } = flags;
  if (backend !== undefined && isChromiumName(backend)) {
    const { withChromium } = await import('./chromium.ts');
    return withChromium(backend, models, flags, use);
  }
  await start(flags);
  const workloads = await Promise.all(models.map((model) => workloadOf(model, flags)));
  return use(
    workloads.map((workload) => ({
      name: workload.name,
      title: workload.title,
      profile: (options) => profileHere(workload, flags, options),
    })),
  );
}
