/** @file Text that stands in a page's `<script>`: it ends no element and begins none, and is ASCII, which is read the soonest. */

/** Each character beyond ASCII as `\u00b7`: the same in a literal of JavaScript or JSON. */
export const escapedToAscii = (text: string): string =>
  text.replaceAll(/[^\0-\x7F]/g, (unit) => String.raw`\u` + unit.charCodeAt(0).toString(16).padStart(4, '0'));

/** JSON of the data that ends no element and begins none. */
export const inertJson = (data: object): string =>
  escapedToAscii(JSON.stringify(data).replaceAll('<', String.raw`\u003c`));
