/**
 * @file A model spec with the contents of its files, as JSON and bytes: written where files are read, opened where they
 * are not, in a page of a browser. It imports nothing of Node.
 */
import { zooWorkload } from '../../models/index.ts';
import type { Workload } from '../core/workload.ts';
import type { JsonRecord } from './json.ts';
import type { ModelFile } from './opened-model.ts';
import type { FileSpec, ZooSpec } from './model-spec.ts';
import { workloadOfFile } from './open-file.ts';

/** A model file as JSON: all but the bytes of its shards. */
interface FileContents extends Pick<
  ModelFile,
  'name' | 'location' | 'format' | 'signature' | 'weightSpecs' | 'totalDiskBytes'
> {
  /** Holds the topology. */
  readonly json: JsonRecord;
  readonly diskBytes: readonly (readonly [name: string, bytes: number])[];
  readonly hasWeights: boolean;
}

/** Plain JSON. */
export type PortableSpec = ZooSpec | (FileSpec & { readonly contents: FileContents });

export interface PortableModel {
  readonly spec: PortableSpec;
  /** The bytes that do not fit into JSON: the shards of a model file, in order. */
  readonly parts: readonly ArrayBuffer[];
}

export function withContents(spec: FileSpec, file: ModelFile): PortableModel {
  const { topology: _inJson, weightData, diskBytes, ...rest } = file;
  const contents = { ...rest, diskBytes: [...diskBytes], hasWeights: weightData !== null };
  return { spec: { ...spec, contents }, parts: weightData ?? [] };
}

function fileOf(contents: FileContents, parts: readonly ArrayBuffer[]): ModelFile {
  const { hasWeights, diskBytes, ...rest } = contents;
  return {
    ...rest,
    topology: contents.json['modelTopology']!,
    diskBytes: new Map(diskBytes),
    weightData: hasWeights ? parts : null,
  };
}

/**
 * Its workload, on the backend that is current when it is opened.
 * @throws TfjsFlopsError `unknown-model`, `invalid-option`
 */
export function portableWorkload({ spec, parts }: PortableModel): Workload {
  if (spec.kind === 'zoo') return zooWorkload(spec.name, spec.options);
  return workloadOfFile(spec.location, fileOf(spec.contents, parts), spec.options);
}
