/**
 * @file Which rows of several reports are the same layer: those with one path. Outside layers only the kind of the scope
 * tells rows apart.
 */
import type { LayerRow } from './report.ts';

/** Equal for the same layer in several reports. */
export type RowKey = string;

const nameOf = ({ path, kind }: LayerRow): string =>
  JSON.stringify(path.length === 0 ? [kind] : ['', ...path]);

/** Each row under its path; of several rows with one path the second has a 2 after its path, and so on. */
export function rowsByKey(rows: readonly LayerRow[]): ReadonlyMap<RowKey, LayerRow> {
  const keyed = new Map<RowKey, LayerRow>();
  const uses = new Map<string, number>();
  for (const row of rows) {
    const name = nameOf(row);
    const use = (uses.get(name) ?? 0) + 1;
    uses.set(name, use);
    keyed.set(use === 1 ? name : `${name} ${use}`, row);
  }
  return keyed;
}
