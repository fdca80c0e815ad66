/** @file The tree of layers as the page draws it: groups with the sums of their rows, each item by a number. */
import type { LayerRow, Report } from '../../core/report.ts';
import { pathName } from '../../core/writing.ts';
import { withoutChains } from '../../report/chains.ts';
import { nameBlocks } from '../../report/name-blocks.ts';
import { shownRows } from '../../report/shown-rows.ts';
import { sumOf } from '../../report/sums.ts';
import { treeOf, type Node } from '../../report/tree.ts';
import { inLanguage } from '../language/language.ts';
import { withOther } from './other.ts';
import { addValues, NO_VALUES, valuesOfRow, type Values } from './measures.ts';

export interface Item {
  /** Its place in {@link Tree.items}. */
  readonly id: number;
  readonly name: string;
  /** As it is asked for: `stage2.block1.expand`. */
  readonly fullName: string;
  readonly path: readonly string[];
  /** Of the model 0. */
  readonly depth: number;
  readonly parent: Item | null;
  readonly children: readonly Item[];
  /** Indices into `layers` of all rows in it. */
  readonly rows: readonly number[];
  readonly values: Values;
  readonly unknownCalls: number;
  /** One of the eight colours, which its outermost group has, or that in a group that is nearly all; kept whatever is measured. */
  readonly hue: number;
  readonly outputs: Node['outputs'];
  /** Whether it holds the neighbours that cost nothing. */
  readonly isOther: boolean;
}

export interface Tree {
  readonly root: Item;
  /** By their numbers; an item before those in it. */
  readonly items: readonly Item[];
  readonly leaves: readonly Item[];
  /** The leaf of each row, by its index in `layers`; rows that did nothing and own nothing have none. */
  readonly leafOfRow: ReadonlyMap<number, Item>;
}

export const HUES = 8;

interface Draft extends Item {
  readonly children: Draft[];
  readonly rows: number[];
  hue: number;
  values: Values;
  unknownCalls: number;
}

function fullNameOf({ name, path, separator }: Node): string {
  // Blocks that only names tell have the path of what they are in.
  const steps = separator === '_' ? [...path, name] : path;
  return steps.length === 0 ? name : pathName(steps, separator === '/' ? '/' : '.');
}

/** Gives the children of an item a colour each, with all that is in them; of one that is nearly all, its children. */
function colour(root: Draft): void {
  const paint = (item: Draft, hue: number): void => {
    item.hue = hue;
    for (const child of item.children) paint(child, hue);
  };
  for (const [i, child] of root.children.entries()) paint(child, i % HUES);
  const [main] = nearlyAll(root);
  if (main !== undefined) colour(main as Draft);
}

export function layerTree(report: Report): Tree {
  const shown = shownRows(report);
  const indices = new Map<LayerRow, number>(shown.map((row, i) => [row, i]));
  const whole = treeOf(shown);
  const items: Draft[] = [];
  const leaves: Item[] = [];
  const leafOfRow = new Map<number, Item>();
  const others = new Set<Node>();
  // Names that no model gave.
  const isOurs = (node: Node): boolean =>
    others.has(node) || (node.path.length === 0 && /^\(.+\)$/.test(node.name));
  const place = (node: Node, parent: Draft | null): Draft => {
    const item: Draft = {
      id: items.length,
      name: isOurs(node) ? inLanguage(node.name) : node.name,
      fullName: isOurs(node) ? inLanguage(fullNameOf(node)) : fullNameOf(node),
      path: node.path,
      depth: parent === null ? 0 : parent.depth + 1,
      parent,
      children: [],
      rows: [],
      values: NO_VALUES,
      unknownCalls: 0,
      hue: 0,
      outputs: node.outputs,
      isOther: others.has(node),
    };
    items.push(item);
    for (const child of node.children) item.children.push(place(child, item));
    if (node.children.length === 0) {
      leaves.push(item);
      for (const row of node.rows) {
        const index = indices.get(row)!;
        item.rows.push(index);
        leafOfRow.set(index, item);
        item.values = addValues(item.values, valuesOfRow(row));
        item.unknownCalls += row.unknownCalls;
      }
    }
    for (const child of item.children) {
      item.rows.push(...child.rows);
      item.values = addValues(item.values, child.values);
      item.unknownCalls += child.unknownCalls;
    }
    return item;
  };
  const children = nameBlocks(whole.children.map(withoutChains));
  const root = place(withOther({ ...whole, name: report.model, children }, sumOf(shown), others), null);
  colour(root);
  return { root, items, leaves, leafOfRow };
}

/** From this share of the rows on a group is nearly the whole model, which its parts tell more of. */
const NEARLY_ALL = 0.6;

/** The items that nearly all rows are in, from the outermost on. */
export function nearlyAll(root: Item): readonly Item[] {
  const next = root.children.find(
    ({ rows, children, isOther }) =>
      !isOther && children.length > 1 && rows.length > NEARLY_ALL * root.rows.length,
  );
  return next === undefined ? [] : [next, ...nearlyAll(next)];
}

/** An item and those around it, the innermost first. */
export function* around(item: Item): Generator<Item> {
  for (let at: Item | null = item; at !== null; at = at.parent) yield at;
}
