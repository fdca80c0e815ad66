/**
 * @file Which lines the tree of layers becomes. Equal neighbours (the blocks of a transformer) fold into one line `×n`
 * opened to its leaves, equal leaves share a line, leaves without cost are together in `other`; other groups stay closed
 * below the depth asked for, except one that is nearly the whole model. Every row is in exactly one line per level, so
 * that printed columns add up.
 */
import type { LayerRow } from '../core/report.ts';
import type { Shape } from '../core/shape.ts';
import { withoutChains } from './chains.ts';
import { blocksName, equalNeighbours } from './equal-blocks.ts';
import { followed } from './followed.ts';
import { nameList } from './format.ts';
import { joinNodes } from './joined-nodes.ts';
import { nameBlocks } from './name-blocks.ts';
import type { Depth } from './options.ts';
import { repeated } from './repeated.ts';
import { stages } from './stages.ts';
import { parametersOf, sumOf, type Sums } from './sums.ts';
import { isGroup, ITSELF, rowsOf, type Node } from './tree.ts';

export interface Line {
  /** Tree glyphs before the name; empty at the top level. */
  readonly prefix: string;
  readonly name: string;
  /** A group that hides its leaves. */
  readonly folded: boolean;
  /** Lines of its parts are below it. */
  readonly opened: boolean;
  readonly rows: readonly LayerRow[];
  readonly output: Shape | null;
}

/** A line with the lines that are opened below it. */
export interface Item extends Omit<Line, 'prefix' | 'opened'> {
  /** The steps that its rows have in common, as far as its name stands for them. */
  readonly path: readonly string[];
  readonly parts: readonly Item[];
  /** Equal groups, whose parts are those of each. */
  readonly isRun: boolean;
}

/**
 * From this share of the bytes moved, or of the other operations, on a leaf of a timed run has a line although it has
 * neither multiply-adds nor parameters: it is likely to take time. Not by its time, so that noise never decides.
 */
const NOTABLE_SHARE = 0.05;

/** A group with more than this share of the multiply-adds is opened at any depth: a table of one line is no use. */
const WHOLE_MODEL = 0.9;

/** A table of the default depth that is longer, its total aside, folds further. */
const MOST_LINES = 24;

const outputOf = (node: Node): Shape | null => node.outputs[0] ?? null;

const leafItem = (node: Node): Item => ({
  name: node.name,
  path: node.path,
  folded: false,
  rows: rowsOf(node),
  output: outputOf(node),
  isRun: false,
  parts: [],
});

/** The steps with which all paths begin. */
function commonPath(all: readonly { readonly path: readonly string[] }[]): readonly string[] {
  const first = all[0]?.path ?? [];
  const length = first.findIndex((step, i) => all.some(({ path }) => path[i] !== step));
  return length < 0 ? first : first.slice(0, length);
}

/** A leaf, with its name below a group. */
interface NamedLeaf {
  readonly label: string;
  readonly leaf: Node;
}

const namedLeaves = ({ children, separator }: Node): readonly NamedLeaf[] =>
  children.flatMap((child): readonly NamedLeaf[] =>
    isGroup(child)
      ? namedLeaves(child).map(({ label, leaf }) => ({ label: `${child.name}${separator}${label}`, leaf }))
      : [{ label: child.name, leaf: child }],
  );

/** Equal groups as one line with a part per leaf of theirs, summed over the groups. */
function runItem(name: string, run: readonly Node[], whole: Sums): Item {
  const groups = run.map(namedLeaves);
  const parts = (groups[0] ?? []).map((_, i): Item => {
    const alike = groups.flatMap((group) => group.slice(i, i + 1));
    return {
      name: nameList([...new Set(alike.map(({ label }) => label))]),
      path: commonPath(alike.map(({ leaf }) => leaf)),
      folded: false,
      rows: alike.flatMap(({ leaf }) => rowsOf(leaf)),
      output: outputOf(alike[0]!.leaf),
      isRun: false,
      parts: [],
    };
  });
  const last = run.at(-1);
  return {
    name,
    path: commonPath(run),
    folded: false,
    rows: run.flatMap(rowsOf),
    output: last === undefined ? null : outputOf(last),
    isRun: true,
    parts: tidy(parts, whole, 'all'),
  };
}

/** `norm1, norm2`; how many they are, where not all are named: `conv1 … conv5 ×5`. */
function countedList(names: readonly string[]): string {
  const list = nameList(names);
  return list.includes(' … ') ? `${list} ×${names.length}` : list;
}

/** Which leaves may share a line: all of one block, or only neighbours, where they may be of different blocks. */
type Sharing = 'all' | 'neighbours';

/** Equal for leaves that would print the same figures under several names; `null` for a line with others below it. */
function figuresOf({ name, folded, rows, parts, output }: Item): string | null {
  if (folded || parts.length > 0) return null;
  return JSON.stringify([
    name.slice(0, name.lastIndexOf('/') + 1),
    rows.map(({ className, theory }) => [className, theory?.multiplyAdds]),
    output,
    sumOf(rows).multiplyAdds,
    parametersOf(rows, false),
  ]);
}

function shareLines(items: readonly Item[], sharing: Sharing): Item[] {
  const shared: { readonly figures: string | null; readonly equal: Item[] }[] = [];
  for (const item of items) {
    const figures = figuresOf(item);
    const candidates = sharing === 'all' ? shared : shared.slice(-1);
    const found = figures === null ? undefined : candidates.find((each) => each.figures === figures);
    if (found === undefined) shared.push({ figures, equal: [item] });
    else found.equal.push(item);
  }
  return shared.map(({ equal }): Item => {
    const [first] = equal;
    if (equal.length === 1) return first!;
    return {
      name: countedList(equal.map(({ name }) => name)),
      path: commonPath(equal),
      folded: false,
      rows: equal.flatMap(({ rows }) => rows),
      output: first!.output,
      isRun: false,
      parts: [],
    };
  });
}

/** A graph holds the scalars of its arithmetic as parameters: they are not worth a line. */
const ownsParameters = ({ kind, parameters }: LayerRow): boolean =>
  parameters.total > (kind === 'node' ? 1 : 0);

/** No multiply-adds, no parameters, nothing that takes time worth a line; never where a kernel is unknown. */
export function isCostless({ rows }: Pick<Item, 'rows'>, whole: Sums): boolean {
  const { multiplyAdds, unknownCalls, ms, bytes, otherOperations } = sumOf(rows);
  const isNotable =
    ms !== null &&
    (bytes > NOTABLE_SHARE * whole.bytes || otherOperations > NOTABLE_SHARE * whole.otherOperations);
  const isSilent = rows.every(
    ({ residual, theory }) => (residual ?? 0) === 0 && (theory?.multiplyAdds ?? 0) === 0,
  );
  return multiplyAdds === 0 && unknownCalls === 0 && !rows.some(ownsParameters) && isSilent && !isNotable;
}

function tidy(items: readonly Item[], whole: Sums, sharing: Sharing): Item[] {
  const costless = items.filter((item) => isCostless(item, whole));
  if (costless.length < 2) return shareLines(items, sharing);
  const other: Item = {
    name: 'other',
    path: commonPath(costless),
    folded: false,
    rows: costless.flatMap(({ rows }) => rows),
    output: null,
    isRun: false,
    parts: [],
  };
  return [
    ...shareLines(
      items.filter((item) => !costless.includes(item)),
      sharing,
    ),
    other,
  ];
}

/** `blocks ×12` for blocks that only have numbers; other names are printed: `encoder/layer_._0…11 ×12`. */
const runGroupName = ({ name, separator }: Node, run: readonly Node[]): string =>
  run.every((block) => /^\d+$/.test(block.name))
    ? `${name} ×${run.length}`
    : `${name}${separator}${blocksName(run)}`;

function groupItem(node: Node, depth: number, whole: Sums): Item {
  const [run, ...others] = equalNeighbours(node.children);
  if (run !== undefined && run.length > 1 && others.length === 0)
    return runItem(runGroupName(node, run), run, whole);
  const rows = rowsOf(node);
  // A layer is one, whatever it holds: only groups of layers are a whole model.
  const isLayer = node.children.some((child) => child.name === ITSELF && child.rows[0]?.kind === 'layer');
  const isWholeModel = !isLayer && sumOf(rows).multiplyAdds > WHOLE_MODEL * whole.multiplyAdds;
  const isOpen = depth > 1 || isWholeModel;
  return {
    name: node.name,
    path: node.path,
    folded: !isOpen,
    rows,
    output: outputOf(node),
    isRun: false,
    parts: isOpen
      ? itemsOf(node.children, Math.max(1, depth - 1), whole, isWholeModel ? 'neighbours' : 'all')
      : [],
  };
}

function itemsOf(nodes: readonly Node[], depth: number, whole: Sums, sharing: Sharing): Item[] {
  const items = equalNeighbours(nodes).flatMap((run): Item[] => {
    const [node] = run;
    if (node === undefined) return [];
    if (run.length > 1) return [runItem(blocksName(run), run, whole)];
    return [isGroup(node) ? groupItem(node, depth, whole) : leafItem(node)];
  });
  return tidy(items, whole, sharing);
}

const openItem = (node: Node): Item => ({ ...leafItem(node), parts: node.children.map(openItem) });

/** A line per item, parts below their whole with the glyphs of a tree. */
function linesOf(items: readonly Item[], level: number, indent: string): Line[] {
  return items.flatMap(({ name, folded, rows, output, parts }, i) => {
    const isLast = i === items.length - 1;
    const prefix = level === 0 ? '' : `${indent}${isLast ? '└' : '├'} `;
    const below = level === 0 ? '' : `${indent}${isLast ? ' ' : '│'} `;
    const opened = parts.length > 0;
    return [{ prefix, name, folded, opened, rows, output }, ...linesOf(parts, level + 1, below)];
  });
}

const lineCount = (items: readonly Item[]): number =>
  items.reduce((sum, { parts }) => sum + 1 + lineCount(parts), 0);

/** The same with the lines of equal groups closed. */
const withClosedRuns = (items: readonly Item[]): readonly Item[] =>
  items.map((item) =>
    item.isRun ? { ...item, folded: true, parts: [] } : { ...item, parts: withClosedRuns(item.parts) },
  );

/** The forms of the same tree, from the one that keeps most to the shortest. */
function* formsOf(nodes: readonly Node[]): Generator<readonly Node[]> {
  yield nodes;
  const together = followed(nodes);
  yield together;
  const sequences = repeated(together);
  yield sequences;
  yield* stages(sequences);
}

/**
 * The lines of a table of layers as a tree, in the order of execution. Of the forms of the tree, each with equal groups
 * opened or closed, it takes the first that a screen holds.
 */
export function itemsAt(root: Node, depth: Depth): readonly Item[] {
  if (depth === 'all') return root.children.map((node) => openItem(withoutChains(node)));
  const whole = sumOf(rowsOf(root));
  const nodes = nameBlocks(root.children.map((node) => withoutChains(joinNodes(node))));
  let items: readonly Item[] = [];
  for (const formed of formsOf(nodes)) {
    const closed = itemsOf(formed, 1, whole, 'neighbours');
    for (const each of [closed, withClosedRuns(closed)]) {
      items = depth === 1 ? each : itemsOf(formed, depth, whole, 'neighbours');
      if (lineCount(each) <= MOST_LINES) return items;
    }
  }
  return items;
}

/** The same lines one below the other. */
export const fold = (root: Node, depth: Depth): readonly Line[] => linesOf(itemsAt(root, depth), 0, '');
