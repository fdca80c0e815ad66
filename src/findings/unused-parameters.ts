/** @file Finding: parameters that no kernel of the pass read. */
import { isParameter } from '../core/parameters.ts';
import { sizeOf } from '../core/shape.ts';
import { integer } from '../core/writing.ts';
import { namesOf, percent, rowsWhere, shareOf, sumOf, type Rule } from './evidence.ts';

/** Below one per cent of the parameters, leaving them out saves nothing worth it. */
const NOTABLE_SHARE = 0.01;

export const unusedParameters: Rule = (report) => {
  const { weights, weightsRead } = report;
  // Where no weight was read, no model ran.
  if (weightsRead.length === 0) return null;
  const unused = weights.filter((weight) => isParameter(weight) && !weight.read);
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
    evidence: { weights: names, parameters: size, share },
    rows: rowsWhere(report, ({ scope }) => scope !== null && owners.has(scope)),
  };
};
