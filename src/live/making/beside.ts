/** @file In the script that a page loads: what makes reports is a second file, beside it on the page's server. */
import { TfjsFlopsError } from '../../core/errors.ts';
import type * as Reports from './reports.ts';

const FILE = 'live-report.js';

interface Document {
  readonly currentScript?: { readonly src?: string } | null;
}

/** Known while the script itself runs, and not afterwards. */
const src = (globalThis as { readonly document?: Document }).document?.currentScript?.src;

/** @throws TfjsFlopsError `missing-file` where it is not there */
export async function making(): Promise<typeof Reports> {
  try {
    return (await import(/* @vite-ignore */ new URL(FILE, src).href)) as typeof Reports;
  } catch (cause) {
    throw new TfjsFlopsError('missing-file', `${FILE}, which makes the reports, could not be loaded`, {
      remedies: ['put it beside live.js on your server: both are in dist of the package'],
      cause,
    });
  }
}
