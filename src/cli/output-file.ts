/**
 * @file Where a result is written: a regular file is written whole or not at all, and keeps its mode and its links; a
 * device, a FIFO and an open descriptor are written into, never replaced.
 */
import type { Stats } from 'node:fs';
import {
  access,
  constants,
  open,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { TfjsFlopsError } from '../core/errors.ts';
import { visibleLines } from '../core/visible.ts';
import { quoted } from './flag-values.ts';
import { reasonOf } from './system-error.ts';

/** As many as Linux follows. */
const MOST_LINKS = 40;

/** A descriptor of this process, which links lead to: what it is open on may have no path. */
const DESCRIPTOR = /^\/dev\/(?:fd\/\d+|std(?:out|err))$|^\/proc\/(?:self|\d+)\/(?:task\/\d+\/)?fd\/\d+$/;

const STANDARD_OUTPUT = new RegExp(
  String.raw`^/dev/(?:fd/1|stdout)$|^/proc/(?:self|${process.pid})/(?:task/\d+/)?fd/1$`,
);

/** How long a FIFO may lack a reader when the result is there. */
const PATIENCE_MS = 5_000;
const POLL_MS = 50;

/** Why the file of a flag cannot be written. */
class Refusal extends Error {}

const failed = (flag: string, file: string, error: unknown): TfjsFlopsError => {
  const why = error instanceof Refusal ? error.message : `cannot be written: ${reasonOf(error)}`;
  return new TfjsFlopsError('invalid-option', `${flag} ${quoted(file)} ${why}`, {
    remedies: ['give another FILE'],
  });
};

/** The path behind all links, whether anything is there or not; links end at a descriptor. */
async function followed(file: string): Promise<string> {
  let path = resolve(file);
  for (let links = 0; links <= MOST_LINKS; links += 1) {
    if (DESCRIPTOR.test(path)) return path;
    path = join(await realpath(dirname(path)), basename(path));
    if (DESCRIPTOR.test(path)) return path;
    const link = await readlink(path).catch(() => null);
    if (link === null) return path;
    path = resolve(dirname(path), link);
  }
  throw new Error('too many symbolic links');
}

const found = (path: string): Promise<Stats | null> =>
  stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });

/** Whether it is `-`, or standard output by another name: what goes there comes instead of the table. */
export async function isStandardOutput(file: string): Promise<boolean> {
  if (file === '-') return true;
  return STANDARD_OUTPUT.test(await followed(file).catch(() => file));
}

interface Target {
  /** Behind all links. */
  readonly path: string;
  /** `null` for a file that is not there yet. */
  readonly stats: Stats | null;
  /** Written into: a descriptor, a FIFO, a device. */
  readonly isStream: boolean;
}

async function targetOf(file: string): Promise<Target> {
  const path = await followed(file);
  const stats = await found(path);
  if (stats?.isDirectory() === true || /[/\\]$/.test(file)) throw new Refusal('is a folder');
  if (stats?.isBlockDevice() === true) throw new Refusal('is a disk');
  if (stats?.isSocket() === true) throw new Refusal('is a socket');
  return { path, stats, isStream: stats !== null && (!stats.isFile() || DESCRIPTOR.test(path)) };
}

/**
 * Finds out before minutes of work whether their result can be written. A FIFO is not opened: its reader would see it end.
 * @param flag that names the file
 * @throws TfjsFlopsError `invalid-option`
 */
export async function checkWritable(file: string, flag = '--json'): Promise<void> {
  try {
    const { path, stats } = await targetOf(file);
    await access(stats === null ? dirname(path) : path, constants.W_OK);
  } catch (error) {
    throw failed(flag, file, error);
  }
}

/** A FIFO that has a reader, opened; without this, an open would wait for one for ever. */
async function openFifo(path: string, patienceMs: number): Promise<FileHandle> {
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    try {
      // Writes that do not block fail on a full pipe: this one only asks.
      const probe = await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
      const handle = await open(path, constants.O_WRONLY);
      await probe.close();
      return handle;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
      if (waitedMs >= patienceMs) throw new Error('nobody reads it', { cause: error });
      await wait(POLL_MS);
    }
  }
}

async function writeInto({ path, stats }: Target, text: string, patienceMs: number): Promise<void> {
  const handle = stats?.isFIFO() === true ? await openFifo(path, patienceMs) : await open(path, 'a');
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

/** Writes a draft next to the file, then renames it: a reader never sees half a result. */
async function replace({ path, stats }: Target, text: string): Promise<void> {
  const draft = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    const handle = await open(draft, 'wx');
    try {
      if (stats !== null) {
        await handle.chown(stats.uid, stats.gid);
        await handle.chmod(stats.mode & 0o7777);
      }
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** For a file that must stay the one that it is; what it held comes back where the disk does not hold the new text. */
async function overwrite({ path }: Target, text: string): Promise<void> {
  const before = await readFile(path);
  try {
    await writeFile(path, text);
  } catch (error) {
    await writeFile(path, before).catch(() => {});
    throw error;
  }
}

/** No draft can take the file's place: a folder or an owner that is not ours, a mount point. */
const KEEPS_ITS_FILE = new Set(['EACCES', 'EBUSY', 'EPERM', 'EROFS', 'EXDEV']);

async function writeTarget(target: Target, text: string, patienceMs: number): Promise<void> {
  if (target.isStream) return writeInto(target, text, patienceMs);
  // A file of two names stays one.
  if ((target.stats?.nlink ?? 1) > 1) return overwrite(target, text);
  try {
    return await replace(target, text);
  } catch (error) {
    if (target.stats === null || !KEEPS_ITS_FILE.has((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
    return overwrite(target, text);
  }
}

/**
 * Writes a result, with a line end where it has none; what the file is, is asked anew, since minutes may have passed.
 * @param patienceMs how long a FIFO may lack a reader
 * @param flag that names the file
 * @throws TfjsFlopsError `invalid-option`
 */
export async function writeWhole(
  file: string,
  text: string,
  patienceMs = PATIENCE_MS,
  flag = '--json',
): Promise<void> {
  try {
    // Escapes of JSON, for a terminal may be there.
    const lines = visibleLines(text.endsWith('\n') ? text : `${text}\n`);
    await writeTarget(await targetOf(file), lines, patienceMs);
  } catch (error) {
    throw failed(flag, file, error);
  }
}
