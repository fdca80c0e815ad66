/** @file A layer's config as a report keeps it: what the layer computes, not how its weights are drawn and trained. */
import type { Json } from '../core/shape.ts';
import type { TheoryRow } from '../core/theory.ts';

/** The name is the end of the row's path; the others change no count. */
const isKept = (key: string): boolean =>
  key !== 'name' && !/_(?:initializer|regularizer|constraint)$/.test(key);

function shorten(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(shorten);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, field]) => (isKept(key) ? [[key, shorten(field)]] : [])),
  );
}

export const withShortConfig = (row: TheoryRow): TheoryRow =>
  // A row with nothing to leave out is itself, as most of a graph's are.
  Object.keys(row.config).length === 0 ? row : { ...row, config: shorten(row.config) as TheoryRow['config'] };
