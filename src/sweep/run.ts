/**
 * @file A sweep, run: every point on shapes; of long ones so many that a polynomial goes through them all exactly, which
 * gives the rest. Where none does, every point is run.
 */
import { TfjsFlopsError } from '../core/errors.ts';
import { firstLineOf } from '../core/first-line.ts';
import type { Workload } from '../core/workload.ts';
import { briefCount, type BriefCount } from '../profile/brief-count.ts';
import { countShapes } from '../profile/count-shapes.ts';
import { growthAlong, type CountedAt } from './growth.ts';
import { countAt, exactPolynomial, type Polynomial } from './polynomial.ts';
import { extraValues, sampled } from './probes.ts';
import type { Axis, Growth, Sweep, SweepPoint } from './sweep.ts';

/** A model at any place. */
export interface Swept {
  readonly title: string;
  readonly axes: readonly Axis[];
  /**
   * The model at the values of the axes, in their order.
   * @throws TfjsFlopsError for what cannot be
   */
  readonly at: (values: readonly number[]) => Workload | Promise<Workload>;
  /** Whether `at` refuses all that cannot be: then points between others need not be run. */
  readonly refusesAll: boolean;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

type Tried = { readonly count: BriefCount } | { readonly why: string; readonly error: unknown };

const whyOf = (error: unknown): string =>
  error instanceof TfjsFlopsError ? saidBy(error) : firstLineOf(error);

/** Without its subject, which the row names, and without what to do next. */
const saidBy = ({ option, what }: TfjsFlopsError): string =>
  option === null
    ? what.replace(/\.$/, '')
    : `${option.value === undefined ? option.name : String(option.value as number)} ${what}`;

const product = (axes: readonly Axis[]): readonly (readonly number[])[] =>
  axes.reduce<readonly (readonly number[])[]>(
    (places, { values }) => places.flatMap((place) => values.map((value) => [...place, value])),
    [[]],
  );

class Runs {
  readonly #swept: Swept;
  readonly #tried = new Map<string, Tried>();
  readonly assumed = new Set<string>();

  constructor(swept: Swept) {
    this.#swept = swept;
  }

  get done(): number {
    return this.#tried.size;
  }

  async at(place: readonly number[]): Promise<Tried> {
    const key = place.join();
    const known = this.#tried.get(key);
    if (known !== undefined) return known;
    const tried = await this.#run(place);
    this.#tried.set(key, tried);
    return tried;
  }

  known(place: readonly number[]): Tried | undefined {
    return this.#tried.get(place.join());
  }

  async #run(place: readonly number[]): Promise<Tried> {
    try {
      const count = await briefCount(await this.#swept.at(place));
      for (const sentence of count.assumed) this.assumed.add(sentence);
      return { count };
    } catch (error) {
      return { why: whyOf(error), error };
    }
  }

  /** Whether a place can be, without running anything; the reason where it cannot. */
  async refused(place: readonly number[]): Promise<boolean> {
    try {
      await this.#swept.at(place);
      return false;
    } catch (error) {
      this.#tried.set(place.join(), { why: whyOf(error), error });
      return true;
    }
  }
}

const pointOf = (axes: readonly Axis[], place: readonly number[]): SweepPoint['at'] =>
  Object.fromEntries(axes.map(({ name }, i) => [name, place[i]!]));

function counted(at: SweepPoint['at'], tried: Tried): SweepPoint {
  if ('why' in tried)
    return {
      at,
      multiplyAdds: null,
      parameters: null,
      peakBytes: null,
      source: 'impossible',
      why: tried.why,
    };
  const { multiplyAdds, parameters, peakBytes, unknown } = tried.count;
  const isKnown = unknown.size === 0;
  return {
    at,
    multiplyAdds: isKnown ? multiplyAdds : null,
    parameters,
    peakBytes,
    source: 'shapes',
    why: isKnown ? null : `no formula is known for ${[...unknown].join(', ')}`,
  };
}

type Figure = 'multiplyAdds' | 'parameters' | 'peakBytes';

/** The points of one line along an axis: those that were run, and by a polynomial the others. */
async function lineOf(
  runs: Runs,
  axes: readonly Axis[],
  along: number,
  place: readonly number[],
): Promise<void | ReadonlyMap<number, Readonly<Record<Figure, Polynomial | null>>>> {
  const at = (value: number): readonly number[] => place.with(along, value);
  const possible: number[] = [];
  for (const value of axes[along]!.values) if (!(await runs.refused(at(value)))) possible.push(value);
  const chosen = sampled(possible);
  const points: CountedAt[] = [];
  for (const value of chosen) {
    const tried = await runs.at(at(value));
    if (!('count' in tried) || tried.count.unknown.size > 0) return;
    points.push({ at: value, count: tried.count });
  }
  const through = (figure: Figure): Polynomial | null =>
    exactPolynomial(points.map(({ at: value, count }) => ({ at: value, count: count[figure] })));
  const figures = {
    multiplyAdds: through('multiplyAdds'),
    parameters: through('parameters'),
    peakBytes: through('peakBytes'),
  };
  if (figures.multiplyAdds === null || figures.parameters === null) return;
  return new Map(possible.filter((value) => !chosen.includes(value)).map((value) => [value, figures]));
}

async function growthOf(runs: Runs, { axes }: Swept, along: number): Promise<Growth | null> {
  const axis = axes[along]!;
  const first = axes.map(({ values }) => values[0]!);
  const countedAt = async (values: readonly number[], isRun: boolean): Promise<CountedAt[]> => {
    const found: CountedAt[] = [];
    for (const value of values) {
      const place = first.with(along, value);
      const tried = isRun ? await runs.at(place) : runs.known(place);
      if (tried !== undefined && 'count' in tried) found.push({ at: value, count: tried.count });
    }
    return found;
  };
  const asked = await countedAt(axis.values, false);
  const extra = await countedAt(extraValues(asked.map(({ at }) => at)), true);
  const { [axis.name]: _own, ...others } = pointOf(axes, first);
  return growthAlong(axis, others, asked, extra);
}

/** What theory and count differ in at both ends, whose whole reports are made. */
async function residualOf(
  { at }: Swept,
  points: readonly SweepPoint[],
  places: readonly (readonly number[])[],
) {
  let residual: number | null = null;
  const ends = [points.findIndex(isCounted), points.findLastIndex(isCounted)];
  for (const end of new Set(ends.filter((i) => i >= 0))) {
    const { total } = await countShapes(await at(places[end]!));
    const { multiplyAdds } = points[end]!;
    if (multiplyAdds !== null && multiplyAdds !== total.counted.multiplyAdds)
      throw new Error(`a sweep counts ${multiplyAdds}, a report ${total.counted.multiplyAdds}`);
    if (total.residual !== null) residual = (residual ?? 0) + total.residual;
  }
  return residual;
}

const isCounted = ({ source }: SweepPoint): boolean => source === 'shapes';

/** So many points are run, whatever they are. */
const ALWAYS_RUN = 48;

/** @throws TfjsFlopsError the first reason where no point can be counted */
export async function runSweep(swept: Swept): Promise<Sweep> {
  const { axes, title, refusesAll, onProgress = () => {} } = swept;
  const places = product(axes);
  const runs = new Runs(swept);
  const along = axes.reduce(
    (best, { values }, i) => (values.length > axes[best]!.values.length ? i : best),
    0,
  );
  const byPolynomial = new Map<string, Readonly<Record<Figure, Polynomial | null>>>();
  if (refusesAll && places.length > ALWAYS_RUN)
    for (const place of places.filter((each) => each[along] === axes[along]!.values[0]))
      for (const [value, figures] of (await lineOf(runs, axes, along, place)) ?? [])
        byPolynomial.set(place.with(along, value).join(), figures);
  const points: SweepPoint[] = [];
  let firstError: unknown;
  for (const [i, place] of places.entries()) {
    onProgress(i, places.length);
    const at = pointOf(axes, place);
    const figures = byPolynomial.get(place.join());
    const value = place[along]!;
    const multiplyAdds = figures?.multiplyAdds ? countAt(figures.multiplyAdds, value) : null;
    const parameters = figures?.parameters ? countAt(figures.parameters, value) : null;
    if (multiplyAdds !== null && parameters !== null) {
      const peakBytes = figures?.peakBytes ? countAt(figures.peakBytes, value) : null;
      points.push({ at, multiplyAdds, parameters, peakBytes, source: 'polynomial', why: null });
      continue;
    }
    const tried = await runs.at(place);
    if ('error' in tried) firstError ??= tried.error;
    points.push(counted(at, tried));
  }
  if (!points.some(isCounted) && firstError !== undefined) throw firstError;
  const growth: (Growth | null)[] = [];
  for (const i of axes.keys()) growth.push(await growthOf(runs, swept, i));
  return {
    schemaVersion: 1,
    model: title,
    axes,
    points,
    growth: growth.filter((each) => each !== null),
    residual: await residualOf(swept, points, places),
    assumed: [...runs.assumed],
  };
}
