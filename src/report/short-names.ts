/** @file Long names shortened in the middle: `batch_norm…zation_12`. Two names that differ stay different. */

/** Shorter ones are not cut. */
const SHORTEST = 28;

/** Where the cut is, as a share of what is kept before it. Ends tell more than middles: the number is there. */
const CUTS = [1 / 2, 1 / 3, 2 / 3, 1 / 5, 4 / 5];

const cut = (name: string, room: number, share: number): string => {
  if (name.length <= room) return name;
  const head = Math.round((room - 1) * share);
  const tail = name.slice(name.length - (room - 1 - head));
  // Where a list is cut at its own `…`, one is enough.
  return `${name.slice(0, head).replace(/[ …]+$/, '')}…${tail.replace(/^[ …]+/, '')}`;
};

/**
 * Each name in at most `room` columns, or `null` where that would make two different names equal or cut the short ones.
 * @param names with the glyphs of the tree, which are before what is cut
 */
export function shortened(names: readonly string[], room: number): ReadonlyMap<string, string> | null {
  if (room < SHORTEST) return null;
  const all = [...new Set(names)];
  for (const share of CUTS) {
    const short = all.map((name) => cut(name, room, share));
    if (new Set(short).size === all.length) return new Map(all.map((name, i) => [name, short[i]!]));
  }
  return null;
}
