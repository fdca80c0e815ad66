/** @file Addresses as they may be shown. */

/**
 * An address as it may be shown, in messages and reports: a query may hold a signature or a key, so that it is left
 * out. A path stays as it is.
 */
export function withoutQuery(address: string): string {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(address) ? address.replace(/(\?|%3f).*$/is, '?…') : address;
}
