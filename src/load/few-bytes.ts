/**
 * @file The weights that a graph computes shapes with, by the ranges where they lie: a count without a run reads nothing
 * else of a model's shards.
 */
import type { io } from '@tensorflow/tfjs-core';
import { sliceOf } from './bytes.ts';
import { elementsOf, fileBytes, type WeightGroup } from './manifest.ts';
import type { OpenedFile } from './opened-file.ts';
import { readShards, wrongLength } from './shards.ts';

/** Longer lists of integers are tables to look up in. */
const MOST_INTEGERS = 4096;
/** Scales and sizes are a few floats; more are weights. */
const MOST_FLOATS = 16;
/** Into such pieces the converter cuts the weights of a group, bytes. */
const USUAL_SHARD = 4 * 2 ** 20;

type Spec = io.WeightsManifestEntry;

const isConstant = (spec: Spec): boolean => {
  if (spec.dtype === 'complex64') return false;
  return elementsOf(spec) <= (spec.dtype === 'float32' ? MOST_FLOATS : MOST_INTEGERS);
};

/** Bytes `start` … `end` − 1. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** Ranges with no more than `gap` bytes between them become one. */
function merged(ranges: readonly Range[], gap: number): readonly Range[] {
  const all: Range[] = [];
  for (const range of ranges) {
    const last = all.at(-1);
    if (last !== undefined && range.start - last.end <= gap)
      all[all.length - 1] = { ...last, end: range.end };
    else all.push(range);
  }
  return all;
}

/** Sizes of a group's files; of one file it does not matter. */
async function sizesOf({ paths, bytes }: WeightGroup, file: OpenedFile): Promise<readonly number[]> {
  const found = await Promise.all(paths.map((path) => file.sizeOf(path)));
  let left = bytes;
  const sizes = found.map((size, i) => {
    const assumed = i === paths.length - 1 ? left : Math.min(USUAL_SHARD, left);
    left -= size ?? assumed;
    return size ?? assumed;
  });
  return sizes;
}

async function readRange(
  { start, end }: Range,
  paths: readonly string[],
  sizes: readonly number[],
  file: OpenedFile,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let first = 0;
  for (const [i, path] of paths.entries()) {
    const [from, to] = [Math.max(start, first), Math.min(end, first + sizes[i]!)];
    if (from < to) bytes.set(await file.readPart(path, from - first, to - first), from - start);
    first += sizes[i]!;
  }
  return bytes;
}

async function ofGroup(
  group: WeightGroup,
  file: OpenedFile,
): Promise<readonly (readonly [string, Uint8Array])[]> {
  if (!group.specs.some(isConstant)) return [];
  // Where a string ends, only its data say.
  if (group.specs.some(({ dtype }) => dtype === 'string')) return whole(group, file);
  const sizes = await sizesOf(group, file);
  const found = sizes.reduce((sum, size) => sum + size, 0);
  if (found !== group.bytes) throw wrongLength(group, String(found), group.bytes, file.location);
  let start = 0;
  const places = group.specs.map((spec) => {
    const place = { spec, start, end: start + fileBytes(spec)! };
    start = place.end;
    return place;
  });
  const wanted = places.filter(({ spec }) => isConstant(spec));
  const parts: { readonly range: Range; readonly bytes: Uint8Array }[] = [];
  for (const range of merged(
    wanted.filter((place) => place.end > place.start),
    file.gapBytes,
  ))
    parts.push({ range, bytes: await readRange(range, group.paths, sizes, file) });
  return wanted.map(({ spec, start: from, end }) => {
    if (from === end) return [spec.name, new Uint8Array()] as const;
    const { range, bytes } = parts.find((part) => part.range.start <= from && end <= part.range.end)!;
    return [spec.name, bytes.slice(from - range.start, end - range.start)] as const;
  });
}

async function whole(
  group: WeightGroup,
  file: OpenedFile,
): Promise<readonly (readonly [string, Uint8Array])[]> {
  const { buffers, diskBytes } = await readShards([group], file);
  const slice = sliceOf(buffers);
  let start = 0;
  return group.specs.flatMap((spec) => {
    const end = start + diskBytes.get(spec.name)!;
    const entry = isConstant(spec) ? [[spec.name, slice(start, end)] as const] : [];
    start = end;
    return entry;
  });
}

/**
 * The bytes of small weights, by name.
 * @throws TfjsFlopsError as reading all of them would
 */
export async function readFewBytes(
  groups: readonly WeightGroup[],
  file: OpenedFile,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const all: (readonly [string, Uint8Array])[] = [];
  for (const group of groups) all.push(...(await ofGroup(group, file)));
  return new Map(all);
}
