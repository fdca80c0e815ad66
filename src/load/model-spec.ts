/** @file A model as plain JSON: what a command line says of it, and what a page in a browser can be sent. */
import type { ZooOptions } from '../../models/index.ts';
import type { Workload } from '../core/workload.ts';
import type { GivenInputs } from '../session/declared-inputs.ts';
import type { FileOptions } from './open-file.ts';

/** A network of the zoo, by its name. */
export interface ZooSpec {
  readonly kind: 'zoo';
  readonly name: string;
  readonly options: ZooOptions;
}

/** A model file: a `model.json`, its folder, or their http(s) or file URL. */
export interface FileSpec {
  readonly kind: 'file';
  readonly location: string;
  readonly options: FileOptions;
}

/** A module whose default export is profiled; it runs in Node alone. */
export interface ModuleSpec {
  readonly kind: 'module';
  readonly path: string;
  readonly inputs?: GivenInputs | undefined;
}

export type ModelSpec = ZooSpec | FileSpec | ModuleSpec;

/**
 * The workload that a spec describes; its options are checked and its files read here, before anything runs.
 * @param isRun `false` for a count without a run, which needs no weights
 * @throws TfjsFlopsError as `zooWorkload`, `fileWorkload` and `moduleWorkload`
 */
export async function workloadOf(spec: ModelSpec, isRun = true): Promise<Workload> {
  // Imported late: files and modules need Node, and only the zoo is needed where a browser is driven.
  if (spec.kind === 'module') {
    const { moduleWorkload } = await import('./user-module.ts');
    return moduleWorkload(spec.path, spec.inputs);
  }
  if (spec.kind === 'zoo') {
    const { zooWorkload } = await import('../../models/index.ts');
    return zooWorkload(spec.name, spec.options);
  }
  const { fileWorkload, shapeWorkload } = await import('./workload.ts');
  return (isRun ? fileWorkload : shapeWorkload)(spec.location, spec.options);
}
