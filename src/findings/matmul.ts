/**
 * @file Finding: batched or transposed matrix products on wasm. XNNPACK runs one plain matrix times another; all
 * others go through a scalar loop (`slow_batch_matmul` in tfjs-backend-wasm's batch_mat_mul_impl.cc). Three products
 * of 197×64 and 64×197, sliced, multiplied and stacked again, take a third of the time of the batched call.
 */
import { sizeOf } from '../core/shape.ts';
import { count } from '../core/writing.ts';
import {
  asKernel,
  callsOf,
  msOf,
  percent,
  ranOf,
  rowsOfRan,
  shareOf,
  sumOf,
  type Ran,
  type Rule,
} from './evidence.ts';

/** A third of the dense rate is usual; between that and half of it the shapes may be at fault. */
const SLOW = 0.5;
/** Less time is not worth a change of the model. */
const NOTABLE_TIME_SHARE = 0.05;

const DENSE = new Set(['Conv2D', 'FusedConv2D']);

/** Whether XNNPACK runs a product; `null` for other kernels. */
function isPlain({ call }: Ran): boolean | null {
  const product = asKernel(call, 'BatchMatMul') ?? asKernel(call, '_FusedMatMul');
  if (product === null) return DENSE.has(call.kernel) ? true : null;
  const { transposeA, transposeB } = product.attrs;
  return !transposeA && !transposeB && sizeOf(product.outputs[0].shape.slice(0, -2)) === 1;
}

/** Multiply-adds per millisecond; 0 where nothing was timed. */
const rateOf = (ran: readonly Ran[]): number =>
  shareOf(
    sumOf(ran, ({ multiplyAdds }) => multiplyAdds),
    sumOf(ran, msOf),
  );

const gigaPerSecond = (perMs: number): string => (perMs / 1e6).toFixed(1);

export const slowBatchedMatMul: Rule = (report) => {
  if (report.backend !== 'wasm') return null;
  const all = ranOf(report);
  const [batched, dense] = [false, true].map((plain) => all.filter((ran) => isPlain(ran) === plain));
  const [batchedRate, denseRate] = [rateOf(batched!), rateOf(dense!)];
  // Without dense products in the pass, those that the machine was measured with.
  const peakRate = (report.peaks?.multiplyAddsPerSecond ?? 0) / 1e3;
  const plainRate = denseRate > 0 ? denseRate : peakRate;
  const timeShare = shareOf(sumOf(batched!, msOf), sumOf(all, msOf));
  if (batchedRate === 0 || batchedRate >= SLOW * plainRate || timeShare < NOTABLE_TIME_SHARE) return null;
  const calls = sumOf(batched!, callsOf);
  const plain = gigaPerSecond(plainRate);
  const denseText = denseRate > 0 ? `dense ones at ${plain}` : `dense ones reach ${plain} here`;
  return {
    rule: 'slow-batched-matmul',
    marks: 'time',
    what: `${count(calls, 'batched or transposed matrix product')} ran at ${gigaPerSecond(batchedRate)} G/s, ${denseText}, and took ${percent(timeShare)} of kernel time.`,
    cause: 'The wasm backend gives XNNPACK single, untransposed matrices only and loops over the others.',
    remedy:
      'Where you can change the code, transpose first, multiply the matrices of a batch one by one and stack the results; or take a backend with batched products (webgpu, tensorflow).',
    evidence: { calls, batchedPerSecond: 1e3 * batchedRate, densePerSecond: 1e3 * plainRate, timeShare },
    rows: rowsOfRan(report, batched!),
  };
};
