/** @file All shards of a model: a few at a time, never more bytes than the manifest lists, and not fewer. */
import { TfjsFlopsError } from '../core/errors.ts';
import { sliceOf } from './bytes.ts';
import { isLfsPointer, lfsPointer, plain } from './json.ts';
import { elementsOf, fileBytes, STRING_PREFIX_BYTES, type WeightGroup } from './manifest.ts';
import { fileOf } from './shard-path.ts';
import type { OpenedFile } from './opened-file.ts';

/** Files or connections open at a time: as many as a browser opens to one server, a little more. */
export const MAX_OPEN_SHARDS = 8;

export interface ShardData {
  /** One buffer a path, in the manifest's order. */
  readonly buffers: readonly ArrayBuffer[];
  /** Bytes of each weight in the file. */
  readonly diskBytes: ReadonlyMap<string, number>;
}

/**
 * @throws TfjsFlopsError `missing-file`, `network`; `invalid-model` where a group's files hold more or fewer bytes
 *   than its weights
 */
export async function readShards(
  groups: readonly WeightGroup[],
  file: Pick<OpenedFile, 'location' | 'readShard'>,
): Promise<ShardData> {
  const stop = new AbortController();
  const jobs = groups.flatMap((group) => {
    const take = budgetOf(group, file.location);
    return group.paths.map((path) => ({ path, request: { take, signal: stop.signal } }));
  });
  const buffers: ArrayBuffer[] = Array.from({ length: jobs.length });
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < jobs.length && !stop.signal.aborted) {
      const index = next++;
      const { path, request } = jobs[index]!;
      const buffer = await file.readShard(path, request);
      if (isLfsPointer(buffer)) throw lfsPointer(`${plain(fileOf(path))}, listed in ${file.location},`);
      buffers[index] = buffer;
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(MAX_OPEN_SHARDS, jobs.length) }, work));
  } catch (error) {
    stop.abort();
    throw error;
  }
  let first = 0;
  const sizes = groups.flatMap((group) => {
    const own = buffers.slice(first, (first += group.paths.length));
    return weightSizes(group, own, file.location);
  });
  return { buffers, diskBytes: new Map(sizes) };
}

/** Strings say their lengths in the data: they may fill what 16 GiB leave. */
const MAX_STRING_BYTES = 2 ** 34;

function budgetOf(group: WeightGroup, location: string): (bytes: number) => void {
  const hasStrings = group.specs.some(({ dtype }) => dtype === 'string');
  const most = hasStrings ? MAX_STRING_BYTES : group.bytes;
  let taken = 0;
  return (bytes) => {
    taken += bytes;
    if (taken > most) throw wrongLength(group, `more than ${most}`, most, location);
  };
}

/** Where each weight of a group lies, by walking it. */
function weightSizes(
  group: WeightGroup,
  buffers: readonly ArrayBuffer[],
  location: string,
): readonly (readonly [string, number])[] {
  const found = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const slice = sliceOf(buffers);
  let end = 0;
  const sizes = group.specs.map((spec) => {
    const start = end;
    const bytes = fileBytes(spec);
    if (bytes !== null) end += bytes;
    else for (let i = 0; i < elementsOf(spec) && end < found; i++) end += stringBytes(slice, end);
    return [spec.name, end - start] as const;
  });
  const expected = Math.max(end, group.bytes);
  if (found !== expected) throw wrongLength(group, String(found), expected, location);
  return sizes;
}

/** Prefix and text of the string at `start`. */
export function stringBytes(slice: (start: number, end: number) => Uint8Array, start: number): number {
  const prefix = slice(start, start + STRING_PREFIX_BYTES);
  if (prefix.length < STRING_PREFIX_BYTES) return STRING_PREFIX_BYTES;
  return STRING_PREFIX_BYTES + new DataView(prefix.buffer).getUint32(0, true);
}

/** Files that hold more or fewer bytes than the manifest lists. */
export function wrongLength(
  { paths }: WeightGroup,
  found: string,
  expected: number,
  location: string,
): TfjsFlopsError {
  const [first = 'no file', ...others] = paths.map(fileOf);
  const last = others.at(-1);
  const files = last !== undefined ? `${first} … ${last} hold together` : `${first} holds`;
  return new TfjsFlopsError(
    'invalid-model',
    `${plain(files)} ${found} bytes, but ${location} lists weights of ${expected} bytes`,
    { remedies: ['copy the files again'] },
  );
}
