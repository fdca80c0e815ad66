/** @file Two texts of one thing, in multiply-adds and in FLOPs: where they differ, the second has twice the amount. */

/** Without the note that only one of the two has. */
const wordsOf = (table: string): readonly string[] =>
  table
    .split('\n')
    .filter((line) => !/^ {2}(?:as )?FLOPs {2}/.test(line))
    .join('\n')
    .replaceAll(/mult(?:iply)?-adds?|FLOPs?/gi, 'WORK')
    .split(/[\s()]+/)
    .filter((word) => word !== '' && !/^[─━]+$/.test(word));

const numberIn = (word: string): number | null => {
  const [text] = /\d[\d,]*(?:\.\d+)?/.exec(word) ?? [];
  return text === undefined ? null : Number(text.replaceAll(',', ''));
};

/** Half of the last digit, twice, and once more. */
const ROUNDING = 0.151;

export interface Compared {
  readonly doubled: readonly number[];
  readonly wrong: readonly string[];
}

/** @returns what is doubled, and what differs otherwise */
export function compared(multiplyAdds: string, flops: string): Compared {
  const [one, other] = [wordsOf(multiplyAdds), wordsOf(flops)];
  const doubled: number[] = [];
  const wrong = one.length === other.length ? [] : [`${one.length} words, ${other.length} in FLOPs`];
  for (const [i, word] of one.entries()) {
    if (word === other[i]) continue;
    const [before, now] = [numberIn(word), numberIn(other[i] ?? '')];
    const isTwice =
      before !== null &&
      now !== null &&
      Math.abs(now - 2 * before) <= (Number.isInteger(before) && Number.isInteger(now) ? 0 : ROUNDING);
    if (isTwice) doubled.push(now);
    else wrong.push(`${one.slice(i - 3, i + 2).join(' ')} | ${other.slice(i - 3, i + 2).join(' ')}`);
  }
  return { doubled, wrong };
}
