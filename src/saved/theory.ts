/** @file Theory in a file: derivations that are alike are there once. */
import type { LayerRow } from '../core/report.ts';
import type { LayerUse, TheoryRow } from '../core/theory.ts';
import { keyOf } from '../core/path-key.ts';
import { multiplyAddsOf } from '../core/theory-work.ts';
import { restoreParameters, saveParameters } from './counts.ts';
import type { FileLayer, FileTheory, FileTheoryRow, FileUse, ReportFile } from './file.ts';
import { maybe, Numbering, unusual } from './usual.ts';

const saveUse = ({ inputs, outputs, ...rest }: LayerUse): FileUse => ({
  inputs,
  outputs,
  ...unusual(rest, { work: [], calls: 1 }),
});

const restoreUse = (use: FileUse): LayerUse => ({ work: [], calls: 1, ...use });

function saveDerivation(row: TheoryRow): FileTheory {
  const config = Object.keys(row.config).length === 0 ? {} : { config: row.config };
  if (row.state === 'not-derivable') return { ...config, why: row.why };
  return {
    ...config,
    uses: row.uses.map(saveUse),
    ...maybe('parameters', saveParameters(row.parameters)),
    ...maybe('given', row.given),
  };
}

function restoreDerivation(
  { config = {}, uses = [], parameters, given, why }: FileTheory,
  { path, className }: Pick<TheoryRow, 'path' | 'className'>,
): TheoryRow {
  if (why !== undefined) return { path, className, config, state: 'not-derivable', why };
  return {
    path,
    className,
    config,
    state: 'derived',
    uses: uses.map(restoreUse),
    parameters: restoreParameters(parameters),
    ...maybe('given', given),
  };
}

/** What a row of `layers` says of its theory. */
export function theoryOfRow({ uses, parameters }: FileTheory): LayerRow['theory'] {
  if (uses === undefined) return null;
  return {
    multiplyAdds: multiplyAddsOf({ uses: uses.map(restoreUse) }),
    parameters: restoreParameters(parameters),
  };
}

const placeOf = ({ path, className }: Pick<LayerRow, 'path' | 'className'>): string =>
  keyOf([...path, className]);

export function saveTheory(
  rows: readonly TheoryRow[],
  layers: readonly LayerRow[],
): { theory: readonly FileTheory[]; theoryRows: readonly FileTheoryRow[] } {
  const derivations = new Numbering<FileTheory>();
  const places = new Map(layers.map((layer, i) => [placeOf(layer), i]));
  const theoryRows = rows.map((row): FileTheoryRow => {
    const place = places.get(placeOf(row));
    return {
      theory: derivations.of(saveDerivation(row)),
      ...(place === undefined ? { path: row.path, className: row.className } : { row: place }),
    };
  });
  return { theory: derivations.list, theoryRows };
}

/** The rows of `layers` that have a theory, in their order. */
const inOrder = (layers: readonly FileLayer[]): readonly FileTheoryRow[] =>
  layers.flatMap(({ theory }, row) => (theory === undefined ? [] : [{ theory, row }]));

/** Whether the rows of theory need not be written: they can be told from `layers`. */
export const isInOrder = (rows: readonly FileTheoryRow[], layers: readonly FileLayer[]): boolean =>
  JSON.stringify(rows) === JSON.stringify(inOrder(layers));

export const restoreTheory = (
  { theory, layers, theoryRows = inOrder(layers) }: Pick<ReportFile, 'theory' | 'theoryRows' | 'layers'>,
  rows: readonly LayerRow[],
): TheoryRow[] =>
  theoryRows.map(({ theory: derivation, row, path = [], className = '' }) =>
    restoreDerivation(theory[derivation]!, row === undefined ? { path, className } : rows[row]!),
  );
