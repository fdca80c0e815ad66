/** @file Sizes of a layer that a reader changes: which there are, and which others go with them. */
import { KINDS, type KindName, type Sizes } from '../textbook/kinds/kind.ts';
import type { Asked } from './line.ts';

/** In the order of the sliders. */
const LETTERS = ['N', 'D', 'Dff', 'h', 'P', 'C', 'K', 'Cin', 'Cout', 'H', 'W', 'in', 'out'];

/** What follows a size where it is equal to it in the model: heads fill the width of the tokens, a depthwise kernel has a group a channel. */
const EQUALS: Readonly<Partial<Record<KindName, Readonly<Record<string, readonly string[]>>>>> = {
  attention: { D: ['Dk', 'projection'] },
  'grouped-convolution': { Cin: ['g', 'Cout'] },
};

/** A map's height and width before and after: the strides stay. */
const OUTPUTS: Readonly<Record<string, string>> = { H: 'Ho', W: 'Wo' };

/** @param own the layer's sizes in the model */
export function withSize(kind: KindName, own: Sizes, sizes: Sizes, letter: string, value: number): Sizes {
  const next: Record<string, number> = { ...sizes, [letter]: value };
  for (const follower of EQUALS[kind]?.[letter] ?? [])
    if (own[follower] === own[letter]) next[follower] = value;
  if (letter === 'K') for (const side of ['Kh', 'Kw']) next[side] = value;
  const output = OUTPUTS[letter];
  if (output !== undefined && own[output] !== undefined)
    next[output] = Math.max(1, Math.round((value * own[output]) / own[letter]!));
  return next;
}

/** What the layer consists of at these sizes, in what the formula is of. */
export const consistsOf = ({ kind, quantity, part }: Asked, sizes: Sizes): number =>
  KINDS[kind][quantity](sizes)
    .filter(({ name, isThere }) => isThere && (part === undefined || part === name))
    .reduce((sum, { amount }) => sum + amount, 0);

/** What the formula says; `null` where that is no count. */
export function saysAt({ says }: Asked, sizes: Sizes): number | null {
  try {
    return Number(says(sizes));
  } catch {
    return null;
  }
}

/** The sizes that change one of the two. */
export const lettersOf = (asked: Asked, own: Sizes): readonly string[] =>
  LETTERS.filter((letter) => {
    const size = own[letter];
    if (size === undefined || !KINDS[asked.kind].letters.includes(letter)) return false;
    // A depthwise kernel's channels out are its channels in.
    if (letter === 'Cout' && own['g'] !== undefined && own['g'] === own['Cin']) return false;
    const twice = withSize(asked.kind, own, own, letter, 2 * size);
    return saysAt(asked, twice) !== saysAt(asked, own) || consistsOf(asked, twice) !== consistsOf(asked, own);
  });

/** Up to four times a size, and at least 16. */
export const largest = (size: number): number => Math.max(16, 4 * size);
