/** @file Finding: parameters of a model that ran which nothing read: no kernel of the pass, and not its caller. */
import { isParameter } from '../core/parameters.ts';
import { outermostScope } from '../core/scope-tree.ts';
import { sizeOf } from '../core/shape.ts';
import { integer } from '../core/writing.ts';
import { namesOf, percent, rowsWhere, shareOf, sumOf, type Rule, type Unjudged } from './evidence.ts';

/** Below one per cent of the parameters, leaving them out saves nothing worth it. */
const NOTABLE_SHARE = 0.01;

/** One of several models that is not run at all is not half used; weights that a caller saves are not run. */
const ranModels = (report: Unjudged): readonly number[] =>
  report.entries
    .filter(({ calls, scope }) => calls > 0 && scope > 0)
    .map(({ scope }) => outermostScope(report.scopes, scope));

export const unusedParameters: Rule = (report) => {
  const { weights } = report;
  const ran = new Set(ranModels(report));
  const unused = weights.filter(
    (weight) => isParameter(weight) && !weight.read && ran.has(outermostScope(report.scopes, weight.scope)),
  );
  const size = sumOf(unused, ({ shape }) => sizeOf(shape));
  const share = shareOf(size, report.total.parameters.total);
  if (size === 0 || share < NOTABLE_SHARE) return null;
  const names = unused.map(({ name }) => name);
  const owners = new Set(unused.map(({ scope }) => scope));
  return {
    rule: 'unused-parameters',
    marks: null,
    what: `${integer(size)} of ${integer(report.total.parameters.total)} parameters (${percent(share)}) were not read: ${namesOf(names)}.`,
    cause: 'What was run does not need them; they are loaded and kept in memory all the same.',
    remedy: 'Export the part of the model that you run, or run all of its outputs if they were meant to be.',
    work: [],
    evidence: { weights: names, parameters: size, share },
    rows: rowsWhere(report, ({ scope }) => scope !== null && owners.has(scope)),
  };
};
