/** @file What the rules of findings share: what ran with its cost and time, shares, and how figures are written. */
import type { EntryFlow } from '../core/flow.ts';
import { countedIn } from '../core/counted.ts';
import type { CallCost } from '../core/formula.ts';
import type { Kernels, KernelCall } from '../core/kernel-call.ts';
import { totalOperations } from '../core/ops.ts';
import type { Finding, LayerRow, Report } from '../core/report.ts';
import type { Entry, Scope } from '../core/trace.ts';
import { integer } from '../core/writing.ts';
import type { RuleName } from './names.ts';

/** A report before anything was found in it. */
export type Unjudged = Omit<Report, 'findings'>;

/**
 * `null`: nothing that a user could act on. Each rule gives one finding for all rows that it concerns.
 * @param before what the rules before it found
 */
export type Rule = (
  report: Unjudged,
  before: readonly Finding[],
) => (Finding & { readonly rule: RuleName }) | null;

/** An entry that ran, with what is known of it. */
export interface Ran {
  readonly entry: Entry;
  readonly call: KernelCall;
  readonly scope: Scope;
  readonly cost: CallCost;
  /** What became of its results; `null` where data were not followed. */
  readonly flow: EntryFlow | null;
  /** Over all its calls. */
  readonly multiplyAdds: number;
  /** Over all its calls, a multiply-add as the two that it is; 0 where the kernel is unknown. */
  readonly operations: number;
  /** Mean over the passes, over all its calls; 0 where nothing was timed. */
  readonly ms: number;
}

/** In the order of their first execution. */
export const ranOf = ({ entries, calls, scopes, costs, entryTimes, flow }: Unjudged): readonly Ran[] =>
  entries
    .filter((entry) => entry.calls > 0)
    .map((entry) => {
      const cost = costs[entry.call]!;
      const counts = countedIn(cost);
      return {
        entry,
        call: calls[entry.call]!,
        scope: scopes[entry.scope]!,
        cost,
        flow: flow[entry.id] ?? null,
        multiplyAdds: entry.calls * counts.multiplyAdds,
        operations: entry.calls * totalOperations(counts),
        ms: entryTimes[entry.id]?.meanMs ?? 0,
      };
    });

/** The call with its inputs and attributes by name, if it is one of that kernel. */
export const asKernel = <K extends keyof Kernels>(call: KernelCall, kernel: K): KernelCall<K> | null =>
  call.kernel === kernel ? (call as unknown as KernelCall<K>) : null;

export const msOf = ({ ms }: Ran): number => ms;
export const operationsOf = ({ operations }: Ran): number => operations;
export const callsOf = ({ entry }: Ran): number => entry.calls;

export const sumOf = <T>(items: readonly T[], value: (item: T) => number): number =>
  items.reduce((sum, item) => sum + value(item), 0);

/** A part of a whole, 0 … 1; 0 where there is no whole. */
export const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** Indices into `layers` of the rows for which that holds. */
export const rowsWhere = (
  { layers }: Pick<Report, 'layers'>,
  holds: (row: LayerRow) => boolean,
): readonly number[] => layers.flatMap((row, i) => (holds(row) ? [i] : []));

/** Indices into `layers` of the rows in which these ran. */
export function rowsOfRan(report: Unjudged, ran: readonly Ran[]): readonly number[] {
  const scopes = new Set(ran.map(({ scope }) => scope.id));
  return rowsWhere(report, ({ scope }) => scope !== null && scopes.has(scope));
}

/** A share of 0 … 1: `46 %`, `4.1 %`. */
export const percent = (share: number): string => `${(100 * share).toFixed(share >= 0.1 ? 0 : 1)} %`;

const NAMES_SHOWN = 3;

/** The first few of a list of names, and how many more there are. */
export const namesOf = (names: readonly string[]): string =>
  [
    ...names.slice(0, NAMES_SHOWN),
    ...(names.length > NAMES_SHOWN ? [`${integer(names.length - NAMES_SHOWN)} more`] : []),
  ].join(', ');
