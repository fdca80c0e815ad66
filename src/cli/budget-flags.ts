/** @file The flags of a budget, and the budget that they say. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Json } from '../core/shape.ts';
import type { Budget } from '../gate/budget.ts';
import { readLimit } from '../gate/limit.ts';
import type { Flags, ValuesOf } from './command.ts';
import { anything, invalidValue, last, on, quoted } from './flag-values.ts';

/** @throws TfjsFlopsError `invalid-option` for what is no limit. @param typed what follows the flag */
function checkLimit(text: string, flag: string, isBytes: boolean, typed = text): void {
  try {
    readLimit({ name: flag }, text, isBytes);
  } catch {
    // Said in the words of the command line.
    throw invalidValue(flag, typed, 'a limit', `give ${isBytes ? '64MB' : '320M'}, or +2% of the baseline's`);
  }
}

/** A limit stays as it is typed, and is known to be one. */
const limit = (isBytes: boolean) =>
  last((text: string, flag) => {
    checkLimit(text, flag, isBytes);
    return text;
  });

/** `encoder/**=+0%`, once for each pattern. */
function readLayers(texts: readonly string[], flag: string): Readonly<Record<string, string>> {
  const layers = new Map<string, string>();
  for (const text of texts) {
    const at = text.lastIndexOf('=');
    if (at < 1) throw invalidValue(flag, text, "a pattern and its limit, such as 'encoder/**=+0%'");
    const [glob, amount] = [text.slice(0, at), text.slice(at + 1)];
    checkLimit(amount, flag, false, text);
    const other = layers.get(glob);
    if (other !== undefined && other !== amount)
      throw new TfjsFlopsError(
        'invalid-option',
        `${flag} ${quoted(text)} contradicts ${quoted(`${glob}=${other}`)}`,
        {
          remedies: ['give one of them'],
        },
      );
    layers.set(glob, amount);
  }
  return Object.fromEntries(layers);
}

const writeLayers = (value: Json): readonly string[] | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).map(
        ([glob, amount]) => `${glob}=${typeof amount === 'string' ? amount : JSON.stringify(amount)}`,
      )
    : null;

const names = (texts: readonly string[], flag: string): readonly string[] =>
  texts.map((text) => anything(text, flag));

export const BUDGET_FLAGS = {
  maxMultiplyAdds: {
    takes: 'LIMIT',
    says: "the most multiply-adds: 320M, or +2% of the baseline's",
    read: limit(false),
  },
  maxParameters: { takes: 'LIMIT', says: 'the most parameters', read: limit(false) },
  maxPeakMemory: {
    takes: 'LIMIT',
    says: 'the most bytes alive at once, such as 64MB or 64MiB',
    read: limit(true),
  },
  maxKernels: { takes: 'LIMIT', says: 'the most kernel calls', read: limit(false) },
  maxLeakedTensors: {
    takes: 'N',
    says: 'the most tensors that each pass may leave behind',
    read: limit(false),
  },
  layer: {
    takes: 'PATTERN=LIMIT',
    says: "the most multiply-adds of some layers: 'encoder/**=+0%'",
    read: readLayers,
    option: 'layers',
    write: writeLayers,
  },
  noKernel: { takes: 'NAME', says: 'a kernel that must not run, such as Tile', read: names },
  noUnknown: { takes: null, says: 'no kernel whose work is unknown may run', read: on },
  noFinding: { takes: 'RULE', says: 'a rule that must find nothing, such as repeated-layer', read: names },
} as const satisfies Flags;

/** What the flags say; `null` where none is given. */
export function budgetOf({ layer, ...flags }: ValuesOf<typeof BUDGET_FLAGS>): Budget | null {
  const { maxMultiplyAdds, maxParameters, maxPeakMemory, maxKernels, maxLeakedTensors } = flags;
  const { noKernel, noUnknown, noFinding } = flags;
  const budget: Budget = {
    maxMultiplyAdds,
    maxParameters,
    maxPeakMemory,
    maxKernels,
    maxLeakedTensors,
    layers: layer,
    noKernel,
    noUnknown,
    noFinding,
  };
  return Object.values(budget).every((value) => value === undefined) ? null : budget;
}
