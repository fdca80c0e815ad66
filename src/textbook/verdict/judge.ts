/** @file The verdict on a formula: what it says of all layers of a kind, against what a run showed of each. */
import { KINDS, type Found, type KindName, type Parts, type Sizes } from '../kinds/kind.ts';
import { explain, type Says } from './explain.ts';

/**
 * `exact`, `incomplete`, `too many`: the same number, or with parts less or too much, which are named. `wrong`: off by a
 * factor, or by an amount. `unexplained`: the run and the parts differ, which is a fault of ours or of the run.
 */
export type Outcome = 'exact' | 'incomplete' | 'too many' | 'wrong' | 'unexplained';

export interface Amount {
  readonly name: string;
  readonly amount: number;
}

/** Between the names of parts of which one is meant. */
export const OR = ' or ';

export interface Verdict {
  readonly outcome: Outcome;
  readonly says: number;
  readonly shows: number;
  /** Layers of the kind, and those of which it says what the run shows. */
  readonly layers: number;
  readonly agreeing: number;
  /** What it is off by: `h`, and its value where that is the same for all layers. */
  readonly factor: { readonly text: string; readonly value: number | null } | null;
  readonly missing: readonly Amount[];
  readonly extra: readonly Amount[];
  /** Holds for other sizes than these as well. */
  readonly isGeneral: boolean;
}

export type Judged = 'multiplyAdds' | 'parameters';

/** A found layer with what the run showed of it. */
export interface Shown {
  readonly found: Found;
  readonly shows: number;
}

/** Parameters are there once, however often a layer is used. */
const usesOf = ({ uses }: Found, quantity: Judged): Found['uses'] =>
  quantity === 'multiplyAdds' ? uses : uses.slice(0, 1).map(({ sizes }) => ({ sizes, times: 1 }));

const distinct = (all: readonly Sizes[]): readonly Sizes[] => [
  ...new Map(all.map((sizes) => [JSON.stringify(sizes), sizes])).values(),
];

/** Sums by name, in the order of the parts. */
function amounts(
  cases: readonly { readonly parts: Parts; readonly times: number }[],
  isMeant: (part: Parts[number]) => boolean,
): readonly Amount[] {
  const sums = new Map<string, number>();
  for (const { parts, times } of cases)
    for (const part of parts)
      if (isMeant(part) && part.amount > 0)
        sums.set(part.name, (sums.get(part.name) ?? 0) + times * part.amount);
  return [...sums].map(([name, amount]) => ({ name, amount }));
}

const total = (list: readonly Amount[]): number => list.reduce((sum, { amount }) => sum + amount, 0);

/** One missing part that can be either of several: `first layer or second layer`. */
function eitherOf(choices: readonly (readonly Amount[])[]): readonly Amount[] {
  const [first = [], ...others] = choices;
  const [one, ...more] = first;
  const alike = others.filter((list) => list.length === 1 && list[0]!.amount === one?.amount);
  if (one === undefined || more.length > 0 || alike.length === 0) return first;
  const names = [one, ...alike.map((list) => list[0]!)].map(({ name }) => name);
  return [{ ...one, name: names.toReversed().join(OR) }];
}

/**
 * @param says what the formula says of one example
 * @param part the part of the layers that it is of, where it is not of all
 * @param layers of this kind, at least one
 * @throws what `says` throws
 */
export function judge(
  kindName: KindName,
  quantity: Judged,
  says: Says,
  layers: readonly Shown[],
  part?: string,
): Verdict {
  const kind = KINDS[kindName];
  const partsOf = (sizes: Sizes): Parts =>
    kind[quantity](sizes).filter(({ name }) => part === undefined || name === part);
  const values = layers.map(({ found, shows }) => {
    const cases = usesOf(found, quantity).map(({ sizes, times }) => ({
      sizes,
      times,
      parts: partsOf(sizes),
    }));
    const said = cases.reduce((sum, { sizes, times }) => sum + BigInt(times) * says(sizes), 0n);
    return { cases, said, shows, derived: total(amounts(cases, ({ isThere }) => isThere)) };
  });
  const cases = values.flatMap((value) => value.cases);
  const shows = values.reduce((sum, value) => sum + value.shows, 0);
  const base = {
    says: Number(values.reduce((sum, { said }) => sum + said, 0n)),
    shows,
    layers: layers.length,
    agreeing: values.filter((value) => value.said === BigInt(value.shows)).length,
    factor: null,
    missing: [],
    extra: [],
    isGeneral: false,
  };
  if (values.some((value) => value.derived !== value.shows)) return { ...base, outcome: 'unexplained' };
  const sizes = distinct(cases.map((one) => one.sizes));
  const found = explain(kind, partsOf, says, sizes);
  if (found === null) return { ...base, outcome: 'wrong' };
  const { factor, parts, instead, isGeneral } = found;
  const missingWith = (some: ReadonlySet<string>): readonly Amount[] =>
    amounts(cases, ({ name, isThere }) => isThere && !some.has(name));
  const missing = eitherOf([parts, ...instead].map(missingWith));
  const extra = amounts(cases, ({ name, isThere }) => !isThere && parts.has(name));
  const ratios = new Set(sizes.map((one) => factor.at(one)).map(([n, d]) => Number(n) / Number(d)));
  const off = factor.cost > 0 && [...ratios].some((ratio) => ratio !== 1);
  return {
    ...base,
    outcome: off ? 'wrong' : extra.length > 0 ? 'too many' : missing.length > 0 ? 'incomplete' : 'exact',
    factor: off ? { text: factor.text, value: ratios.size === 1 ? [...ratios][0]! : null } : null,
    missing,
    extra,
    // A factor that is 1 here is none elsewhere.
    isGeneral: isGeneral && (off || factor.cost === 0),
  };
}
