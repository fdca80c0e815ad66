/** @file A saved report, which shows itself as those do that were just made. */
import type { Report } from '../core/report.ts';
import { withFaces } from '../report/index.ts';
import { readReport as read } from '../saved/read.ts';

/**
 * The Report that `writeReport` wrote. All of it is checked: each field against `report.schema.json`, that whatever is
 * named by a number is there, and that rows add up to the total.
 * @param text what the file holds
 * @param name the file's name, for errors
 * @throws TfjsFlopsError `invalid-input`: no JSON, no report, one of a newer version, or what is wrong in it
 * @example
 * const report = readReport(await readFile('report.json', 'utf8'));
 */
export const readReport = (text: string, name?: string): Report => withFaces(read(text, name));
