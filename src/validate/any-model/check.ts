/** @file The text's formulas, and the reader's own, against one report: a line for each kind of layers. */
import { groupBy } from '../../core/group-by.ts';
import { keyOf } from '../../core/path-key.ts';
import type { LayerRow, Report } from '../../core/report.ts';
import { findKinds } from '../../textbook/kinds/find.ts';
import { KINDS, type Found, type KindName, type Sizes } from '../../textbook/kinds/kind.ts';
import { judge, type Judged, type Shown, type Verdict } from '../../textbook/verdict/judge.ts';
import { TEXT } from '../../textbook/verdict/text.ts';
import type { OwnFormula } from './own.ts';

/** Why layers of a kind are left out of a line. */
export type Lack = 'unknown' | 'run otherwise' | 'other owner' | 'no such size';

export interface FormulaLine {
  /** `F1`; `null` for the reader's own. */
  readonly form: string | null;
  readonly kind: KindName;
  readonly quantity: Judged;
  readonly text: string;
  /** `null` where the model has no layer of the kind, or none of which it is known. */
  readonly verdict: Verdict | null;
  /** Sizes that are the same in all layers. */
  readonly sizes: Sizes;
  /** Letters on which the layers' cost depends and that an own formula does not read. */
  readonly unread: readonly string[];
  /** Layers that are not in the verdict. */
  readonly left: readonly { readonly lack: Lack; readonly layers: number }[];
}

export interface ModelCheck {
  readonly model: string;
  readonly backend: string;
  readonly lines: readonly FormulaLine[];
  /** What no formula speaks of, by class, largest first. */
  readonly others: readonly {
    readonly className: string;
    readonly rows: number;
    readonly multiplyAdds: number;
  }[];
  readonly multiplyAdds: number;
  /** Rows with calls whose count is unknown. */
  readonly unknownRows: number;
}

interface Asked {
  readonly form: string | null;
  readonly kind: KindName;
  readonly quantity: Judged;
  readonly text: string;
  readonly names?: ReadonlySet<string>;
  readonly says: (sizes: Sizes) => bigint;
}

const sumOf = (rows: readonly LayerRow[], of: (row: LayerRow) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0);

/** Of a training step the text speaks of the forward pass alone. */
const multiplyAddsOf = ({ phases, counted }: LayerRow): number =>
  (phases?.forward.counted ?? counted).multiplyAdds;

/** Theory and the run differ in it, by terms that are named: calls or owners that the architecture does not say. */
const isBridged = ({ residual }: LayerRow, theory: number | undefined, shows: number): boolean =>
  residual === 0 && theory !== undefined && theory !== shows;

/** What a run shows of a layer, or why it does not. */
function shownOf(
  found: Found,
  { quantity, names }: Asked,
  rowsOf: ReadonlyMap<string, readonly LayerRow[]>,
): number | Lack {
  const rows = found.paths.flatMap((path) => rowsOf.get(keyOf(path)) ?? []);
  const hasSizes = [...(names ?? [])].every((name) =>
    found.uses.every(({ sizes }) => sizes[name] !== undefined),
  );
  if (!hasSizes) return 'no such size';
  const isKnown = rows.length === found.paths.length && rows.every(({ unknownCalls }) => unknownCalls === 0);
  if (quantity === 'multiplyAdds') {
    if (!isKnown) return 'unknown';
    const isOtherwise = rows.some((row) => isBridged(row, row.theory?.multiplyAdds, multiplyAddsOf(row)));
    return isOtherwise ? 'run otherwise' : sumOf(rows, multiplyAddsOf);
  }
  if (rows.length < found.paths.length) return 'unknown';
  const isElsewhere = rows.some((row) => isBridged(row, row.theory?.parameters.total, row.parameters.total));
  if (isElsewhere) return 'other owner';
  const shows = sumOf(rows, (row) => row.parameters.total);
  const parts = KINDS[found.kind].parameters(found.uses[0]!.sizes).filter(({ isThere }) => isThere);
  const own = parts.reduce((sum, { amount }) => sum + amount, 0);
  // In a graph a variable belongs to the first node that takes it, and a fused node can own more.
  return found.isOfGraph && own !== shows ? 'other owner' : shows;
}

/** The letters whose value is the same in all uses. */
function commonSizes(kind: KindName, layers: readonly Shown[]): Sizes {
  const all = layers.flatMap(({ found }) => found.uses.map(({ sizes }) => sizes));
  const same = KINDS[kind].letters.filter(
    (name) => all[0]?.[name] !== undefined && all.every((sizes) => sizes[name] === all[0]![name]),
  );
  return Object.fromEntries(same.map((name) => [name, all[0]![name]!]));
}

const isSide = (letter: string): boolean => letter === 'Kh' || letter === 'Kw';

/** Letters that change what the layers consist of, and are in no name that was read; K stands for both its sides. */
function unreadLetters({ kind, quantity, names }: Asked, layers: readonly Shown[]): readonly string[] {
  const sizes = layers[0]?.found.uses[0]?.sizes;
  if (names === undefined || sizes === undefined) return [];
  const worth = (some: Sizes): number =>
    KINDS[kind][quantity](some).reduce((sum, { amount }) => sum + amount, 0);
  return KINDS[kind].letters.filter(
    (letter) =>
      !names.has(letter) &&
      !(isSide(letter) && names.has('K')) &&
      sizes[letter] !== undefined &&
      worth({ ...sizes, [letter]: sizes[letter] + 1 }) !== worth(sizes),
  );
}

function lineOf(
  asked: Asked,
  found: readonly Found[],
  rowsOf: ReadonlyMap<string, readonly LayerRow[]>,
): FormulaLine {
  const layers: Shown[] = [];
  const left = new Map<Lack, number>();
  for (const one of found.filter(({ kind }) => kind === asked.kind)) {
    const shows = shownOf(one, asked, rowsOf);
    if (typeof shows === 'number') layers.push({ found: one, shows });
    else left.set(shows, (left.get(shows) ?? 0) + 1);
  }
  const { form, kind, quantity, text } = asked;
  return {
    form,
    kind,
    quantity,
    text,
    verdict: layers.length === 0 ? null : judge(kind, quantity, asked.says, layers),
    sizes: commonSizes(kind, layers),
    unread: unreadLetters(asked, layers),
    left: [...left].map(([lack, amount]) => ({ lack, layers: amount })),
  };
}

/**
 * Compares each formula with what a run counted; nothing here knows a total.
 * @throws TfjsFlopsError `invalid-option` for an own formula that gives no count at the model's sizes
 */
export function checkModel(report: Report, own: readonly OwnFormula[] = []): ModelCheck {
  const found = findKinds(report.theoryRows);
  const rowsOf = groupBy(report.layers, ({ path }) => keyOf(path));
  const taken = new Set(found.flatMap(({ paths }) => paths.map(keyOf)));
  const free = report.layers.filter((row) => multiplyAddsOf(row) > 0 && !taken.has(keyOf(row.path)));
  const others = [...groupBy(free, ({ className }) => className)].map(([className, rows]) => ({
    className,
    rows: rows.length,
    multiplyAdds: sumOf(rows, multiplyAddsOf),
  }));
  const asked: readonly Asked[] = [...TEXT, ...own.map((formula) => ({ form: null, ...formula }))];
  return {
    model: report.model,
    backend: report.backend,
    lines: asked.map((one) => lineOf(one, found, rowsOf)),
    others: others.toSorted((a, b) => b.multiplyAdds - a.multiplyAdds),
    multiplyAdds: sumOf(report.layers, multiplyAddsOf),
    unknownRows: report.layers.filter(({ unknownCalls }) => unknownCalls > 0).length,
  };
}

/** A wrong formula is a result; that the run does not show what its layers consist of is a failure. */
export const isExplained = ({ lines }: ModelCheck): boolean =>
  lines.every(({ verdict }) => verdict?.outcome !== 'unexplained');
