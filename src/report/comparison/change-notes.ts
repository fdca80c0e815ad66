/** @file Notes on what changed from one model to another: how rows were matched, which changed through what, and where the two ran. */
import {
  changesResult,
  type Changes,
  type Figure,
  type MatchGrade,
  type RowChange,
} from '../../core/changes.ts';
import type { Comparison } from '../../core/comparison.ts';
import { unitName, type Unit } from '../../core/unit.ts';
import { rowName } from '../../core/writing.ts';
import { count, integer, percent } from '../format.ts';
import type { Note } from '../note.ts';
import { attributeText, isOwn, tellingAttributes } from './attribute.ts';

const GRADES: Readonly<Record<Exclude<MatchGrade, 'name'>, string>> = {
  stem: 'by the stem of their names',
  shape: 'by shape and place',
  place: 'by place alone',
};

function matchNotes({ matches, matchedShare }: Changes, unit: Unit): Note[] {
  const parts = (['stem', 'shape', 'place'] as const).flatMap((grade) => {
    const matched = matches.filter(({ by }) => by === grade).length;
    return matched === 0 ? [] : [`${count(matched, 'layer')} ${GRADES[grade]}`];
  });
  if (parts.length === 0) return [];
  return [
    { label: 'matched', parts: [...parts, `${percent(matchedShare)} % of the ${unitName(unit)} of both`] },
  ];
}

const SHOWN = 4;

/** By how much the figures change that a table shows. */
const changeOf = ({ figures }: RowChange): number =>
  Math.max(
    0,
    ...figures.map(({ figure, a, b }) =>
      figure === 'multiplyAdds' || figure === 'parameters' ? Math.abs((b ?? 0) - (a ?? 0)) : 0,
    ),
  );

/** Figures that change with what a layer is, and not with what else is alive or on disk. */
const OF_THE_LAYER: ReadonlySet<Figure> = new Set([
  'multiplyAdds',
  'parameters',
  'trainableParameters',
  'otherOperations',
  'inBounds',
]);

/** What only follows from another row is told where the table shows it; what makes a layer another one always. */
const isTold = (change: RowChange): boolean =>
  changeOf(change) > 0 ||
  change.attributes.some(changesResult) ||
  (change.figures.some(({ figure }) => OF_THE_LAYER.has(figure)) &&
    (change.attributes.length === 0 || change.attributes.some(isOwn)));

/** Beside other inputs nearly every row differs: told is what says so of itself. */
const isToldBesideInputs = (change: RowChange): boolean =>
  change.attributes.some(changesResult) || (changeOf(change) > 0 && change.attributes.some(isOwn));

/** Rows that count or compute something else, the largest change first. */
function rowNotes({ candidates }: Comparison, { rows, environment }: Changes): Note[] {
  const areInputsAlike = environment.every(({ name }) => name !== 'inputs');
  const changed = rows
    .filter((change) => change.a !== null && change.b !== null)
    .filter(areInputsAlike ? isTold : isToldBesideInputs)
    .sort((x, y) => changeOf(y) - changeOf(x));
  if (changed.length === 0) return [];
  const parts = changed.slice(0, SHOWN).map(({ b, attributes }) => {
    const name = rowName(candidates[1]!.report.layers[b!]!);
    const shown = tellingAttributes(attributes);
    return shown.length === 0 ? name : `${name}: ${shown.map(attributeText).join(', ')}`;
  });
  const more = changed.length - SHOWN;
  return [{ label: 'changed', parts: [...parts, ...(more > 0 ? [`${integer(more)} more`] : [])] }];
}

const differenceOf = ([a = 0, b = 0]: readonly number[]): number => Math.abs(b - a);

/** Kernels of which one runs more calls, the largest difference first. */
function kernelNotes({ kernels }: Changes): Note[] {
  if (kernels.length === 0) return [];
  const parts = kernels
    .toSorted((x, y) => differenceOf(y.calls) - differenceOf(x.calls))
    .slice(0, SHOWN)
    .map(({ kernel, calls }) => `${kernel} ${calls.map(integer).join(' → ')}`);
  const more = kernels.length - SHOWN;
  return [{ label: 'kernel calls', parts: [...parts, ...(more > 0 ? [`${integer(more)} more`] : [])] }];
}

/** What else than the model differs, inputs aside, which the title shows. */
function conditionNotes({ candidates }: Comparison, { environment }: Changes): Note[] {
  const differing = environment.filter(({ name }) => name !== 'inputs').map(attributeText);
  if (differing.length === 0) return [];
  const areTimed = candidates.every(({ wall }) => wall !== null);
  const caution = areTimed ? ['times are not of the same thing'] : [];
  return [{ label: 'ran differently', parts: [...differing, ...caution], style: 'yellow' }];
}

function findingNotes({ findings: { onlyInA, onlyInB } }: Changes): Note[] {
  const parts = [
    ...(onlyInB.length === 0 ? [] : [`only in B: ${onlyInB.join(', ')}`]),
    ...(onlyInA.length === 0 ? [] : [`only in A: ${onlyInA.join(', ')}`]),
  ];
  return parts.length === 0 ? [] : [{ label: 'findings', parts }];
}

export function changeNotes(comparison: Comparison, unit: Unit): Note[] {
  const { changes } = comparison;
  if (changes === null) return [];
  return [
    ...rowNotes(comparison, changes),
    ...kernelNotes(changes),
    ...matchNotes(changes, unit),
    ...findingNotes(changes),
    ...conditionNotes(comparison, changes),
  ];
}
