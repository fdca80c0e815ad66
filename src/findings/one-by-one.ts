/**
 * @file Whether a batched or transposed product on wasm is faster matrix by matrix: only where a measured one says so.
 * What is gained grows with the matrices and falls with their number, since each takes several calls more. A product
 * is thus faster apart if one is that has as many matrices or more, none of them larger.
 */
import { sizeOf } from '../core/shape.ts';
import { asKernel, type Ran } from './evidence.ts';
import type { ProductTime } from './product-time.ts';
import { PRODUCT_TIMES } from './product-times.ts';

/** Less is noise, or not worth the code. */
const WORTH = 1.2;
/** Larger matrices, up to as many times a side, than those that were measured: cache sizes and the like change then. */
const REACH = 4;

export type Product = Pick<ProductTime, 'isTransposed' | 'batch' | 'm' | 'k' | 'n'>;

/** The batch of a matrix product and its sizes; `null` for other kernels. */
export function productOf({ call }: Pick<Ran, 'call'>): Product | null {
  const product = asKernel(call, 'BatchMatMul') ?? asKernel(call, '_FusedMatMul');
  if (product === null) return null;
  const { transposeA, transposeB } = product.attrs;
  const { shape } = product.outputs[0];
  const [m = 1, n = 1] = shape.slice(-2);
  const k = product.inputs.a.shape.at(transposeA ? -2 : -1) ?? 1;
  return { isTransposed: transposeA || transposeB, batch: sizeOf(shape.slice(0, -2)), m, k, n };
}

const covers = (measured: number, asked: number): boolean => measured <= asked && asked <= REACH * measured;

/** How many times as fast it is at least, by the measured product that is nearest; `null` where none says that it helps. */
export function gainApart(asked: Product): number | null {
  const like = PRODUCT_TIMES.filter(
    ({ isTransposed, batch, m, k, n }) =>
      isTransposed === asked.isTransposed &&
      batch >= asked.batch &&
      covers(m, asked.m) &&
      covers(k, asked.k) &&
      covers(n, asked.n),
  );
  const gains = like.map(({ togetherMs, apartMs }) => togetherMs / apartMs).filter((gain) => gain >= WORTH);
  return gains.length === 0 ? null : Math.min(...gains);
}

/** `12 of 128×64×128`. */
export const productText = ({ batch, m, k, n }: Product): string =>
  batch === 1 ? `${m}×${k}×${n}` : `${batch} of ${m}×${k}×${n}`;
