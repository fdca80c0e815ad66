/** @file From the results of a run to the one Report, with what judges it as a parameter: a page that counts may leave it out. */
import type { CallCost } from '../core/formula.ts';
import type { FirstRun } from '../core/first-run.ts';
import type { Leaks } from '../core/leaks.ts';
import type { Environment } from '../core/environment.ts';
import type { Weight } from '../core/parameters.ts';
import type { JudgedTextbookRow, Memory, Peaks, Report, Time } from '../core/report.ts';
import type { LayerFormulas, ModelRuns, TheoryRow } from '../core/theory.ts';
import type { Entry, Trace } from '../core/trace.ts';
import type { Executed } from '../reconcile/counted-executed.ts';
import type { Fault } from '../findings/not-judged.ts';
import { kernelRows } from '../reconcile/rows/kernels.ts';
import { layerRows } from '../reconcile/rows/layers.ts';
import { totalRow } from '../reconcile/rows/total.ts';
import { costOf } from './cost.ts';
import { formulasOf, type CustomFormulas } from './custom-formulas.ts';
import type { ExecutedPass } from './executed-pass.ts';
import { withShortConfig } from './short-config.ts';

/** What the passes of a run gave. */
export interface RunResults {
  readonly trace: Trace;
  readonly weights: readonly Weight[];
  /** Empty for functions; several where a model ran on several input shapes. */
  readonly architectures: readonly ModelRuns[];
  readonly timeOf: (entries: readonly Entry[]) => Time | null;
  readonly wall: Time | null;
  readonly memory: Memory | null;
  readonly leaks: Leaks;
  /** Only on a GPU backend. */
  readonly firstRun?: FirstRun | null;
  readonly peaks?: Peaks | undefined;
  readonly repairs?: readonly string[] | undefined;
  /** What the instrumented backend counted; absent where it did not run. */
  readonly executed?: ExecutedPass | undefined;
}

/** What ran, where, and on which inputs. */
export interface RunHeader {
  readonly model: string;
  readonly backend: string;
  readonly inputs: Report['inputs'];
  readonly environment: Environment;
}

/** What is said of a run beyond what it shows: theory, textbook, instructions, findings. */
export interface Judge {
  readonly layerFormulas: LayerFormulas;
  theory(results: RunResults): readonly TheoryRow[];
  textbook(theoryRows: readonly TheoryRow[]): readonly JudgedTextbookRow[];
  executed(results: RunResults): Executed | null;
  /** The report with its findings. @param faults of other parts */
  whole(report: Omit<Report, 'findings'>, faults: readonly Fault[]): Report;
}

/** Costs the distinct calls, and has them judged and compared. */
export function buildReport(
  judge: Judge,
  results: RunResults,
  header: RunHeader,
  custom: Pick<CustomFormulas, 'kernelFormulas'>,
): Report {
  const { trace, weights, timeOf } = results;
  const executed = judge.executed(results);
  const formulas = formulasOf(custom);
  const costs: readonly CallCost[] = trace.calls.map((call) => costOf(call, formulas));
  const theoryRows = judge.theory(results);
  // The textbook has formulas for one model, made of layers.
  const hasTextbook = results.architectures.every(
    ({ prefix, architecture }) => prefix.length === 0 && architecture?.format === 'layers',
  );
  const faults: Fault[] = [];
  let textbook: readonly JudgedTextbookRow[] = [];
  try {
    if (hasTextbook) textbook = judge.textbook(theoryRows);
  } catch (error) {
    faults.push({ part: 'the textbook', error });
  }
  const { layerFormulas } = judge;
  const found = { trace, costs, timeOf, executed, weights, theoryRows, textbook, layerFormulas };
  const layers = layerRows(found);
  return judge.whole(
    {
      schemaVersion: 1,
      ...header,
      ...trace,
      costs,
      entryTimes: trace.entries.map((entry) => timeOf([entry])),
      entryExecuted: executed?.perEntry ?? [],
      machine: results.executed?.machine ?? null,
      theoryRows: theoryRows.map(withShortConfig),
      textbook,
      weights,
      layers,
      kernels: kernelRows(found),
      total: totalRow(found, layers, results.wall),
      memory: results.memory,
      leaks: results.leaks,
      peaks: results.peaks ?? null,
      repairs: results.repairs ?? [],
      ...((results.firstRun ?? null) !== null && { firstRun: results.firstRun! }),
    },
    faults,
  );
}
