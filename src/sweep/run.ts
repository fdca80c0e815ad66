/**
 * @file A sweep, run: every point on shapes; of long ones so many that a polynomial goes through them all exactly, which
 * gives the rest. Where none does, every point is run.
 */
import { TfjsFlopsError } from '../core/errors.ts';
import { firstLineOf } from '../core/first-line.ts';
import type { Workload } from '../core/workload.ts';
import { briefCount, briefOfReport, type BriefCount } from '../profile/brief-count.ts';
import { countShapes } from '../profile/count-shapes.ts';
import { growthAlong } from './growth.ts';
import {
  interpolated,
  product,
  type CountedAt,
  type Derived,
  type Place,
  type Tried,
} from './interpolate.ts';
import { extraValues } from './probes.ts';
import type { Axis, Growth, Sweep, SweepPoint } from '../core/sweep.ts';

/** A model at any place. */
export interface Swept {
  readonly title: string;
  readonly axes: readonly Axis[];
  /**
   * The model at the values of the axes, in their order.
   * @throws TfjsFlopsError for what cannot be
   */
  readonly at: (values: Place) => Workload | Promise<Workload>;
  /** Whether `at` refuses all that cannot be: then points between others need not be run. */
  readonly refusesAll: boolean;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

const TOO_LARGE = 'its multiply-adds are over 2^53 − 1, the largest integer that is exact here';

function whyOf(error: unknown): string {
  if (!(error instanceof TfjsFlopsError)) return firstLineOf(error);
  return error.code === 'unsafe-integer' ? TOO_LARGE : saidBy(error);
}

/** Without its subject, which the row names, and without what to do next. */
const saidBy = ({ option, what }: TfjsFlopsError): string =>
  option === null
    ? what.replace(/\.$/, '')
    : `${option.value === undefined ? option.name : JSON.stringify(option.value)} ${what}`;

class Runs {
  readonly #swept: Swept;
  readonly #tried = new Map<string, Tried>();
  readonly assumed = new Set<string>();
  /** What theory and count differ in at the ends. */
  residual: number | null = null;
  #ends: ReadonlySet<string> = new Set();

  constructor(swept: Swept) {
    this.#swept = swept;
  }

  /** The first and the last place that can be: their counts are those of whole reports, which theory is held against. */
  async findEnds(places: readonly Place[]): Promise<void> {
    const possible = async (from: readonly Place[]): Promise<string[]> => {
      for (const place of from) if (!(await this.refused(place))) return [place.join()];
      return [];
    };
    this.#ends = new Set([...(await possible(places)), ...(await possible(places.toReversed()))]);
  }

  async #whole(workload: Workload): Promise<BriefCount> {
    const report = await countShapes(workload);
    // A count without a report says what is not known, or too large.
    if (report.total.unknownCalls > 0) return briefCount(workload);
    if (report.total.residual !== null) this.residual = (this.residual ?? 0) + report.total.residual;
    return briefOfReport(report);
  }

  async at(place: Place): Promise<Tried> {
    const key = place.join();
    const known = this.#tried.get(key);
    if (known !== undefined) return known;
    const tried = await this.#run(place);
    this.#tried.set(key, tried);
    return tried;
  }

  known(place: Place): Tried | undefined {
    return this.#tried.get(place.join());
  }

  async #run(place: Place): Promise<Tried> {
    try {
      const workload = await this.#swept.at(place);
      const count = this.#ends.has(place.join()) ? await this.#whole(workload) : await briefCount(workload);
      for (const sentence of count.assumed) this.assumed.add(sentence);
      return { count };
    } catch (error) {
      return { why: whyOf(error), error };
    }
  }

  /** Whether a place can be, without running anything; the reason where it cannot. */
  async refused(place: Place): Promise<boolean> {
    try {
      await this.#swept.at(place);
      return false;
    } catch (error) {
      this.#tried.set(place.join(), { why: whyOf(error), error });
      return true;
    }
  }
}

const pointOf = (axes: readonly Axis[], place: Place): SweepPoint['at'] =>
  Object.fromEntries(axes.map(({ name }, i) => [name, place[i]!]));

const NOTHING = {
  multiplyAdds: null,
  parameters: null,
  peakBytes: null,
  source: 'impossible',
} as const;

function counted(at: SweepPoint['at'], tried: Tried): SweepPoint {
  if ('why' in tried) return { ...NOTHING, at, why: tried.why };
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

/** The value that a float holds exactly. */
const safe = (value: bigint | null): number | null =>
  value === null || value > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(value);

function derivedPoint(at: SweepPoint['at'], derived: Derived): SweepPoint {
  const multiplyAdds = safe(derived.multiplyAdds);
  return multiplyAdds === null
    ? { ...NOTHING, at, why: TOO_LARGE }
    : {
        at,
        multiplyAdds,
        parameters: safe(derived.parameters),
        peakBytes: safe(derived.peakBytes),
        source: 'polynomial',
        why: null,
      };
}

/** Of a long sweep what a polynomial gives; nothing where it is not a product of values that all can be. */
async function derive(runs: Runs, { axes }: Swept, places: readonly Place[]) {
  const possible: Place[] = [];
  for (const place of places) if (!(await runs.refused(place))) possible.push(place);
  const values = axes.map((axis, i) => {
    const own = new Set(possible.map((place) => place[i]));
    return axis.values.filter((value) => own.has(value));
  });
  if (values.reduce((all, own) => all * own.length, 1) !== possible.length || possible.length === 0)
    return null;
  return interpolated(values, (place) => runs.at(place));
}

/** @param first the first place that was counted */
async function growthOf(runs: Runs, { axes }: Swept, along: number, first: Place): Promise<Growth | null> {
  const axis = axes[along]!;
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

const isCounted = ({ source }: SweepPoint): boolean => source === 'shapes';

/** So many points are run, whatever they are. */
const ALWAYS_RUN = 48;

/** @throws TfjsFlopsError the first reason where no point can be counted */
export async function runSweep(swept: Swept): Promise<Sweep> {
  const { axes, title, refusesAll, onProgress = () => {} } = swept;
  const places = product(axes.map(({ values }) => values));
  const runs = new Runs(swept);
  await runs.findEnds(places);
  const isLong = refusesAll && places.length > ALWAYS_RUN;
  const derived = isLong ? await derive(runs, swept, places) : null;
  const points: SweepPoint[] = [];
  let firstError: unknown;
  for (const [i, place] of places.entries()) {
    onProgress(i, places.length);
    const at = pointOf(axes, place);
    const figures = derived?.get(place.join());
    if (figures !== undefined && runs.known(place) === undefined) {
      points.push(derivedPoint(at, figures));
      continue;
    }
    const tried = await runs.at(place);
    if ('error' in tried) firstError ??= tried.error;
    points.push(counted(at, tried));
  }
  if (!points.some(isCounted) && firstError !== undefined) throw firstError;
  const growth: (Growth | null)[] = [];
  const first = places[Math.max(0, points.findIndex(isCounted))]!;
  for (const i of axes.keys()) growth.push(await growthOf(runs, swept, i, first));
  return {
    schemaVersion: 1,
    model: title,
    axes,
    points,
    growth: growth.filter((each) => each !== null),
    residual: runs.residual,
    assumed: [...runs.assumed],
  };
}
