/**
 * @file Which lines the tree of layers becomes. Equal neighbours (the blocks of a transformer) fold into one line `×n`
 * opened to its leaves, equal leaves share a line, leaves without cost are together in `other`; other groups stay closed
 * below the depth asked for, except one that is nearly the whole model. Every row is in exactly one line per level, so
 * that printed columns add up.
 */
import type { LayerRow } from '../core/report.ts';
import type { Shape } from '../core/shape.ts';
import { blocksName, equalNeighbours } from './equal-blocks.ts';
import { nameList } from './format.ts';
import { joinNodes } from './joined-nodes.ts';
import type { Depth } from './options.ts';
import { parametersOf, sumOf, type Sums } from './sums.ts';
import { isGroup, ITSELF, leavesOf, rowsOf, type Node } from './tree.ts';

export interface Line {
  /** Tree glyphs before the name; empty at the top level. */
  readonly prefix: string;
  readonly name: string;
  /** A group that hides its leaves. */
  readonly folded: boolean;
  readonly rows: readonly LayerRow[];
  readonly output: Shape | null;
}

/** A line with the lines that are opened below it. */
export interface Item extends Omit<Line, 'prefix'> {
  /** The steps that its rows have in common, as far as its name stands for them. */
  readonly path: readonly string[];
  readonly parts: readonly Item[];
}

/** From this share of kernel time on a leaf has a line although it has neither multiply-adds nor parameters. */
const NOTABLE_TIME_SHARE = 0.01;

/** A group with more than this share of the multiply-adds is opened at any depth: a table of one line is no use. */
const WHOLE_MODEL = 0.9;

const outputOf = (node: Node): Shape | null => node.outputs[0] ?? null;

const leafItem = (node: Node): Item => ({
  name: node.name,
  path: node.path,
  folded: false,
  rows: rowsOf(node),
  output: outputOf(node),
  parts: [],
});

/** The steps with which all paths begin. */
function commonPath(all: readonly { readonly path: readonly string[] }[]): readonly string[] {
  const first = all[0]?.path ?? [];
  const length = first.findIndex((step, i) => all.some(({ path }) => path[i] !== step));
  return length < 0 ? first : first.slice(0, length);
}

/** Equal groups as one line with a part per leaf of theirs, summed over the groups. */
function runItem(name: string, run: readonly Node[], whole: Sums): Item {
  const [template] = run;
  const leaves = run.map(leavesOf);
  const depth = template?.path.length ?? 0;
  const parts = (leaves[0] ?? []).map((leaf, i): Item => {
    const own = leaf.name === ITSELF ? [leaf.name] : [];
    return {
      name: [...leaf.path.slice(depth), ...own].join(leaf.separator),
      path: commonPath(leaves.flatMap((group) => group.slice(i, i + 1))),
      folded: false,
      rows: leaves.flatMap((group) => group.slice(i, i + 1).flatMap(rowsOf)),
      output: outputOf(leaf),
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
    parts: tidy(parts, whole),
  };
}

/** Lines that would print the same figures under several names; nodes of one group. */
function shareLines(items: readonly Item[]): Item[] {
  const shared = new Map<string, Item[]>();
  for (const item of items) {
    const isLeaf = !item.folded && item.parts.length === 0;
    const key = isLeaf
      ? [
          item.name.slice(0, item.name.lastIndexOf('/') + 1),
          item.rows.map(({ className, theory }) => [className, theory?.multiplyAdds]),
          item.output,
          sumOf(item.rows).multiplyAdds,
          parametersOf(item.rows, false),
        ]
      : [shared.size, 'group'];
    const text = JSON.stringify(key);
    shared.set(text, [...(shared.get(text) ?? []), item]);
  }
  return [...shared.values()].map((equal): Item => ({
    name: nameList(equal.map(({ name }) => name)),
    path: commonPath(equal),
    folded: equal.some(({ folded }) => folded),
    rows: equal.flatMap(({ rows }) => rows),
    output: equal[0]?.output ?? null,
    parts: equal.flatMap(({ parts }) => parts),
  }));
}

/** A graph holds the scalars of its arithmetic as parameters: they are not worth a line. */
const ownsParameters = ({ kind, parameters }: LayerRow): boolean =>
  parameters.total > (kind === 'node' ? 1 : 0);

/** No multiply-adds, no parameters, no time worth a line; never where a kernel is unknown. */
function isCostless({ rows }: Item, whole: Sums): boolean {
  const { multiplyAdds, unknownCalls, ms } = sumOf(rows);
  const isNotable = ms !== null && whole.ms !== null && ms >= NOTABLE_TIME_SHARE * whole.ms;
  const isSilent = rows.every(
    ({ residual, theory }) => (residual ?? 0) === 0 && (theory?.multiplyAdds ?? 0) === 0,
  );
  return multiplyAdds === 0 && unknownCalls === 0 && !rows.some(ownsParameters) && isSilent && !isNotable;
}

function tidy(items: readonly Item[], whole: Sums): Item[] {
  const costless = items.filter((item) => isCostless(item, whole));
  if (costless.length < 2) return shareLines(items);
  const other: Item = {
    name: 'other',
    path: commonPath(costless),
    folded: false,
    rows: costless.flatMap(({ rows }) => rows),
    output: null,
    parts: [],
  };
  return [...shareLines(items.filter((item) => !costless.includes(item))), other];
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
    parts: isOpen ? itemsOf(node.children, Math.max(1, depth - 1), whole) : [],
  };
}

function itemsOf(nodes: readonly Node[], depth: number, whole: Sums): Item[] {
  const items = equalNeighbours(nodes).flatMap((run): Item[] => {
    const [node] = run;
    if (node === undefined) return [];
    if (run.length > 1) return [runItem(blocksName(run), run, whole)];
    return [isGroup(node) ? groupItem(node, depth, whole) : leafItem(node)];
  });
  return tidy(items, whole);
}

const openItem = (node: Node): Item => ({ ...leafItem(node), parts: node.children.map(openItem) });

/** A line per item, parts below their whole with the glyphs of a tree. */
function linesOf(items: readonly Item[], level: number, indent: string): Line[] {
  return items.flatMap(({ name, folded, rows, output, parts }, i) => {
    const isLast = i === items.length - 1;
    const prefix = level === 0 ? '' : `${indent}${isLast ? '└' : '├'} `;
    const below = level === 0 ? '' : `${indent}${isLast ? ' ' : '│'} `;
    return [{ prefix, name, folded, rows, output }, ...linesOf(parts, level + 1, below)];
  });
}

/** The lines of a table of layers as a tree, in the order of execution. */
export const itemsAt = (root: Node, depth: Depth): readonly Item[] =>
  depth === 'all'
    ? root.children.map(openItem)
    : itemsOf(root.children.map(joinNodes), depth, sumOf(rowsOf(root)));

/** The same lines one below the other. */
export const fold = (root: Node, depth: Depth): readonly Line[] => linesOf(itemsAt(root, depth), 0, '');
