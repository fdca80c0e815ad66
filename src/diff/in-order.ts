/** @file Items of two lists that follow one another in both. */

type Pairs<T> = (readonly [T, T])[];

/** More places than that, the square of 4,000 items, would take too much memory. */
const MOST_PLACES = 4_000 ** 2;

/** The longest common subsequence of two lists of keys. */
function longest<T>(as: readonly T[], bs: readonly T[], keyOf: (item: T) => string): Pairs<T> {
  const [keysA, keysB] = [as.map(keyOf), bs.map(keyOf)];
  const lengths = Array.from({ length: as.length + 1 }, () => new Uint32Array(bs.length + 1));
  for (let i = as.length - 1; i >= 0; i--)
    for (let j = bs.length - 1; j >= 0; j--)
      lengths[i]![j] =
        keysA[i] === keysB[j]
          ? lengths[i + 1]![j + 1]! + 1
          : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
  const pairs: Pairs<T> = [];
  for (let i = 0, j = 0; i < as.length && j < bs.length;) {
    if (keysA[i] === keysB[j]) pairs.push([as[i++]!, bs[j++]!]);
    else if (lengths[i + 1]![j]! >= lengths[i]![j + 1]!) i++;
    else j++;
  }
  return pairs;
}

/** A common subsequence in time in proportion: of each item the next one of its key. */
function nearest<T>(as: readonly T[], bs: readonly T[], keyOf: (item: T) => string): Pairs<T> {
  const places = new Map<string, number[]>();
  for (const [place, b] of bs.entries()) {
    const known = places.get(keyOf(b));
    if (known === undefined) places.set(keyOf(b), [place]);
    else known.push(place);
  }
  for (const list of places.values()) list.reverse();
  const pairs: Pairs<T> = [];
  let from = 0;
  for (const a of as) {
    const ahead = places.get(keyOf(a)) ?? [];
    while (ahead.length > 0 && ahead.at(-1)! < from) ahead.pop();
    const place = ahead.pop();
    if (place === undefined) continue;
    pairs.push([a, bs[place]!]);
    from = place + 1;
  }
  return pairs;
}

/**
 * Items of equal keys that follow one another in both lists: as many as there can be, of very long lists nearly so. What
 * both begin and end with alike is never looked through by pairs.
 */
export function inOrder<T>(
  as: readonly T[],
  bs: readonly T[],
  keyOf: (item: T) => string,
): readonly (readonly [T, T])[] {
  const least = Math.min(as.length, bs.length);
  const isSame = (i: number, j: number): boolean => keyOf(as[i]!) === keyOf(bs[j]!);
  let start = 0;
  while (start < least && isSame(start, start)) start++;
  let end = 0;
  while (end < least - start && isSame(as.length - 1 - end, bs.length - 1 - end)) end++;
  const [midA, midB] = [as.slice(start, as.length - end), bs.slice(start, bs.length - end)];
  const between = midA.length * midB.length > MOST_PLACES ? nearest : longest;
  const tailA = as.slice(as.length - end);
  return [
    ...as.slice(0, start).map((a, i) => [a, bs[i]!] as const),
    ...between(midA, midB, keyOf),
    ...tailA.map((a, i) => [a, bs[bs.length - end + i]!] as const),
  ];
}
