/** @file Writes a few files into a folder. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TfjsFlopsError } from '../../core/errors.ts';
import { quoted } from '../flag-values.ts';
import { reasonOf } from '../system-error.ts';
import type { Site } from './site.ts';

/** @throws TfjsFlopsError `invalid-option` where the folder cannot be written */
export async function writeFiles(folder: string, site: Site): Promise<void> {
  try {
    for (const [path, body] of site) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), body);
    }
  } catch (error) {
    throw new TfjsFlopsError(
      'invalid-option',
      `--folder ${quoted(folder)} cannot be written: ${reasonOf(error)}`,
      { remedies: ['give another FOLDER'] },
    );
  }
}
