/**
 * @file The weights manifest: which weights a model's files hold, in which order and as what. Checked whole before
 * anything is allocated after it.
 */
import type { io } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import type { Json } from '../core/shape.ts';
import { isList, isRecord, isUnsafeName, shown } from './json.ts';
import { checkShardPath } from './shard-path.ts';

/** Shards that belong together, and the weights that they hold end to end. */
export interface WeightGroup {
  readonly paths: readonly string[];
  readonly specs: readonly io.WeightsManifestEntry[];
  /** Bytes of all weights; of strings only their length prefixes, as the manifest does not say more. */
  readonly bytes: number;
}

/** 16 GiB of decoded weights. */
const MAX_BYTES = 2 ** 34;

/** A string is its length as uint32, little-endian, then its bytes. */
export const STRING_PREFIX_BYTES = 4;

const VALUE_BYTES = new Map([
  ['float32', 4],
  ['int32', 4],
  ['bool', 1],
  ['complex64', 8],
  ['string', STRING_PREFIX_BYTES],
]);

/** How a quantised value is stored, and what it may stand for. */
const QUANTISED: ReadonlyMap<string, { readonly bytes: number; readonly of: readonly string[] }> = new Map([
  ['uint8', { bytes: 1, of: ['float32', 'int32'] }],
  ['uint16', { bytes: 2, of: ['float32', 'int32'] }],
  ['float16', { bytes: 2, of: ['float32'] }],
]);

export const elementsOf = ({ shape }: io.WeightsManifestEntry): number =>
  shape.reduce((product, dim) => product * dim, 1);

/** Bytes of one value in the file; of a string those of its length prefix. */
export const valueBytes = ({ dtype, quantization }: io.WeightsManifestEntry): number =>
  (quantization === undefined ? VALUE_BYTES.get(dtype) : QUANTISED.get(quantization.dtype)?.bytes) ?? NaN;

/** Bytes of a weight in the file; `null` for strings, whose length the manifest does not give. */
export const fileBytes = (spec: io.WeightsManifestEntry): number | null =>
  spec.dtype === 'string' ? null : elementsOf(spec) * valueBytes(spec);

/**
 * Groups of a `weightsManifest`. @throws TfjsFlopsError `invalid-model`, one sentence saying which entry is wrong
 * and how
 */
export function checkManifest(manifest: Json, location: string): readonly WeightGroup[] {
  const refuse = (what: string): TfjsFlopsError =>
    new TfjsFlopsError('invalid-model', `weightsManifest of ${location}: ${what}`, {
      remedies: ['convert the model again'],
    });
  if (!isList(manifest)) throw refuse(`a list of groups was expected, not ${shown(manifest)}`);
  const names = new Set<string>();
  let decodedBytes = 0;
  return manifest.map((group, index) => {
    if (!isRecord(group))
      throw refuse(`group ${index} is ${shown(group)}, not an object of paths and weights`);
    const { paths, weights } = group;
    if (!isList(paths) || !paths.every((path) => typeof path === 'string'))
      throw refuse(`paths of group ${index} must be a list of file names, not ${shown(paths)}`);
    if (!isList(weights)) throw refuse(`weights of group ${index} must be a list, not ${shown(weights)}`);
    for (const path of paths) checkShardPath(path, location);
    const specs = weights.map((weight) => {
      const spec = checkWeight(weight, refuse);
      if (names.has(spec.name)) throw refuse(`two weights are named ${shown(spec.name)}`);
      names.add(spec.name);
      decodedBytes += elementsOf(spec) * VALUE_BYTES.get(spec.dtype)!;
      if (decodedBytes > MAX_BYTES)
        throw refuse(`up to ${shown(spec.name)} the weights take more than ${MAX_BYTES / 2 ** 30} GiB`);
      return spec;
    });
    const bytes = specs.reduce((sum, spec) => sum + elementsOf(spec) * valueBytes(spec), 0);
    return { paths, specs, bytes };
  });
}

type Refuse = (what: string) => TfjsFlopsError;

function checkWeight(weight: Json, refuse: Refuse): io.WeightsManifestEntry {
  if (!isRecord(weight)) throw refuse(`a weight is ${shown(weight)}, not an object`);
  const { name, shape, dtype, quantization } = weight;
  if (typeof name !== 'string' || name === '' || isUnsafeName(name))
    throw refuse(`a weight's name is ${shown(name)}, which cannot name a weight`);
  const refuseWeight: Refuse = (what) => refuse(`weight ${shown(name)} ${what}`);
  if (typeof dtype !== 'string' || !VALUE_BYTES.has(dtype))
    throw refuseWeight(`has dtype ${shown(dtype)}; known are ${[...VALUE_BYTES.keys()].join(', ')}`);
  checkShape(shape, refuseWeight);
  if ('quantization' in weight) checkQuantization(quantization, dtype, refuseWeight);
  return weight as unknown as io.WeightsManifestEntry;
}

const isSize = (dim: Json): dim is number => Number.isSafeInteger(dim) && Number(dim) >= 0;

function checkShape(shape: Json | undefined, refuse: Refuse): void {
  if (!isList(shape) || !shape.every(isSize))
    throw refuse(`has shape ${shown(shape)}, not a list of non-negative integers`);
  let elements = 1;
  for (const dim of shape) elements *= dim;
  // 0 × ∞ is NaN and no safe integer either.
  if (!Number.isSafeInteger(elements)) throw refuse(`has shape ${shown(shape)}, more than 2^53 elements`);
}

function checkQuantization(quantization: Json | undefined, dtype: string, refuse: Refuse): void {
  if (!isRecord(quantization)) throw refuse(`has quantization ${shown(quantization)}, not an object`);
  const { dtype: stored, scale, min } = quantization;
  const known = typeof stored === 'string' ? QUANTISED.get(stored) : undefined;
  if (known === undefined)
    throw refuse(`is quantised to ${shown(stored)}; known are ${[...QUANTISED.keys()].join(', ')}`);
  if (!known.of.includes(dtype))
    throw refuse(`is ${dtype} quantised to ${shown(stored)}, which tfjs does not read`);
  if (stored !== 'float16' && !(Number.isFinite(scale) && Number.isFinite(min)))
    throw refuse(`is quantised with scale ${shown(scale)} and min ${shown(min)}; both must be numbers`);
}
