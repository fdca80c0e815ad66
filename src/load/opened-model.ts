/**
 * @file The model in a model.json that was opened, with what lies beside it, wherever that is: on disk, on a server, among
 * the files that were dropped on a page. It imports nothing of Node.
 */
import type { io } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import type { Json } from '../core/shape.ts';
import { readFewBytes } from './few-bytes.ts';
import { isList, isRecord, parseJson, shown, type JsonRecord } from './json.ts';
import { checkManifest, fileBytes, type WeightGroup } from './manifest.ts';
import { MANIFEST_WAYS } from './older-formats.ts';
import type { OpenedFile } from './opened-file.ts';
import { readShards } from './shards.ts';

export interface ModelFile {
  /** The folder's name, or the JSON's where it is not `model.json`. */
  readonly name: string;
  /** Path or address of the JSON, for messages. */
  readonly location: string;
  readonly format: 'layers' | 'graph';
  /** A GraphDef, or a Keras architecture. */
  readonly topology: Json;
  /** The model.json, parsed. */
  readonly json: JsonRecord;
  /** Named inputs and outputs of a graph, where tfjs looks for them. */
  readonly signature: Json | null;
  readonly weightSpecs: readonly io.WeightsManifestEntry[];
  /** One buffer a shard, in order; `null` where weights were not asked for or the file lists none. */
  readonly weightData: readonly ArrayBuffer[] | null;
  /** Bytes of the small weights that a graph computes shapes with, by name, where no others were asked for. */
  readonly fewBytes?: ReadonlyMap<string, Uint8Array> | undefined;
  /** Bytes of each weight as the file holds it, by name; strings only where their data was read. */
  readonly diskBytes: ReadonlyMap<string, number>;
  /** `null` where the file lists strings and their data was not read. */
  readonly totalDiskBytes: number | null;
}

export interface ReadOptions {
  /** Whether shards are read; `few` reads what a graph computes shapes with, of a layers model nothing. */
  readonly weights: boolean | 'few';
}

/** @throws TfjsFlopsError `missing-file`, `invalid-model`, `unsupported-model`, `network` */
export async function modelIn(file: OpenedFile, options: ReadOptions): Promise<ModelFile> {
  const { name, location } = file;
  const json = checkModel(parseJson(file.bytes, location), location);
  const topology = json['modelTopology'] as JsonRecord;
  const format = formatOf(topology, location);
  const groups = checkManifest(json['weightsManifest'] ?? [], location);
  // A layers model that lists none is one without weights, as where the list is missing.
  const hasWeights = (json['weightsManifest'] ?? null) !== null && (format === 'graph' || groups.length > 0);
  const isRead = options.weights === true && hasWeights;
  const isFew = options.weights === 'few' && format === 'graph';
  const data = isRead
    ? await readShards(groups, file).catch((error: unknown) => {
        throw format === 'layers' ? withWayWithoutWeights(error) : error;
      })
    : null;
  const weightSpecs = groups.flatMap(({ specs }) => specs);
  const diskBytes = data?.diskBytes ?? listedBytes(groups);
  const total = [...diskBytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  return {
    name,
    location,
    format,
    topology,
    json,
    signature: signatureOf(json),
    weightSpecs,
    weightData: data?.buffers ?? null,
    ...(isFew && { fewBytes: await readFewBytes(groups, file) }),
    diskBytes,
    totalDiskBytes: diskBytes.size === weightSpecs.length ? total : null,
  };
}

/** A layers model is counted without its weights as well: tfjs initialises its own. */
function withWayWithoutWeights(error: unknown): unknown {
  if (!(error instanceof TfjsFlopsError)) return error;
  const { code, what, option, nearest, remedies } = error;
  const withoutThem = { set: [{ name: 'weights', value: false }], to: 'count without them' };
  return new TfjsFlopsError(code, what, {
    option,
    nearest,
    remedies: [...remedies, withoutThem],
    cause: error,
  });
}

function listedBytes(groups: readonly WeightGroup[]): ReadonlyMap<string, number> {
  const listed = groups.flatMap(({ specs }) => specs.map((spec) => [spec.name, fileBytes(spec)] as const));
  return new Map(listed.filter((entry): entry is readonly [string, number] => entry[1] !== null));
}

/** An older converter left it with the metadata; tfjs prefers that one. */
function signatureOf(json: JsonRecord): Json | null {
  const metadata = json['userDefinedMetadata'];
  const older = isRecord(metadata) ? metadata['signature'] : undefined;
  return older ?? json['signature'] ?? null;
}

const CONVERT = 'convert it with tensorflowjs_converter';

function checkModel(json: Json, location: string): JsonRecord {
  if (isList(json) && json.some((group) => isRecord(group) && 'weights' in group && 'paths' in group))
    throw invalid(`${location} is a weights manifest without a model`, ...MANIFEST_WAYS);
  if (!isRecord(json)) throw invalid(`${location} holds ${shown(json)}, not a model`, 'give a model.json');
  if ('class_name' in json && 'config' in json)
    throw new TfjsFlopsError(
      'unsupported-model',
      `${location} is an architecture as Keras writes it, not a TensorFlow.js model`,
      { remedies: [`${CONVERT} from the .keras or .h5`] },
    );
  if (!isRecord(json['modelTopology']))
    throw invalid(
      `${location} has no modelTopology and is thus no TensorFlow.js model`,
      'give a model.json',
      CONVERT,
    );
  for (const key of ['signature', 'userDefinedMetadata', 'modelInitializer', 'initializerSignature'])
    if (!isRecord(json[key] ?? {}))
      throw invalid(`${key} of ${location} is ${shown(json[key])}, not an object`);
  return json;
}

/** By what the topology holds, as tfjs does: `format` is a remark. */
function formatOf(topology: JsonRecord, location: string): 'layers' | 'graph' {
  if ('node' in topology) return 'graph';
  if (isRecord(topology['model_config']) || typeof topology['class_name'] === 'string') return 'layers';
  throw invalid(
    `modelTopology of ${location} has neither node (a graph) nor model_config (layers)`,
    `${CONVERT} again`,
  );
}

const invalid = (what: string, ...remedies: readonly string[]): TfjsFlopsError =>
  new TfjsFlopsError('invalid-model', what, { remedies });
