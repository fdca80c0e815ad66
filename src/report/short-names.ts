/** @file Long names shortened in the middle: `batch_norm…zation_12`. Two names that differ stay different. */

/** Shorter ones are not cut. */
const SHORTEST = 28;

/** What stays of a name however deep it stands: `F…ed_12`. */
const LEAST = 7;

/** The glyphs of the tree, which stay as they are. */
const TREE = /^[ ▸│├└]*/;

/** Where the cut is, as a share of what is kept before it. Ends tell more than middles: the number is there. */
const CUTS = [1 / 2, 1 / 3, 2 / 3, 1 / 5, 4 / 5];

function cut(line: string, whole: number, share: number): string {
  if (line.length <= whole) return line;
  const tree = TREE.exec(line)![0];
  const [name, room] = [line.slice(tree.length), whole - tree.length];
  const head = Math.round((room - 1) * share);
  const tail = name.slice(name.length - (room - 1 - head));
  // Where a list is cut at its own `…`, one is enough.
  return `${tree}${name.slice(0, head).replace(/[ …]+$/, '')}…${tail.replace(/^[ …]+/, '')}`;
}

/** Whether the glyphs before a name take the room of it. */
const isTooDeep = (line: string, room: number): boolean =>
  line.length > room && room - TREE.exec(line)![0].length < LEAST;

/**
 * Each name in at most `room` columns, or `null` where that would make two different names equal or cut the short ones.
 * @param names with the glyphs of the tree, which are before what is cut
 */
export function shortened(names: readonly string[], room: number): ReadonlyMap<string, string> | null {
  if (room < SHORTEST) return null;
  const all = [...new Set(names)];
  if (all.some((name) => isTooDeep(name, room))) return null;
  for (const share of CUTS) {
    const short = all.map((name) => cut(name, room, share));
    if (new Set(short).size === all.length) return new Map(all.map((name, i) => [name, short[i]!]));
  }
  return null;
}
