/**
 * @file Finding: a pass that ran other kernels, or kernels of other shapes or types, than shapes alone give. One of the two
 * is wrong, and so may every number be that is made of it.
 */
import type { ShapeDifference } from '../core/pass-check.ts';
import { count, rowName } from '../core/writing.ts';
import { rowsWhere, type Rule, type Unjudged } from './evidence.ts';

/** Differences that are said; all are in the evidence. */
const MOST_SAID = 3;

const saying = ({ scope, call, ran, expected }: ShapeDifference, { scopes }: Unjudged): string =>
  `${call} in ${rowName(scopes[scope]!)} (${ran} instead of ${expected})`;

export const differsFromShapes: Rule = (report) => {
  const { backend, environment } = report;
  const { shapeCheck } = environment;
  if (shapeCheck === undefined) return null;
  const { differences, isReordered, stopped, calls } = shapeCheck;
  if (differences.length === 0 && !isReordered && stopped === null) return null;
  const first = differences.slice(0, MOST_SAID).map((difference) => saying(difference, report));
  const more = differences.length - first.length;
  const parts = [
    ...(stopped === null ? [] : [`by shapes it stops: ${stopped.replace(/\.$/, '')}`]),
    ...(differences.length === 0
      ? []
      : [
          `${count(differences.length, 'distinct call')}: ${first.join(', ')}${more > 0 ? `, and ${more} more` : ''}`,
        ]),
    ...(isReordered ? ['the same calls in another order'] : []),
  ];
  const scopes = new Set(differences.map(({ scope }) => scope));
  return {
    rule: 'differs-from-shapes',
    marks: null,
    what: `What ran on ${backend} is not what the shapes of the same model give: ${parts.join('; ')}.`,
    work: [],
    cause:
      'A kernel of the backend returns another shape or type than the operation has, the model does not run the same each time, or a shape rule of ours is wrong.',
    remedy:
      'Compare with another backend: where only one differs, its kernel is at fault, and counts that follow it are too. Otherwise please report it with the saved report.',
    evidence: {
      calls,
      stopped,
      isReordered,
      differences: differences.map(({ scope, ...difference }) => ({
        layer: rowName(report.scopes[scope]!),
        ...difference,
      })),
    },
    rows: rowsWhere(report, ({ scope }) => scope !== null && scopes.has(scope)),
  };
};
