/** @file Paths that a weights manifest may name: below the model's own folder and nowhere else. */
import { TfjsFlopsError } from '../core/errors.ts';
import { plain } from './json.ts';

/** As written, and as a server would read it. */
function readings(path: string): readonly string[] {
  try {
    return [path, decodeURIComponent(path)];
  } catch {
    return [path];
  }
}

function leavesFolder(path: string): boolean {
  const isAbsolute = path.startsWith('/') || /^[a-z][a-z0-9+.-]*:/i.test(path);
  return isAbsolute || path.includes('\\') || path.includes('\0') || path.split('/').includes('..');
}

/** The file in a path that a signature may follow: `w.bin` of `w.bin?Expires=9`. */
export const fileOf = (path: string): string => path.replace(/\?.*$/s, '');

/**
 * @throws TfjsFlopsError `invalid-model` for absolute paths, addresses, `..`, backslashes, and the same in percent
 *   notation
 */
export function checkShardPath(path: string, location: string): void {
  const file = fileOf(path);
  if (file !== '' && !file.endsWith('/') && !readings(path).some(leavesFolder)) return;
  throw new TfjsFlopsError(
    'invalid-model',
    `weightsManifest of ${location} names "${plain(file)}", which is no file below the model's folder`,
    { remedies: ['put all weight files beside the model.json and name them so'] },
  );
}
