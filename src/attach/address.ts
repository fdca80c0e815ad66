/** @file Addresses of pages: what a caller gives, and what may be shown of them. */
import { TfjsFlopsError } from '../core/errors.ts';

/** `localhost:8080/app`: neither a key nor a name that the address holds. */
export function shownAddress(address: string): string {
  try {
    const { host, pathname, protocol } = new URL(address);
    return host === '' ? `${protocol}…` : `${host}${pathname === '/' ? '' : pathname}`;
  } catch {
    return 'the page';
  }
}

/** @throws TfjsFlopsError `invalid-input` for what no browser opens */
export function pageAddress(given: string): string {
  const hasScheme = /^(?:https?|file):/i.test(given);
  const isHost = /^(?:localhost|[\w-]+(?:\.[\w-]+)+|\[[\da-f:]+\])(?::\d+)?(?:[/?#]|$)/i.test(given);
  const address = hasScheme ? given : isHost ? `http://${given}` : null;
  if (address !== null && URL.canParse(address)) return address;
  const what = URL.canParse(given) ? shownAddress(given) : 'what is given as the page';
  throw new TfjsFlopsError('invalid-input', `${what} is not the address of a page`, {
    remedies: ['write http://localhost:8080/', 'write https:// before the name'],
  });
}
