/** @file Where `--json FILE` puts a result. */
import { checkWritable, isStandardOutput } from './output-file.ts';

interface JsonOutput {
  /** On standard output, in place of the table. */
  readonly isPrinted: boolean;
  readonly file: string | null;
}

/** @throws TfjsFlopsError `invalid-option` for a file that cannot be written, before anything runs */
export async function jsonOutput(file: string | undefined): Promise<JsonOutput> {
  if (file === undefined) return { isPrinted: false, file: null };
  if (await isStandardOutput(file)) return { isPrinted: true, file: null };
  await checkWritable(file);
  return { isPrinted: false, file };
}
