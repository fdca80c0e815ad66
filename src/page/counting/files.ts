/** @file The files in what is dropped or chosen: loose ones, or all that are in a folder. */
import type { DroppedFile } from '../../core/counting-page.ts';
import { TfjsFlopsError } from '../../core/errors.ts';

/** In a folder of models are few; in a home directory, dropped by mistake, are many. */
const MOST_FILES = 10_000;

/** A file, and where it lay. */
export interface Found extends DroppedFile {
  readonly contents: File;
}

export interface Dropped {
  readonly files: readonly Found[];
  /** The name of the first folder among what was dropped; `null` where all are files. */
  readonly folder: string | null;
}

const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

const some = (reader: FileSystemDirectoryReader): Promise<readonly FileSystemEntry[]> =>
  new Promise((resolve, reject) => reader.readEntries(resolve, reject));

/** A browser gives a hundred at a time. */
async function entriesIn(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (let next = await some(reader); next.length > 0; next = await some(reader)) all.push(...next);
  return all;
}

/** Folder by folder, so that what lies highest is found first. */
async function filesBelow(entries: readonly FileSystemEntry[]): Promise<readonly Found[]> {
  const found: Found[] = [];
  const queue = [...entries];
  for (const entry of queue) {
    if (queue.length > MOST_FILES)
      throw new TfjsFlopsError(
        'invalid-input',
        `${entries.map(({ name }) => name).join(' and ')}: more than ${MOST_FILES} files are in it`,
        { remedies: ['drop the folder of one model'] },
      );
    if (isFolder(entry)) queue.push(...(await entriesIn(entry)));
    else if (isFile(entry)) {
      const contents = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
      found.push({ path: entry.fullPath.replace(/^\//, ''), contents });
    }
  }
  return found;
}

/** Loose files; those chosen as a folder know where they lay in it. */
export function chosen(files: readonly File[]): Dropped {
  const found = files.map((contents) => ({ path: contents.webkitRelativePath || contents.name, contents }));
  const first = found.find(({ path }) => path.includes('/'));
  return { files: found, folder: first === undefined ? null : first.path.slice(0, first.path.indexOf('/')) };
}

/**
 * To be called while the drop is told of: afterwards a browser gives nothing.
 * @param isOpened whether a folder's files are wanted: a page from disk is not given them
 */
export function dropped(data: DataTransfer | null, isOpened: boolean): Promise<Dropped> {
  const entries = [...(data?.items ?? [])].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const folder = entries.find(isFolder);
  if (folder === undefined) return Promise.resolve(chosen([...(data?.files ?? [])]));
  if (!isOpened) return Promise.resolve({ files: [], folder: folder.name });
  return filesBelow(entries).then((files) => ({ files, folder: folder.name }));
}
