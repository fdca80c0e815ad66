/** @file Layers by the names that tables print: `layerOf`, and the search that `formatWhy` shares with it. */
import { TfjsFlopsError } from '../core/errors.ts';
import { nearest } from '../core/nearest-word.ts';
import { received } from '../core/options.ts';
import type { LayerRow, Report } from '../core/report.ts';
import { checkReport } from './check.ts';
import { groupsOf, type LayerGroup } from './groups.ts';
import { pathName, rowName, separatorOf } from '../core/writing.ts';

/** Names are typed with dots or with slashes; the steps of a graph's names contain dots themselves. */
const withDots = (steps: readonly string[]): string => steps.join('/').replaceAll('/', '.');

/** How many steps of a row's path make up the name; 0 for none. A node has its own name too, as `model.json` writes it. */
function stepsNamed({ path, kind, node }: LayerRow, name: string): number {
  if (node === name) return Math.max(1, path.length);
  // As exports write it, and as the table does.
  if (path.length === 0)
    return [rowName({ path, kind }), `(${rowName({ path, kind })})`].includes(name) ? 1 : 0;
  return path.findIndex((_, i) => withDots(path.slice(0, i + 1)) === withDots([name])) + 1;
}

/** What a name stands for. */
export interface NamedRows {
  /** Rows of that very name; several only where two models that were counted together share a path. */
  readonly own: readonly LayerRow[];
  /** Rows in the group of that name. */
  readonly below: readonly LayerRow[];
}

/** Glyphs before the name of a line. */
const BEFORE_NAME = /^[\s▸├└│]+/;

/** Deeper ones print the names of layers and groups. */
const DEPTHS = [1, 2, 3, 4] as const;

const allIn = (groups: readonly LayerGroup[]): readonly LayerGroup[] =>
  groups.flatMap((group) => [group, ...allIn(group.parts)]);

/**
 * The rows of the one line that a table prints so: of a block that names alone tell (`block_1` of `block_1_expand`), of
 * equal blocks (`blocks ×12`), of layers that share a line (`norm1, norm2`).
 */
function rowsOfLine(report: Report, typed: string): readonly LayerRow[] {
  const name = typed.replace(BEFORE_NAME, '');
  for (const depth of DEPTHS) {
    const groups = groupsOf(report, { depth });
    const top = groups.filter((each) => each.name === name);
    if (top.length === 1) return top[0]!.rows;
    // Below a group a name is short: others may have it too.
    const [line, ...others] = allIn(groups).filter((each) => each.name === name);
    if (line === undefined || others.length > 0) continue;
    const rows = new Set(line.rows);
    const isIn = (row: LayerRow): boolean => rows.has(row) || (row.calls === 0 && row.parameters.total === 0);
    const elsewhere = containing(report, name).some((each) => {
      const { own, below } = rowsOfName(report, each);
      return ![...own, ...below].every(isIn);
    });
    if (!elsewhere) return line.rows;
  }
  return [];
}

export function rowsNamed(report: Report, name: string): NamedRows {
  const named = rowsOfName(report, name);
  if (named.own.length > 0 || named.below.length > 0 || name.trim() === '') return named;
  return { own: [], below: rowsOfLine(report, name) };
}

function rowsOfName({ layers }: Report, name: string): NamedRows {
  const found = layers.map((row) => ({ row, steps: stepsNamed(row, name) })).filter(({ steps }) => steps > 0);
  const isOwn = ({ row, steps }: (typeof found)[number]): boolean => steps >= row.path.length;
  return {
    own: found.filter(isOwn).map(({ row }) => row),
    below: found.filter((each) => !isOwn(each)).map(({ row }) => row),
  };
}

/** The name that was probably meant: one spelt alike, one that contains what was typed, one that begins like it. */
function nearestName(typed: string, names: readonly string[]): string | undefined {
  const close =
    nearest(typed, names) ?? names.find((name) => name.toLowerCase().includes(typed.toLowerCase()));
  if (close !== undefined) return close;
  for (let length = typed.length; length > 0; length -= 1) {
    const alike = names.find((name) => name.startsWith(typed.slice(0, length)));
    if (alike !== undefined) return alike;
  }
  return undefined;
}

/** The names of layers and groups. */
const allNames = ({ layers }: Report): readonly string[] => [
  ...new Set(
    layers.flatMap((row) => row.path.map((_, i) => pathName(row.path.slice(0, i + 1), separatorOf(row)))),
  ),
];

/** Candidates that an error lists. */
const LISTED = 5;

/** The layers and groups of which the typed text is a part, without those below another of them. */
function containing(report: Report, typed: string): readonly string[] {
  const part = withDots([typed]).toLowerCase();
  const found = allNames(report).filter((name) => withDots([name]).toLowerCase().includes(part));
  return found.filter((name) => !found.some((other) => withDots([name]).startsWith(`${withDots([other])}.`)));
}

/** The one layer or group of which `name` is a part, where it is none itself; else the name as it is. */
export function wholeName(report: Report, name: string): string {
  const { own, below } = rowsNamed(report, name);
  if (own.length > 0 || below.length > 0 || name.trim() === '') return name;
  const [only, ...others] = containing(report, name);
  return only === undefined || others.length > 0 ? name : only;
}

/** The error for a name that no layer and no group has, nor one alone has as a part. */
export function unknownLayer(report: Report, name: string): TfjsFlopsError {
  const candidates = name.trim() === '' ? [] : containing(report, name);
  if (candidates.length > 1) {
    const listed = candidates.slice(0, LISTED).join(', ');
    const more = candidates.length > LISTED ? `, and ${candidates.length - LISTED} more` : '';
    return new TfjsFlopsError(
      'unknown-layer',
      `${report.model} has no layer "${name}"; it is part of ${candidates.length} names: ${listed}${more}.`,
      { remedies: ['write more of the name', { list: 'layers' }] },
    );
  }
  return new TfjsFlopsError('unknown-layer', `${report.model} has no layer "${name}".`, {
    nearest: nearestName(name, allNames(report)),
    remedies: [{ list: 'layers' }],
  });
}

/**
 * One layer's row: what the layer did itself, and how that compares with theory.
 * @param layer its name as tables print it, `stage2.block1.expand` (a graph's names may be written with slashes or dots),
 *   or its path, `['stage2', 'block1', 'expand']`
 * @throws TfjsFlopsError `unknown-layer`, with the nearest name, also for a group of layers; `invalid-input`
 * @example
 * const { counted, residual } = layerOf(report, 'stem.conv');
 * console.log(counted.multiplyAdds, residual);
 */
export function layerOf(report: Report, layer: string | readonly string[]): LayerRow {
  checkReport(report, 'layerOf()');
  const name: unknown = Array.isArray(layer) ? layer.join('/') : layer;
  if (typeof name !== 'string')
    throw new TfjsFlopsError(
      'invalid-input',
      `layerOf() takes the name of a layer or its path, got ${received(layer)}.`,
      { remedies: [{ list: 'layers' }] },
    );
  const { own, below } = rowsNamed(report, name);
  const [row] = own;
  if (row !== undefined) return row;
  if (below.length === 0) throw unknownLayer(report, name);
  throw new TfjsFlopsError('unknown-layer', `"${name}" is a group of ${below.length} layers.`, {
    remedies: [`name one of them, such as ${rowName(below[0]!)}`, 'take the group from groupsOf()'],
  });
}
