/**
 * @file Counts of many places from few that were run: along each axis the exact polynomial, its degree confirmed by more
 * points than determine it; of several axes the one polynomial of these degrees, which must also give what is counted at
 * places between. Where one count differs, nothing is derived.
 */
import { TfjsFlopsError } from '../core/errors.ts';
import type { BriefCount } from '../profile/brief-count.ts';
import { countAt, exactPolynomial, polynomialThrough } from './polynomial.ts';
import { evenly, fewOf, sampled, scattered } from './probes.ts';

export const FIGURES = ['multiplyAdds', 'parameters', 'peakBytes'] as const;
export type Figure = (typeof FIGURES)[number];

/** Counts, larger than those that a float holds too; `null` where no polynomial goes through all. */
export type Derived = Readonly<Record<Figure, bigint | null>>;

/** A value of an axis and what was counted there. */
export interface CountedAt {
  readonly at: number;
  readonly count: BriefCount;
}

/** What was tried at a place. */
export type Tried = { readonly count: BriefCount } | { readonly why: string; readonly error: unknown };

/** A place is a value of each axis. */
export type Place = readonly number[];

/** Places between, in no regular distance, whose counts must be those of the polynomial. */
const CHECKS = 3;

export const product = (axes: readonly (readonly number[])[]): readonly Place[] =>
  axes.reduce<readonly Place[]>(
    (places, values) => places.flatMap((place) => values.map((value) => [...place, value])),
    [[]],
  );

const isTooLarge = (error: unknown): boolean =>
  error instanceof TfjsFlopsError && error.code === 'unsafe-integer';

/** Something that is run is not as it should be: no polynomial. */
class NoPolynomial extends Error {}

/** Of the polynomials that are confirmed. */
const degreesOf = (counts: readonly CountedAt[]) =>
  FIGURES.map((figure) => {
    const points = counts.map(({ at, count }) => ({ at, count: count[figure] }));
    return { figure, degree: points.length === 0 ? undefined : exactPolynomial(points)?.degree };
  });

class Interpolation {
  readonly #axes: readonly (readonly number[])[];
  readonly #run: (place: Place) => Promise<Tried>;
  readonly #counted = new Map<string, { readonly place: Place; readonly count: BriefCount }>();
  /** Without the peak where that is no polynomial. */
  readonly #figures = new Set<Figure>(FIGURES);

  constructor(axes: readonly (readonly number[])[], run: (place: Place) => Promise<Tried>) {
    this.#axes = axes;
    this.#run = run;
  }

  async #count(place: Place): Promise<BriefCount | null> {
    const tried = await this.#run(place);
    if ('count' in tried) {
      if (tried.count.unknown.size > 0) throw new NoPolynomial();
      this.#counted.set(place.join(), { place, count: tried.count });
      return tried.count;
    }
    // What is too large to be counted is not too large to be derived.
    if (isTooLarge(tried.error)) return null;
    throw new NoPolynomial();
  }

  /** Counts at values of an axis, the others at their first. */
  async #along(axis: number, values: readonly number[]): Promise<readonly CountedAt[]> {
    const first = this.#axes.map((each) => each[0]!);
    const counts: CountedAt[] = [];
    for (const at of values) {
      const count = await this.#count(first.with(axis, at));
      if (count !== null) counts.push({ at, count });
    }
    return counts;
  }

  /** Values of an axis that determine its polynomials. */
  async #nodes(axis: number): Promise<readonly number[]> {
    const values = this.#axes[axis]!;
    let counts = await this.#along(axis, fewOf(values));
    let found = degreesOf(counts);
    if (found.some(({ degree }) => degree === undefined)) {
      counts = await this.#along(axis, sampled(values));
      found = degreesOf(counts);
    }
    const lost = found.filter(({ degree }) => degree === undefined).map(({ figure }) => figure);
    // Of a short axis nothing is derived, and each value is run.
    if (values.length === counts.length && lost.length > 0) return values;
    if (lost.some((figure) => figure !== 'peakBytes')) throw new NoPolynomial();
    for (const figure of lost) this.#figures.delete(figure);
    const degree = Math.max(...found.map((each) => each.degree ?? 0));
    return evenly(
      counts.map(({ at }) => at),
      degree + 1,
    );
  }

  async derive(): Promise<ReadonlyMap<string, Derived>> {
    const nodes: (readonly number[])[] = [];
    for (const axis of this.#axes.keys()) nodes.push(await this.#nodes(axis));
    const derived = new Map<string, Derived>();
    for (const place of product(nodes)) {
      const count = await this.#count(place);
      if (count === null) throw new NoPolynomial();
      const figures = FIGURES.map((figure) => [
        figure,
        this.#figures.has(figure) ? BigInt(count[figure]) : null,
      ]);
      derived.set(place.join(), Object.fromEntries(figures) as Derived);
    }
    for (const axis of this.#axes.keys()) this.#fill(derived, nodes, axis);
    await this.#check(derived);
    return derived;
  }

  /** All values of an axis, those of the axes before it being all there, those of the axes behind it nodes. */
  #fill(derived: Map<string, Derived>, nodes: readonly (readonly number[])[], axis: number): void {
    const values = this.#axes[axis]!;
    const others = nodes.map((own, i) => (i < axis ? this.#axes[i]! : i === axis ? [values[0]!] : own));
    for (const place of product(others)) {
      const known = nodes[axis]!.map((at) => ({ at, figures: derived.get(place.with(axis, at).join())! }));
      const polynomials = [...this.#figures].map((figure) => {
        const points = known.map(({ at, figures }) => ({ at, count: figures[figure] }));
        if (!points.every((point): point is { at: number; count: bigint } => point.count !== null))
          throw new NoPolynomial();
        return [figure, polynomialThrough(points)] as const;
      });
      for (const value of values) {
        const figures = polynomials.map(([figure, polynomial]) => [figure, countAt(polynomial, value)]);
        const unknown = { multiplyAdds: null, parameters: null, peakBytes: null };
        derived.set(place.with(axis, value).join(), {
          ...unknown,
          ...(Object.fromEntries(figures) as Partial<Derived>),
        });
      }
    }
  }

  /** @throws where a place that was run has another count than the polynomial gives it */
  async #check(derived: Map<string, Derived>): Promise<void> {
    const between = Array.from({ length: CHECKS }, (_, i) =>
      this.#axes.map((values, axis) => values[scattered(i + 3 * axis + 3, values.length)]!),
    );
    // Polynomials that hold along each axis may hold nowhere else, as those of a peak that moves to another layer do.
    const thirds = product(this.#axes.map((values) => evenly(values, Math.min(values.length, 3))));
    for (const place of [...between, ...thirds])
      if (!this.#counted.has(place.join())) await this.#count(place);
    let isPeakRight = true;
    for (const [key, { count }] of this.#counted) {
      const { multiplyAdds, parameters, peakBytes } = derived.get(key)!;
      if (multiplyAdds !== BigInt(count.multiplyAdds) || parameters !== BigInt(count.parameters))
        throw new NoPolynomial();
      if (peakBytes !== BigInt(count.peakBytes)) isPeakRight = false;
    }
    if (isPeakRight) return;
    for (const [key, figures] of derived) derived.set(key, { ...figures, peakBytes: null });
  }
}

/**
 * The counts of all places.
 * @param axes rising values, each of which can be
 * @param run counts a place
 * @returns by the values of a place, joined by commas; `null` where no polynomial goes through what was run
 */
export async function interpolated(
  axes: readonly (readonly number[])[],
  run: (place: Place) => Promise<Tried>,
): Promise<ReadonlyMap<string, Derived> | null> {
  try {
    return await new Interpolation(axes, run).derive();
  } catch (error) {
    if (error instanceof NoPolynomial) return null;
    throw error;
  }
}
