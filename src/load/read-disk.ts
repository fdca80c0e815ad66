/** @file Model files on disk. Shards are read from below the model's folder only, links followed first. */
import { open, readdir, realpath, stat, type FileHandle } from 'node:fs/promises';
import { constants } from 'node:buffer';
import { basename, dirname, join, relative, resolve, isAbsolute, sep } from 'node:path';
import { TfjsFlopsError } from '../core/errors.ts';
import { plain } from './json.ts';
import { olderFormat } from './older-formats.ts';
import { otherFramework } from './other-frameworks.ts';
import { fileOf } from './shard-path.ts';
import { nameOf, type OpenedFile, type ReadLimits } from './opened-file.ts';

/**
 * @param path a JSON file, or a folder that holds `model.json`
 * @throws TfjsFlopsError `missing-file` where there is none, `unsupported-model` for other kinds of files
 */
export async function openDisk(path: string, { maxJsonBytes }: ReadLimits): Promise<OpenedFile> {
  const jsonPath = await findJson(path);
  const folder = dirname(jsonPath);
  const jsonName = basename(jsonPath);
  const bytes = await readWhole(jsonPath, (size) => {
    if (size > maxJsonBytes)
      throw new TfjsFlopsError(
        'invalid-model',
        `${jsonPath} has ${size} bytes, more than the ${maxJsonBytes} that one JSON text may have`,
        { remedies: ['give a model.json, not weights'] },
      );
  }).catch((error: unknown) => {
    throw unreadable(jsonPath, error);
  });
  return {
    name: nameOf(
      [dirname(resolve(folder)), resolve(folder)].map((each) => basename(each)),
      jsonName,
    ),
    location: jsonPath,
    bytes: new Uint8Array(bytes),
    readShard: (shard, { take }) => readable(folder, jsonName, shard, (real) => readWhole(real, take)),
    sizeOf: (shard) => readable(folder, jsonName, shard, async (real) => (await stat(real)).size),
    readPart: (shard, start, end) => readable(folder, jsonName, shard, (real) => readPart(real, start, end)),
    gapBytes: 0,
  };
}

async function findJson(path: string): Promise<string> {
  const found = await stat(path).catch((error: unknown) => {
    throw isMissing(error)
      ? missing(`${plain(path)} does not exist`, 'give a model.json, its folder or its http(s) address')
      : unreadable(path, error);
  });
  if (!found.isDirectory()) {
    if (/\.json$/i.test(path)) return path;
    const other = otherFramework(path);
    throw new TfjsFlopsError(
      'unsupported-model',
      other === null
        ? `${plain(path)} is no .json file, and a TensorFlow.js model begins with one`
        : `${plain(path)} is ${other.what}, and a TensorFlow.js model begins with a .json file`,
      { remedies: other?.remedies ?? ['give the model.json of a TensorFlow.js model, or its folder'] },
    );
  }
  const jsonPath = join(path, 'model.json');
  const isThere = await stat(jsonPath).then(
    () => true,
    () => false,
  );
  if (isThere) return jsonPath;
  const older = olderFormat(await readdir(path).catch(() => []), (name) => join(path, name));
  if (older !== null)
    throw new TfjsFlopsError('unsupported-model', `${plain(path)} holds ${older.what}`, {
      remedies: older.remedies,
    });
  throw missing(
    `${plain(path)} holds no model.json`,
    'give the folder that does',
    'give the JSON file of another name',
  );
}

/** Reads a shard that lies below the model's folder. */
async function readable<T>(
  folder: string,
  jsonName: string,
  shard: string,
  read: (real: string) => Promise<T>,
): Promise<T> {
  try {
    const [home, real] = await Promise.all([realpath(folder), realShard(folder, shard)]);
    const below = relative(home, real);
    // Absolute on Windows, where the file is on another drive.
    if (below.split(sep)[0] === '..' || isAbsolute(below))
      throw new TfjsFlopsError(
        'invalid-model',
        `${plain(fileOf(shard))}, listed in ${jsonName}, is a link to outside the model's folder`,
        { remedies: [`put the file itself beside ${jsonName}`] },
      );
    return await read(real);
  } catch (error) {
    if (!isMissing(error)) throw unreadable(join(folder, fileOf(shard)), error);
    throw missing(`${plain(fileOf(shard))}, listed in ${jsonName}, is missing`, `put it beside ${jsonName}`);
  }
}

/** A file of the whole name, else the one that was downloaded from a signed address. */
const realShard = (folder: string, shard: string): Promise<string> =>
  realpath(join(folder, shard)).catch((error: unknown) => {
    if (fileOf(shard) === shard || !isMissing(error)) throw error;
    return realpath(join(folder, fileOf(shard)));
  });

/** A regular file; `allow` gets its size before anything is allocated. */
async function readWhole(path: string, allow: (size: number) => void): Promise<ArrayBuffer> {
  // Before opening: opening a pipe waits for its writer.
  if (!(await stat(path)).isFile())
    throw new TfjsFlopsError('missing-file', `${plain(path)} is no regular file`, {
      remedies: ['put a file there'],
    });
  const file = await open(path);
  try {
    const { size } = await file.stat();
    allow(size);
    if (size > constants.MAX_LENGTH)
      throw new TfjsFlopsError(
        'unsupported-model',
        `${plain(path)} has ${size} bytes, more than one buffer holds here`,
        { remedies: ['convert the model again, in shards'] },
      );
    return await readBytes(file, size);
  } finally {
    await file.close();
  }
}

/** @returns fewer bytes where the file ends before */
async function readPart(path: string, start: number, end: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const bytes = new Uint8Array(end - start);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function readBytes(file: FileHandle, size: number): Promise<ArrayBuffer> {
  const buffer = new ArrayBuffer(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(new Uint8Array(buffer, filled));
    if (bytesRead === 0) return buffer.slice(0, filled);
    filled += bytesRead;
  }
  return buffer;
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(String(codeOf(error)));

const missing = (what: string, ...remedies: readonly string[]): TfjsFlopsError =>
  new TfjsFlopsError('missing-file', what, { remedies });

function unreadable(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (error instanceof TfjsFlopsError || typeof code !== 'string') return error;
  return missing(`${plain(path)} cannot be read: ${code}`, 'allow reading it', 'give another model');
}
