/** @file Models of a command line in this process. */
import { TfjsFlopsError } from '../../core/errors.ts';
import type { Report } from '../../core/report.ts';
import type { Workload } from '../../core/workload.ts';
import type { ModelFlags } from '../flags.ts';
import { modelSpecOf } from '../model-argument.ts';
import type { ReadyModel, RunFlags, RunOptions } from './ready-model.ts';
import { startHere } from './start.ts';

/**
 * What a MODEL names, as a workload of this process.
 * @throws TfjsFlopsError what is wrong with it, before anything runs
 */
export async function workloadOf(model: string, flags: ModelFlags): Promise<Workload> {
  const { workloadOf: workloadOfSpec } = await import('../../load/model-spec.ts');
  return workloadOfSpec(await modelSpecOf(model, flags));
}

/**
 * Profiles on the backend that runs. Where that is the default one and it refuses the model, cpu takes its place, which
 * has every kernel; the report says so.
 * @throws TfjsFlopsError as `profile`
 */
async function profileHere(
  workload: Workload,
  backend: string | undefined,
  options: RunOptions,
): Promise<Report> {
  const { profile } = await import('../../profile/profile.ts');
  try {
    return await profile(workload, options);
  } catch (error) {
    const isRefused = error instanceof TfjsFlopsError && error.code === 'refused-by-backend';
    if (!isRefused || backend !== undefined) throw error;
    await startHere('cpu');
    const report = await profile(workload, options);
    return { ...report, environment: { ...report.environment, refused: error.what } };
  }
}

/**
 * All models on the backend that the flags name.
 * @throws TfjsFlopsError what is wrong with a model or the backend, before the first one runs
 */
export async function readyHere(models: readonly string[], flags: RunFlags): Promise<readonly ReadyModel[]> {
  await startHere(flags.backend);
  const workloads = await Promise.all(models.map((model) => workloadOf(model, flags)));
  return workloads.map((workload) => ({
    name: workload.name,
    title: workload.title,
    profile: (options) => profileHere(workload, flags.backend, options),
  }));
}
