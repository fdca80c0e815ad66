/** @file Finding: kernels without a formula, whose work is in no number. */
import { count, integer } from '../core/writing.ts';
import { namesOf, percent, rowsWhere, sumOf, type Rule } from './evidence.ts';

export const unknownKernels: Rule = (report) => {
  const { kernels, total } = report;
  const unknown = kernels.filter(({ unknownCalls }) => unknownCalls > 0);
  if (unknown.length === 0) return null;
  const names = unknown.map(({ kernel }) => kernel);
  const calls = sumOf(unknown, ({ unknownCalls }) => unknownCalls);
  const timeShare = total.unknownTimeShare;
  const time = timeShare === null ? '' : `, ${percent(timeShare)} of kernel time`;
  return {
    rule: 'unknown-kernels',
    marks: null,
    what: `${integer(calls)} of ${count(total.calls, 'kernel call')} have no formula: ${namesOf(names)}${time}.`,
    cause: 'What they compute is in no number of this report.',
    remedy: `Give a formula for each: { kernelFormulas: { ${names[0]}: … } }.`,
    work: [],
    evidence: { kernels: names, calls, timeShare },
    rows: rowsWhere(report, ({ unknownCalls }) => unknownCalls > 0),
  };
};
