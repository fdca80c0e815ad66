/** @file tfjs, loaded late and kept quiet, and a workload to run on it. */
import type { Workload } from '../core/workload.ts';
import type { FlagValues } from './flags.ts';

/**
 * Starts the backend that the flags name. tfjs greets Node users and warns of kernels registered twice on the
 * console; production mode is its own switch for that. (IS_TEST silences it as well, but adds a memory check
 * to each kernel.)
 * @throws TfjsFlopsError `unknown-backend`
 */
export async function start({ backend = 'wasm' }: FlagValues): Promise<void> {
  const { enableProdMode } = await import('@tensorflow/tfjs-core');
  enableProdMode();
  const { startBackend } = await import('../backends/start.ts');
  await startBackend(backend);
}

/**
 * The recipe of a zoo model under the flags' options. @throws TfjsFlopsError `unknown-model`, `invalid-
 * option`
 */
export async function workloadOf(model: string, flags: FlagValues): Promise<Workload> {
  const { zooWorkload } = await import('../../models/workload.ts');
  const { batch, classes, weights, seed } = flags;
  return zooWorkload(model, { batch, classes, weights, seed, imageSize: flags['image-size'] });
}
