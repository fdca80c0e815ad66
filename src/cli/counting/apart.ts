/**
 * @file What counts model files and networks by name from shapes. The build makes one file of it, in which tfjs's own
 * packages are loaded one by one, when they are wanted: no backend and none of what a run needs.
 */
import { createRequire } from 'node:module';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { Workload } from '../../core/workload.ts';
import type { FileSpec, ZooSpec } from '../../load/model-spec.ts';
import { cpuFrom } from '../../shape/values.ts';
import type { Zoo } from '../model-argument.ts';

export { countShapes } from '../../profile/count-shapes.ts';

/** tfjs keeps quiet, as for every command; values of shapes, if any are read, are computed by its cpu backend. */
export async function loadQuietly(): Promise<void> {
  enableProdMode();
  // Beside tfjs, whose dependency it is.
  cpuFrom(() => {
    const near = createRequire(import.meta.url).resolve('@tensorflow/tfjs');
    createRequire(near)('@tensorflow/tfjs-backend-cpu');
  });
}

/** Networks by name, on tfjs's packages as they are loaded here. */
export const loadZoo = (): Promise<Zoo> => import('../../../models/index.ts');

/** @throws TfjsFlopsError as `shapeWorkload` and `zooWorkload` */
export async function workloadOf(spec: FileSpec | ZooSpec): Promise<Workload> {
  if (spec.kind === 'zoo') {
    const { zooWorkload } = await loadZoo();
    return zooWorkload(spec.name, spec.options);
  }
  const { shapeWorkload } = await import('../../load/workload.ts');
  return shapeWorkload(spec.location, spec.options);
}
