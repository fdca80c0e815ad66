/** @file A browser as people call it, of what it calls itself. */

/** The more particular first: most call themselves Chrome and Safari as well. */
const KNOWN: readonly (readonly [name: string, version: RegExp])[] = [
  ['Edge', /\bEdg\w*\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /Chrome\/(\d+)|\bCriOS\/(\d+)/],
  ['Safari', /\bVersion\/([\d.]+).*\bSafari\//],
];

/** `Firefox 145`; all of it where it is none that is known. */
export function browserName(userAgent: string): string {
  for (const [name, version] of KNOWN) {
    const found = version.exec(userAgent);
    if (found !== null) return `${name} ${found[1] ?? found[2]}`;
  }
  return userAgent;
}
