/**
 * @file What counts model files from shapes. The build makes one file of it, in which tfjs's own packages are loaded one by
 * one, when they are wanted: no backend and none of what a run needs.
 */
import { createRequire } from 'node:module';
import { enableProdMode } from '@tensorflow/tfjs-core';
import type { Workload } from '../../core/workload.ts';
import type { FileSpec } from '../../load/model-spec.ts';
import { shapeWorkload } from '../../load/workload.ts';
import { cpuFrom } from '../../shape/values.ts';

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

export const workloadOf = ({ location, options }: FileSpec): Promise<Workload> =>
  shapeWorkload(location, options);
