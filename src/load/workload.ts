/** @file A model file as a workload, read from disk or over http. */
import type { Workload } from '../core/workload.ts';
import { readModelFile } from './model-file.ts';
import { workloadOfFile, type FileOptions } from './open-file.ts';

export type { FileOptions } from './open-file.ts';

/**
 * A model file as a workload; it is read here, so that its faults are reported before anything runs.
 * @param location a `model.json`, its folder, or their http(s) or file URL
 * @example const report = await profile(await fileWorkload('./web_model', { batch: 4 }));
 * @throws TfjsFlopsError `missing-file`, `invalid-model`, `unsupported-model`, `network`, `invalid-option`
 */
export async function fileWorkload(location: string, options: FileOptions = {}): Promise<Workload> {
  const file = await readModelFile(location, { weights: options.weights ?? true });
  return workloadOfFile(location, file, options);
}

/**
 * A model file to be counted without a run: its model.json is read, and of the weights of a graph those alone with which it
 * computes shapes. It opens on the shape backend.
 * @throws TfjsFlopsError as `fileWorkload`
 */
export async function shapeWorkload(location: string, options: FileOptions = {}): Promise<Workload> {
  return (await shapeWorkloads(location))(options);
}

/**
 * A model file to be counted at many sizes: it is read once.
 * @throws TfjsFlopsError as `fileWorkload`
 */
export async function shapeWorkloads(location: string): Promise<(options: FileOptions) => Workload> {
  const file = await readModelFile(location, { weights: 'few' });
  return (options) => workloadOfFile(location, file, options);
}
