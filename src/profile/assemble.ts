/** @file From a trace and what was measured beside it to the one Report. */
import type { Environment } from '../core/environment.ts';
import type { CallCost, Formulas } from '../core/formula.ts';
import type { Instructions, Machine } from '../core/instructions.ts';
import type { Weight } from '../core/parameters.ts';
import type { Memory, Peaks, Report, Time } from '../core/report.ts';
import type { LayerFormulas, ModelRuns, TheoryRow } from '../core/theory.ts';
import type { Entry, Trace } from '../core/trace.ts';
import { FORMULAS } from '../formulas/table.ts';
import type { Executed } from '../reconcile/counted-executed.ts';
import { findingsOf } from '../findings/rules.ts';
import { kernelRows } from '../reconcile/rows/kernels.ts';
import { layerRows } from '../reconcile/rows/layers.ts';
import { totalRow } from '../reconcile/rows/total.ts';
import { judgeTextbook } from '../reconcile/textbook-theory.ts';
import { layerFormulasWith } from '../theory/layers/table.ts';
import { textbookRows } from '../textbook/rows.ts';
import { rowsOf } from './theory.ts';
import { tileForm } from '../tiles/table.ts';
import { costOf } from './cost.ts';

/** What a caller may add to a count, for this call only. */
export interface Additions {
  /** Formulas by kernel name, for custom kernels or instead of ours. */
  readonly kernelFormulas?: Formulas | undefined;
  /** Closed forms by layer class, for custom layers or instead of ours. */
  readonly layerFormulas?: LayerFormulas | undefined;
}

export const formulasOf = ({ kernelFormulas }: Additions): Formulas => ({ ...FORMULAS, ...kernelFormulas });

export interface Passes {
  readonly trace: Trace;
  readonly weights: readonly Weight[];
  /** Empty for functions; several where a model ran on several input shapes. */
  readonly architectures: readonly ModelRuns[];
  readonly timeOf: (entries: readonly Entry[]) => Time | null;
  readonly wall: Time | null;
  readonly memory?: Memory | null;
  readonly peaks?: Peaks | null;
  readonly repairs?: readonly string[];
  /** What the instrumented backend counted, beside the trace's entries; absent where it did not run. */
  readonly executed?: { readonly machine: Machine; readonly perEntry: readonly Instructions[] };
}

export interface Heading {
  readonly model: string;
  readonly backend: string;
  readonly inputs: Report['inputs'];
  readonly environment: Environment;
}

/** Theory of all runs: rows of the same layer are one row, with the uses of each run. */
function theoryOf(runs: readonly ModelRuns[], layerFormulas: LayerFormulas): readonly TheoryRow[] {
  const rows = new Map<string, TheoryRow>();
  for (const { prefix, architecture, calls } of runs) {
    for (const derived of rowsOf(architecture, layerFormulas)) {
      const path = [...prefix, ...derived.path];
      const key = JSON.stringify(path);
      const known = rows.get(key);
      if (derived.state !== 'derived') rows.set(key, { ...derived, path });
      else {
        const before = known?.state === 'derived' ? known.uses : [];
        const uses = [...before, ...derived.uses.map((use) => ({ ...use, calls: calls * use.calls }))];
        if (known?.state !== 'not-derivable') rows.set(key, { ...derived, path, uses });
      }
    }
  }
  return [...rows.values()];
}

const executedOf = ({ executed, trace }: Passes): Executed | null =>
  executed === undefined
    ? null
    : { perEntry: executed.perEntry, forms: trace.calls.map((call) => tileForm(call, executed.machine)) };

/** Prices the distinct calls, derives theory and textbook, and sets them side by side. */
export function assemble(passes: Passes, heading: Heading, additions: Additions): Report {
  const { trace, weights, timeOf } = passes;
  const executed = executedOf(passes);
  const formulas = formulasOf(additions);
  const layerFormulas = layerFormulasWith(additions.layerFormulas ?? {});
  const costs: readonly CallCost[] = trace.calls.map((call) => costOf(call, formulas));
  const theoryRows = theoryOf(passes.architectures, layerFormulas);
  // The textbook speaks of one model, made of layers.
  const hasTextbook = passes.architectures.every(
    ({ prefix, architecture }) => prefix.length === 0 && architecture.format === 'layers',
  );
  const textbook = judgeTextbook(hasTextbook ? textbookRows(theoryRows) : [], theoryRows);
  const found = { trace, costs, timeOf, executed, weights, theoryRows, textbook, layerFormulas };
  const layers = layerRows(found);
  const report: Omit<Report, 'findings'> = {
    schemaVersion: 1,
    ...heading,
    ...trace,
    costs,
    entryTimes: trace.entries.map((entry) => timeOf([entry])),
    entryExecuted: executed?.perEntry ?? [],
    machine: passes.executed?.machine ?? null,
    theoryRows,
    textbook,
    weights,
    layers,
    kernels: kernelRows(found),
    total: totalRow(found, layers, passes.wall),
    memory: passes.memory ?? null,
    peaks: passes.peaks ?? null,
    repairs: passes.repairs ?? [],
  };
  return { ...report, findings: findingsOf(report) };
}
