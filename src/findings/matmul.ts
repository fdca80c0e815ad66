/**
 * @file Finding: batched or transposed matrix products on wasm. XNNPACK runs one plain matrix times another; all
 * others go through a scalar loop (`slow_batch_matmul` in tfjs-backend-wasm's batch_mat_mul_impl.cc).
 */
import { writtenRate } from '../core/unit.ts';
import { count } from '../core/writing.ts';
import {
  callsOf,
  msOf,
  namesOf,
  percent,
  ranOf,
  rowsOfRan,
  shareOf,
  sumOf,
  type Ran,
  type Rule,
} from './evidence.ts';
import { gainApart, productOf, productText } from './one-by-one.ts';

/** A third of the dense rate is usual; between that and half of it the shapes may be at fault. */
const SLOW = 0.5;
/** Less time is not worth a change of the model. */
const NOTABLE_TIME_SHARE = 0.05;

const DENSE = new Set(['Conv2D', 'FusedConv2D']);

/** Whether XNNPACK runs a product; `null` for other kernels. */
function isPlain({ call }: Ran): boolean | null {
  const product = productOf({ call });
  if (product === null) return DENSE.has(call.kernel) ? true : null;
  return !product.isTransposed && product.batch === 1;
}

/** For products that measurements say are faster apart, which must take enough of the time; else none. */
function remedyFor(slow: readonly Ran[], totalMs: number): string {
  const helped = slow.filter((ran) => gainOf(ran) !== null);
  if (shareOf(sumOf(helped, msOf), totalMs) < NOTABLE_TIME_SHARE) return '';
  const products = helped.map((ran) => productOf(ran)!);
  const hasBatch = products.some(({ batch }) => batch > 1);
  const steps = [
    ...(products.some(({ isTransposed }) => isTransposed) ? ['transpose first'] : []),
    ...(hasBatch ? ['multiply the matrices of a batch one by one and stack the results'] : []),
  ];
  const least = Math.min(...helped.map((ran) => gainOf(ran)!));
  const sizes = namesOf([...new Set(products.map(productText))]);
  return `Where you can change the code, ${steps.join(', ')}: measured, that is ${least.toFixed(1)} times as fast or more for ${sizes}.`;
}

function gainOf(ran: Ran): number | null {
  const product = productOf(ran);
  return product && gainApart(product);
}

/** Multiply-adds per millisecond; 0 where nothing was timed. */
const rateOf = (ran: readonly Ran[]): number =>
  shareOf(
    sumOf(ran, ({ multiplyAdds }) => multiplyAdds),
    sumOf(ran, msOf),
  );

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
  const [slow, plain] = [writtenRate(1e3 * batchedRate), writtenRate(1e3 * plainRate)];
  const denseText = denseRate > 0 ? `dense ones at ${plain.text}` : `dense ones reach ${plain.text} here`;
  return {
    rule: 'slow-batched-matmul',
    marks: 'time',
    what: `${count(calls, 'batched or transposed matrix product')} ran at ${slow.text}, ${denseText}, and took ${percent(timeShare)} of kernel time.`,
    work: [slow, plain],
    cause: 'The wasm backend gives XNNPACK single, untransposed matrices only and loops over the others.',
    remedy: remedyFor(batched!, sumOf(all, msOf)),
    evidence: { calls, batchedPerSecond: 1e3 * batchedRate, densePerSecond: 1e3 * plainRate, timeShare },
    rows: rowsOfRan(report, batched!),
  };
};
