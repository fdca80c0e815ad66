/** @file Files that were dropped on a page as a model file: nothing is read but the JSON and what it lists. */
import type { DroppedFile } from '../core/counting-page.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import { firstLineOf } from '../core/first-line.ts';
import { plain } from './json.ts';
import { olderFormat } from './older-formats.ts';
import { nameOf, type OpenedFile } from './opened-file.ts';
import { fileOf } from './shard-path.ts';

/** What a text holds in the browsers that hold least, bytes. */
const MOST_JSON_BYTES = 2 ** 29 - 24;

const missing = (what: string, ...remedies: readonly string[]): TfjsFlopsError =>
  new TfjsFlopsError('missing-file', what, { remedies });

const isJson = ({ path }: DroppedFile): boolean => /\.json$/i.test(path);
const depthOf = ({ path }: DroppedFile): number => path.split('/').length;
const nameIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** `w.bin` of `./w.bin`. */
const straight = (path: string): string =>
  path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');

function refuseWithoutModel(files: readonly DroppedFile[]): never {
  const paths = new Map(files.map(({ path }) => [nameIn(path), path]));
  const older = olderFormat([...paths.keys()], (name) => paths.get(name) ?? name);
  if (older !== null)
    throw new TfjsFlopsError('unsupported-model', `What was dropped holds ${older.what}`, {
      remedies: older.remedies,
    });
  const [only] = files;
  throw missing(
    only !== undefined && files.length === 1
      ? `${plain(only.path)} is no model.json`
      : `None of the ${files.length} files is a model.json`,
    'drop the folder that holds one',
  );
}

/** The `model.json` that lies highest, as in a folder; else the only JSON file. */
function jsonIn(files: readonly DroppedFile[]): DroppedFile {
  const all = files.filter(isJson);
  const named = all.filter(({ path }) => nameIn(path) === 'model.json');
  const some = named.length > 0 ? named : all;
  const least = Math.min(...some.map(depthOf));
  const highest = some.filter((file) => depthOf(file) === least);
  const [first, second] = highest;
  if (first === undefined) return refuseWithoutModel(files);
  if (second === undefined) return first;
  const both = `${plain(first.path)} and ${plain(second.path)}`;
  throw new TfjsFlopsError(
    'invalid-input',
    named.length > 0
      ? `${highest.length} models were dropped, ${both}${highest.length > 2 ? ' among them' : ''}, and one is counted at a time`
      : `Of ${highest.length} JSON files, ${both}${highest.length > 2 ? ' among them' : ''}, none is named model.json`,
    { remedies: ['drop the folder of one model', 'drop its model.json with its weight files'] },
  );
}

/** A file that the browser no longer has, or is not allowed to read. */
async function bytesOf(
  { path, contents }: DroppedFile,
  start = 0,
  end = contents.size,
): Promise<ArrayBuffer> {
  try {
    return await contents.slice(start, end).arrayBuffer();
  } catch (error) {
    throw missing(`${plain(path)} cannot be read: ${firstLineOf(error)}`, 'drop it again');
  }
}

/** A model among files that were dropped. */
export interface DroppedModel {
  readonly file: OpenedFile;
  /** Nothing but JSON was dropped. */
  readonly isAlone: boolean;
}

/** @throws TfjsFlopsError `missing-file`, `unsupported-model` for other frameworks', `invalid-input` for several models */
export async function modelAmong(files: readonly DroppedFile[]): Promise<DroppedModel> {
  const json = jsonIn(files);
  const { path: location, contents } = json;
  if (contents.size > MOST_JSON_BYTES)
    throw new TfjsFlopsError(
      'invalid-model',
      `${plain(location)} has ${contents.size} bytes, more than the ${MOST_JSON_BYTES} that one JSON text may have`,
      { remedies: ['drop a model.json, not weights'] },
    );
  const jsonName = nameIn(location);
  const folder = location.slice(0, -jsonName.length);
  const byPath = new Map(files.map((file) => [file.path, file]));
  const shardAt = (path: string): DroppedFile => {
    // A file of the whole name, else the one that was downloaded from a signed address.
    const found = byPath.get(folder + straight(path)) ?? byPath.get(folder + straight(fileOf(path)));
    if (found !== undefined) return found;
    throw missing(
      `${plain(fileOf(path))}, listed in ${plain(location)}, is missing`,
      `drop it with ${jsonName}`,
    );
  };
  return {
    file: {
      // The two folders that it lies in, as far as they were dropped.
      name: nameOf(['', '', ...folder.split('/').slice(0, -1)].slice(-2), jsonName),
      location,
      bytes: new Uint8Array(await bytesOf(json)),
      async readShard(path, { take }) {
        const shard = shardAt(path);
        take(shard.contents.size);
        return bytesOf(shard);
      },
      sizeOf: async (path) => shardAt(path).contents.size,
      readPart: async (path, start, end) => new Uint8Array(await bytesOf(shardAt(path), start, end)),
      gapBytes: 4096,
    },
    isAlone: files.every(isJson),
  };
}
