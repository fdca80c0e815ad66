/**
 * @file XNNPACK's matrix product (GEMM): m·k·n multiply-adds are run in blocks of rows × columns. Rows past the
 * end repeat an earlier row, columns past the end run on weights padded with 0. A single row has a kernel of its
 * own.
 */
import type { TileTerm } from '../core/instructions.ts';
import { more, roundUp } from './form.ts';
import type { TileSizes } from './tile-sizes.ts';

export interface Product {
  /** Products of the same sizes, none sharing a block with another. */
  readonly products: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
}

/**
 * products·(M·k·N − m·k·n), M and N being m and n rounded up to whole blocks: first the rows, then the columns
 * of all rows.
 */
export function gemm(
  { products, m, k, n }: Product,
  { rows, columns }: TileSizes,
  columnTerm = 'tile columns',
): readonly TileTerm[] {
  const rowsRun = m === 1 ? 1 : roundUp(m, rows);
  return [
    more('tile rows', { products, rows: rowsRun - m, k, n }),
    more(columnTerm, { products, rows: rowsRun, k, columns: roundUp(n, columns) - n }),
  ];
}
