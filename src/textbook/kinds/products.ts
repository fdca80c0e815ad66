/**
 * @file What multiplies matrices, layers and graph nodes alike, read from the shapes that go in and out: a product with a
 * matrix of weights, or of two tensors that were computed. The order is that of the file, in which what comes first
 * stands first.
 */
import { keyOf } from '../../core/path-key.ts';
import { sizeOf } from '../../core/shape.ts';
import type { TheoryRow } from '../../core/theory.ts';
import { hasBias, isDerived, type Derived } from '../layer.ts';

/** `rows` vectors of width `inputs` to width `outputs`. */
export interface DenseProduct {
  readonly type: 'dense';
  readonly row: Derived;
  /** Of the row, and of the node that adds its bias. */
  readonly paths: readonly (readonly string[])[];
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly bias: 0 | 1;
  readonly calls: number;
}

/** `matrices` times [m, k] × [k, n]. */
export interface PairProduct {
  readonly type: 'pair';
  readonly row: Derived;
  readonly matrices: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly calls: number;
}

export type Product = DenseProduct | PairProduct;

const PAIRS: ReadonlySet<string> = new Set([
  'BatchMatMul',
  'BatchMatMulV2',
  'MatMul',
  '_FusedMatMul',
  'tf.matMul',
]);
const OF_GRAPH: ReadonlySet<string> = new Set(['MatMul', '_FusedMatMul']);

export type RowAt = (path: readonly string[]) => TheoryRow | undefined;

export function rowFinder(rows: readonly TheoryRow[]): RowAt {
  const byPath = new Map(rows.map((row) => [keyOf(row.path), row]));
  return (path) => byPath.get(keyOf(path));
}

/** How far below its layer's name Keras writes a product: `query/Tensordot/MatMul`. */
const MAX_STEPS = 2;

export interface Bias {
  readonly bias: 0 | 1;
  /** The node that adds it, where that is one of its own: `BiasAdd` of the same layer. */
  readonly paths: readonly (readonly string[])[];
}

/** The bias of a node that multiplies with weights: fused into it, or added by a node beside it. @param width of a bias */
export function nodeBias({ config, path }: Derived, width: number, rowAt: RowAt): Bias {
  if ([config['fused_ops'] ?? []].flat().includes('BiasAdd')) return { bias: 1, paths: [] };
  for (let steps = 1; steps <= Math.min(MAX_STEPS, path.length - 1); steps++) {
    const beside = rowAt([...path.slice(0, -steps), 'BiasAdd']);
    if (beside === undefined || beside.path === path || !isDerived(beside)) continue;
    const vector = beside.uses[0]?.inputs.find((shape) => shape.length === 1);
    if (vector?.[0] === width) return { bias: 1, paths: [beside.path] };
  }
  return { bias: 0, paths: [] };
}

/** `null` where the row is no product of matrices or is used in several ways. */
export function productOf(row: Derived, rowAt: RowAt): Product | null {
  const [use, ...others] = row.uses;
  const [left, right] = use?.inputs ?? [];
  const output = use?.outputs[0];
  if (use === undefined || others.length > 0 || left === undefined || output === undefined) return null;
  const { calls } = use;
  const outputs = output.at(-1) ?? 0;
  const rows = sizeOf(output.slice(0, -1));
  if (rows === 0 || outputs === 0) return null;
  const dense = { type: 'dense', row, rows, outputs, calls } as const;
  if (row.className === 'Dense')
    return { ...dense, inputs: left.at(-1) ?? 0, bias: hasBias(row) ? 1 : 0, paths: [row.path] };
  if (!PAIRS.has(row.className) || right === undefined) return null;
  const m = output.at(-2) ?? 0;
  if (!OF_GRAPH.has(row.className) || right.length !== 2)
    return { type: 'pair', row, matrices: rows / m, m, k: sizeOf(left) / rows, n: outputs, calls };
  const { bias, paths } = nodeBias(row, outputs, rowAt);
  return { ...dense, inputs: sizeOf(left) / rows, bias, paths: [row.path, ...paths] };
}

export const productsOf = (rows: readonly TheoryRow[], rowAt: RowAt): readonly Product[] =>
  rows.filter(isDerived).flatMap((row) => productOf(row, rowAt) ?? []);

/** All rows of a product. */
export const pathsOf = (product: Product): readonly (readonly string[])[] =>
  product.type === 'dense' ? product.paths : [product.row.path];

export const isNode = ({ className }: TheoryRow): boolean =>
  className !== 'Dense' && !className.startsWith('tf.');
