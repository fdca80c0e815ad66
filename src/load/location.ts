/** @file Where a model file is: on disk or behind http(s). */
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TfjsFlopsError } from '../core/errors.ts';
import { received } from '../core/options.ts';
import { plain } from './json.ts';
import { isOfOtherFramework } from './other-frameworks.ts';
import { withoutQuery } from './without-query.ts';

export type Location =
  { readonly kind: 'disk'; readonly path: string } | { readonly kind: 'http'; readonly url: URL };

/** Two letters at least: `C:\models` is a path. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

/**
 * Whether `text` names a model file rather than a model of the zoo: `./dir`, `dir/model.json`, `https://…`, `net.onnx`, an
 * existing folder. A zoo name is also a location where a folder of that name is at hand: ask the zoo first.
 */
export function looksLikeLocation(text: string): boolean {
  if (/[/\\]|^\.|\.json$/i.test(text) || isOfOtherFramework(text) || SCHEME.test(text)) return true;
  return statSync(text, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

const WAYS = 'give a model.json, its folder, a file:// address or an http(s) address';

/** @throws TfjsFlopsError `invalid-input` for an address that is neither path, `file:`, `http:` nor `https:` */
export function locate(source: string): Location {
  const given: unknown = source;
  if (typeof given !== 'string')
    throw new TfjsFlopsError('invalid-input', `a model file is named by a text, got ${received(given)}`, {
      remedies: [WAYS],
    });
  const scheme = SCHEME.exec(source)?.[1]?.toLowerCase();
  if (scheme === undefined && source.trim() !== '' && !source.includes('\0'))
    return { kind: 'disk', path: source };
  if (scheme === 'file') return { kind: 'disk', path: pathOf(source) };
  const url = URL.canParse(source) ? new URL(source) : null;
  if (url === null || (scheme !== 'http' && scheme !== 'https'))
    throw refuse(source, 'is no path and no address');
  if (url.username !== '' || url.password !== '')
    throw new TfjsFlopsError(
      'invalid-input',
      `an address of ${url.host} carries a user name or password, which fetch does not send`,
      { remedies: ['download the model first'] },
    );
  url.hash = '';
  return { kind: 'http', url };
}

function pathOf(source: string): string {
  try {
    return fileURLToPath(source);
  } catch {
    throw refuse(source, 'is no file of this machine');
  }
}

const refuse = (source: string, why: string): TfjsFlopsError =>
  new TfjsFlopsError('invalid-input', `"${plain(withoutQuery(source))}" ${why}`, {
    remedies: [WAYS],
  });
