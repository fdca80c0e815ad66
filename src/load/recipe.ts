/** @file A recipe as JSON and bytes, for a process that reads no files: a page in a browser. */
import { zooWorkload, type ZooOptions } from '../../models/index.ts';
import type { Workload } from '../core/workload.ts';
import type { JsonRecord } from './json.ts';
import type { ModelFile } from './model-file.ts';
import { workloadOfFile, type FileOptions } from './open-file.ts';

/** A model file without its shards, which travel beside it, one part each. */
interface PackedFile extends Pick<
  ModelFile,
  'name' | 'location' | 'format' | 'signature' | 'weightSpecs' | 'totalDiskBytes'
> {
  /** Holds the topology. */
  readonly json: JsonRecord;
  readonly diskBytes: readonly (readonly [name: string, bytes: number])[];
  readonly hasWeights: boolean;
}

/** Plain data. */
export type Recipe =
  | { readonly kind: 'zoo'; readonly name: string; readonly options: ZooOptions }
  | {
      readonly kind: 'file';
      readonly location: string;
      readonly file: PackedFile;
      readonly options: FileOptions;
    };

export interface PackedRecipe {
  readonly recipe: Recipe;
  /** The bytes that do not fit into JSON. */
  readonly parts: readonly ArrayBuffer[];
}

/** @param location as it was asked for */
export function packFile(location: string, file: ModelFile, options: FileOptions): PackedRecipe {
  const { topology: _inJson, weightData, diskBytes, ...rest } = file;
  const packed = { ...rest, diskBytes: [...diskBytes], hasWeights: weightData !== null };
  return { recipe: { kind: 'file', location, file: packed, options }, parts: weightData ?? [] };
}

function unpackFile(packed: PackedFile, parts: readonly ArrayBuffer[]): ModelFile {
  const { hasWeights, diskBytes, ...rest } = packed;
  return {
    ...rest,
    topology: packed.json['modelTopology']!,
    diskBytes: new Map(diskBytes),
    weightData: hasWeights ? parts : null,
  };
}

/**
 * What the recipe makes, on the backend that is current when it is opened.
 * @throws TfjsFlopsError `unknown-model`, `invalid-option`
 */
export function workloadOfRecipe({ recipe, parts }: PackedRecipe): Workload {
  if (recipe.kind === 'zoo') return zooWorkload(recipe.name, recipe.options);
  return workloadOfFile(recipe.location, unpackFile(recipe.file, parts), recipe.options);
}
