/**
 * @file The tree of layers. Reports hold one row per layer with self values; groups (nested models, the dots in
 * layer names) are made here, from the rows' paths.
 */
import type { ShownRow } from './shown-rows.ts';
import type { Shape } from '../core/shape.ts';
import { rowName, separatorOf, type Separator } from '../core/writing.ts';

export interface Node {
  readonly name: string;
  readonly path: readonly string[];
  /** Printed between the names of it and of what is below it. */
  readonly separator: Separator | '_';
  /** The row of a leaf, or the rows of a group that is printed as a leaf; a group's own work is a leaf below it. */
  readonly rows: readonly ShownRow[];
  /** The outputs of a layer or nested model, else those of the group's last leaf in the order of execution. */
  readonly outputs: readonly Shape[];
  readonly children: readonly Node[];
}

const leaf = (name: string, row: ShownRow): Node => ({
  name,
  path: row.path,
  separator: separatorOf(row),
  rows: [row],
  outputs: row.outputs,
  children: [],
});

interface Draft {
  readonly name: string;
  readonly path: readonly string[];
  row: ShownRow | null;
  readonly children: Draft[];
  /** The last child of each name. */
  readonly named: Map<string, Draft>;
}

const draft = (name: string, path: readonly string[]): Draft => ({
  name,
  path,
  row: null,
  children: [],
  named: new Map(),
});

/** The name of a group's own work. */
export const ITSELF = '(itself)';

/** A row that has work or parameters of its own. */
const isBusy = (row: ShownRow): boolean =>
  row.calls > 0 || row.parameters.total > 0 || (row.theory?.multiplyAdds ?? 0) > 0 || (row.residual ?? 0) > 0;

function place(root: Draft, row: ShownRow): void {
  let node = root;
  for (const [i, name] of row.path.entries()) {
    let child = node.named.get(name);
    // Two models that are counted together may share a path: the second layer becomes a sibling.
    if (child === undefined || (i === row.path.length - 1 && child.row !== null)) {
      child = draft(name, row.path.slice(0, i + 1));
      node.children.push(child);
      node.named.set(name, child);
    }
    node = child;
  }
  node.row = row;
}

/** When the last row of a node ran, in the order of execution; less than 0 where none did. */
export const endOf = (node: Node): number => latest(rowsOf(node).map(({ endsAt }) => endsAt));

/** Without spreading: there may be more than the stack holds. */
const latest = (ends: readonly number[]): number => ends.reduce((last, end) => Math.max(last, end), -1);

/** The leaf that ends last in the order of execution, which is not that of the tree; the last where none ran. */
export const lastOf = (leaves: readonly Node[]): Node | undefined => {
  const end = latest(leaves.map(endOf));
  return leaves.findLast((each) => endOf(each) === end);
};

function finish({ name, path, row, children }: Draft): Node {
  if (children.length === 0 && row !== null) return leaf(name, row);
  const below = children.map(finish);
  const own = row !== null && isBusy(row) ? [leaf(ITSELF, row)] : [];
  const outputs =
    row !== null && row.outputs.length > 0 ? row.outputs : (lastOf(below.flatMap(leavesOf))?.outputs ?? []);
  const separator = below.some((child) => child.separator === '/') ? '/' : '.';
  return { name, path, separator, rows: [], outputs, children: [...own, ...below] };
}

/** The root of all rows, groups in the order of their first row; work outside any layer comes last. */
export function treeOf(rows: readonly ShownRow[]): Node {
  const root = draft('', []);
  const outside: Node[] = [];
  for (const row of rows) {
    if (row.path.length > 0) place(root, row);
    else if (isBusy(row)) outside.push(leaf(`(${rowName(row)})`, row));
  }
  const whole = finish(root);
  return { ...whole, children: [...whole.children, ...outside] };
}

export const isGroup = (node: Node): boolean => node.children.length > 0;

export const leavesOf = (node: Node): readonly Node[] =>
  node.children.length === 0 ? [node] : node.children.flatMap(leavesOf);

export const rowsOf = (node: Node): readonly ShownRow[] => leavesOf(node).flatMap(({ rows }) => rows);
