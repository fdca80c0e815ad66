/** @file The word that was probably meant. */

/** Levenshtein's distance: the fewest insertions, deletions and replacements of a letter that turn a into b. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/**
 * The first of `words` at the least distance from `word`, whatever its case, or the first that begins with it;
 * none where over a third of the letters would have to change.
 */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const typed = word.trim().toLowerCase();
  let best: string | undefined;
  let least = Math.floor(typed.length / 3);
  for (const candidate of words) {
    const distance = editDistance(typed, candidate.toLowerCase());
    if (distance < least || (distance === least && best === undefined)) [best, least] = [candidate, distance];
  }
  return (
    best ?? (typed === '' ? undefined : words.find((candidate) => candidate.toLowerCase().startsWith(typed)))
  );
}
