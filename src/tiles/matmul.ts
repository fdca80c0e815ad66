/**
 * @file Matrix products of tfjs-backend-wasm. XNNPACK runs one matrix times one matrix; batches and transposes
 * go through a scalar loop over blocks of k, which adds each block's sum, and a bias of 0 if there is none, to
 * the output (`slow_batch_matmul` in batch_mat_mul_impl.cc).
 */
import type { Machine, TileTerm } from '../core/instructions.ts';
import type { KernelCall } from '../core/kernel-call.ts';
import { sizeOf } from '../core/shape.ts';
import { fused, type FusedCall } from './fused.ts';
import { closedForm, less, more, type Tile } from './form.ts';
import { gemm } from './gemm.ts';
import { axis } from './shapes.ts';
import { K_BLOCK, tileSizes } from './tile-sizes.ts';

type ProductCall = Omit<KernelCall<'BatchMatMul'>, 'kernel'>;

interface Sizes {
  readonly isGemm: boolean;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  /** Batches of the output, and those of them that are run. */
  readonly batches: number;
  readonly batchesRun: number;
}

/** Where both factors repeat, each along another batch axis, the backend runs only the larger one's batches. */
function sizesOf({ inputs: { a, b }, outputs: [y], attrs }: ProductCall): Sizes {
  const { transposeA, transposeB } = attrs;
  const batchesRun = Math.max(...[a, b].map(({ shape }) => sizeOf(shape.slice(0, -2))));
  return {
    isGemm: !transposeA && !transposeB && batchesRun === 1,
    m: axis(y.shape, -2),
    k: axis(a.shape, transposeA ? -2 : -1),
    n: axis(y.shape, -1),
    batches: sizeOf(y.shape.slice(0, -2)),
    batchesRun,
  };
}

function product(call: ProductCall, machine: Machine): readonly TileTerm[] {
  const { isGemm, m, k, n, batches, batchesRun } = sizesOf(call);
  if (isGemm) return gemm({ products: 1, m, k, n }, tileSizes(machine));
  const blocks = Math.ceil(k / K_BLOCK);
  return [
    less('batches not run', { batches: batches - batchesRun, m, k, n }),
    more('K-block sums', { batches: batchesRun, m, n, blocks }),
    more('bias added in each K-block', { batches: batchesRun, m, n, blocks }),
  ];
}

/** y = a·b. */
export const batchMatMul: Tile<'BatchMatMul'> = (call, machine) => closedForm(product(call, machine));

/** y = act(a·b + bias). */
export const fusedMatMul: Tile<'_FusedMatMul'> = (call: KernelCall<'_FusedMatMul'> & FusedCall, machine) =>
  fused(
    call,
    machine,
    product(call, machine),
    sizesOf(call).isGemm ? 'bias in the accumulator' : 'bias counted once',
  );
