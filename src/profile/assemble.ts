/** @file From the results of a run to the one Report, judged by all that there is. */
import type { Report } from '../core/report.ts';
import { findingsOf } from '../findings/rules.ts';
import { judgeTextbook } from '../reconcile/textbook-theory.ts';
import { withFaces } from '../report/index.ts';
import { textbookRows } from '../textbook/rows.ts';
import { layerFormulasWith } from '../theory/layers/table.ts';
import { tileForm } from '../tiles/table.ts';
import { buildReport, type RunHeader, type RunResults } from './build-report.ts';
import type { CustomFormulas } from './custom-formulas.ts';
import { theoryOf } from './pass-theory.ts';

/** Costs the distinct calls, derives theory and textbook, and compares them. */
export function assemble(results: RunResults, header: RunHeader, custom: CustomFormulas): Report {
  const layerFormulas = layerFormulasWith(custom.layerFormulas ?? {});
  return buildReport(
    {
      layerFormulas,
      theory: ({ architectures, trace }) => theoryOf(architectures, layerFormulas, trace),
      textbook: (theoryRows) => judgeTextbook(textbookRows(theoryRows), theoryRows),
      executed: ({ executed, trace }) =>
        executed === undefined
          ? null
          : {
              perEntry: executed.perEntry,
              forms: trace.calls.map((call) => tileForm(call, executed.machine)),
            },
      whole: (report, faults) => withFaces({ ...report, findings: findingsOf(report, faults) }),
    },
    results,
    header,
    custom,
  );
}
