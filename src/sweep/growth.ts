/** @file How counts grow along an axis: the exact polynomial of each layer, and slopes over halves of the range. */
import { groupBy } from '../core/group-by.ts';
import type { BriefCount } from '../profile/brief-count.ts';
import type { CountedAt } from './interpolate.ts';
import { coefficientsOf, exactPolynomial } from './polynomial.ts';
import type { Axis, Exponent, GrowingLayer, Growth, GrowthGroup } from '../core/sweep.ts';

/** A number that stands for itself: `blocks.3`, `block_3`, `stage2`; not the one in `Conv2D`. */
const NUMBER = /(?<![A-Za-z0-9])\d+(?![A-Za-z0-9])|(?<=[A-Za-z])\d+(?![A-Za-z0-9])/g;

/** Blocks that are repeated share a name. */
export const repeatedName = (name: string): string => name.replaceAll(NUMBER, '*');

/** Multiply-adds by the shared name. */
export function byRepeatedName(count: BriefCount): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const [name, multiplyAdds] of count.layers) {
    const repeated = repeatedName(name);
    names.set(repeated, (names.get(repeated) ?? 0) + multiplyAdds);
  }
  return names;
}

/** The slope of the line of least squares through the logarithms. */
function slope(points: readonly CountedAt[]): number | null {
  const logs = points
    .filter(({ count }) => count.multiplyAdds > 0)
    .map(({ at, count }) => [Math.log(at), Math.log(count.multiplyAdds)] as const);
  const mean = (axis: 0 | 1): number => logs.reduce((sum, log) => sum + log[axis], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const over = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const under = logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return under > 0 ? over / under : null;
}

/** Neighbours jump where sizes are rounded; halves of the range do not. */
function exponentsOf(points: readonly CountedAt[]): readonly Exponent[] {
  const middle = Math.floor(points.length / 2);
  const halves = points.length < 4 ? [points] : [points.slice(0, middle + 1), points.slice(middle)];
  return halves.flatMap((half) => {
    const exponent = half.length < 2 ? null : slope(half);
    return exponent === null ? [] : [{ from: half[0]!.at, to: half.at(-1)!.at, exponent }];
  });
}

const shareOf = (layers: readonly GrowingLayer[], end: 0 | 1, total: number): number =>
  total === 0 ? 0 : layers.reduce((sum, { multiplyAdds }) => sum + multiplyAdds[end], 0) / total;

/**
 * @param asked what was counted of the values that were asked for, rising
 * @param extra what was counted elsewhere, for the polynomial alone
 */
export function growthAlong(
  { name, squareOf }: Axis,
  others: Growth['others'],
  asked: readonly CountedAt[],
  extra: readonly CountedAt[],
): Growth | null {
  const [first, last] = [asked[0], asked.at(-1)];
  if (first === undefined || last === undefined || asked.length < 2) return null;
  const all = [...asked, ...extra];
  const sums = all.map(({ at, count }) => ({ at, sums: byRepeatedName(count) }));
  const names = new Set(sums.flatMap((each) => [...each.sums.keys()]));
  const layers = [...names].map((layer) => {
    const polynomial = exactPolynomial(
      sums.map(({ at, sums: counts }) => ({ at, count: counts.get(layer) ?? 0 })),
    );
    const ends = [sums[0]!, sums[asked.length - 1]!].map((each) => each.sums.get(layer) ?? 0);
    const growing: GrowingLayer = {
      name: layer,
      coefficients: polynomial === null ? null : coefficientsOf(polynomial),
      multiplyAdds: ends as [number, number],
    };
    return { degree: polynomial?.degree ?? null, growing };
  });
  const groups = [...groupBy(layers, ({ degree }) => String(degree)).values()].map((alike): GrowthGroup => {
    const costliest = alike
      .map(({ growing }) => growing)
      .toSorted((a, b) => b.multiplyAdds[1] - a.multiplyAdds[1]);
    return {
      degree: alike[0]!.degree,
      layers: costliest,
      shares: [
        shareOf(costliest, 0, first.count.multiplyAdds),
        shareOf(costliest, 1, last.count.multiplyAdds),
      ],
    };
  });
  const total = exactPolynomial(all.map(({ at, count }) => ({ at, count: count.multiplyAdds })));
  return {
    axis: name,
    others,
    from: first.at,
    to: last.at,
    degree: total?.degree ?? null,
    points: all.length,
    coefficients: total === null ? null : coefficientsOf(total),
    exponents: exponentsOf(asked),
    groups: groups.toSorted((a, b) => (b.degree ?? Infinity) - (a.degree ?? Infinity)),
    squareOf: squareOf ?? null,
  };
}
