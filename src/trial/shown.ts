/** @file What a run shows of a layer, in the quantity that a formula speaks of, or why it does not. */
import { keyOf } from '../core/path-key.ts';
import type { LayerRow } from '../core/report.ts';
import { KINDS, type Found } from '../textbook/kinds/kind.ts';
import type { Asked, Lack } from './line.ts';

export type RowsOf = ReadonlyMap<string, readonly LayerRow[]>;

export const sumOf = (rows: readonly LayerRow[], of: (row: LayerRow) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0);

/** Of a training step the text speaks of the forward pass alone. */
export const multiplyAddsOf = ({ phases, counted }: LayerRow): number =>
  (phases?.forward.counted ?? counted).multiplyAdds;

/** Theory and the run differ in it, by terms that are named: calls or owners that the architecture does not say. */
const isBridged = ({ residual }: LayerRow, theory: number | undefined, shows: number): boolean =>
  residual === 0 && theory !== undefined && theory !== shows;

function multiplyAddsShown(rows: readonly LayerRow[], paths: number): number | Lack {
  const isKnown = rows.length === paths && rows.every(({ unknownCalls }) => unknownCalls === 0);
  if (!isKnown) return 'unknown';
  const isOtherwise = rows.some((row) => isBridged(row, row.theory?.multiplyAdds, multiplyAddsOf(row)));
  return isOtherwise ? 'run otherwise' : sumOf(rows, multiplyAddsOf);
}

export function shownOf(found: Found, { quantity, part, names }: Asked, rowsOf: RowsOf): number | Lack {
  const paths = part === undefined ? found.paths : (found.parts?.[part] ?? []);
  const rows = paths.flatMap((path) => rowsOf.get(keyOf(path)) ?? []);
  const hasSizes = [...(names ?? [])].every((name) =>
    found.uses.every(({ sizes }) => sizes[name] !== undefined),
  );
  if (!hasSizes) return 'no such size';
  if (quantity === 'multiplyAdds') return multiplyAddsShown(rows, paths.length);
  if (rows.length < paths.length) return 'unknown';
  const isElsewhere = rows.some((row) => isBridged(row, row.theory?.parameters.total, row.parameters.total));
  if (isElsewhere) return 'other owner';
  const shows = sumOf(rows, (row) => row.parameters.total);
  const parts = KINDS[found.kind].parameters(found.uses[0]!.sizes).filter(({ isThere }) => isThere);
  const own = parts.reduce((sum, { amount }) => sum + amount, 0);
  // In a graph a variable belongs to the first node that takes it, and a fused node can own more.
  return found.isOfGraph && own !== shows ? 'other owner' : shows;
}
