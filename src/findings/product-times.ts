/**
 * @file Times of matrix products as one batched or transposed call, and one by one and stacked: written by
 * `npm run bench:products` on 2026-11-28, AMD EPYC, Node v20.20.2, tfjs 4.22.0 on wasm.
 */
import type { ProductTime } from './product-time.ts';

// prettier-ignore
export const PRODUCT_TIMES: readonly ProductTime[] = [
  { isTransposed: false, batch: 2048, m: 4, k: 4, n: 4, togetherMs: 0.459, apartMs: 598 },
  { isTransposed: false, batch: 512, m: 8, k: 8, n: 8, togetherMs: 0.721, apartMs: 174 },
  { isTransposed: false, batch: 64, m: 16, k: 16, n: 16, togetherMs: 0.568, apartMs: 26 },
  { isTransposed: false, batch: 8, m: 16, k: 64, n: 16, togetherMs: 0.24, apartMs: 0.902 },
  { isTransposed: false, batch: 2, m: 16, k: 16, n: 16, togetherMs: 0.0339, apartMs: 0.107 },
  { isTransposed: false, batch: 4, m: 32, k: 32, n: 32, togetherMs: 0.238, apartMs: 0.252 },
  { isTransposed: false, batch: 192, m: 49, k: 32, n: 49, togetherMs: 21.4, apartMs: 104 },
  { isTransposed: false, batch: 12, m: 49, k: 32, n: 49, togetherMs: 1.52, apartMs: 2.23 },
  { isTransposed: false, batch: 3, m: 64, k: 64, n: 64, togetherMs: 0.872, apartMs: 0.237 },
  { isTransposed: false, batch: 16, m: 64, k: 64, n: 64, togetherMs: 4.76, apartMs: 6.93 },
  { isTransposed: false, batch: 12, m: 128, k: 64, n: 128, togetherMs: 22.5, apartMs: 11.7 },
  { isTransposed: false, batch: 3, m: 197, k: 64, n: 197, togetherMs: 10.6, apartMs: 1.7 },
  { isTransposed: false, batch: 12, m: 197, k: 64, n: 197, togetherMs: 38.8, apartMs: 18.4 },
  { isTransposed: false, batch: 3, m: 197, k: 197, n: 64, togetherMs: 12.4, apartMs: 2.49 },
  { isTransposed: false, batch: 12, m: 197, k: 197, n: 64, togetherMs: 43, apartMs: 37.4 },
  { isTransposed: true, batch: 2048, m: 4, k: 4, n: 4, togetherMs: 0.411, apartMs: 817 },
  { isTransposed: true, batch: 512, m: 8, k: 8, n: 8, togetherMs: 0.53, apartMs: 120 },
  { isTransposed: true, batch: 64, m: 16, k: 16, n: 16, togetherMs: 0.412, apartMs: 7.57 },
  { isTransposed: true, batch: 8, m: 16, k: 64, n: 16, togetherMs: 0.249, apartMs: 1.21 },
  { isTransposed: true, batch: 2, m: 16, k: 16, n: 16, togetherMs: 0.02, apartMs: 0.0647 },
  { isTransposed: true, batch: 4, m: 32, k: 32, n: 32, togetherMs: 0.147, apartMs: 0.153 },
  { isTransposed: true, batch: 192, m: 49, k: 32, n: 49, togetherMs: 29.3, apartMs: 119 },
  { isTransposed: true, batch: 12, m: 49, k: 32, n: 49, togetherMs: 1.55, apartMs: 1.2 },
  { isTransposed: true, batch: 3, m: 64, k: 64, n: 64, togetherMs: 1.39, apartMs: 0.491 },
  { isTransposed: true, batch: 16, m: 64, k: 64, n: 64, togetherMs: 12.8, apartMs: 7.9 },
  { isTransposed: true, batch: 12, m: 128, k: 64, n: 128, togetherMs: 58.8, apartMs: 13.1 },
  { isTransposed: true, batch: 3, m: 197, k: 64, n: 197, togetherMs: 26.1, apartMs: 2.07 },
  { isTransposed: true, batch: 12, m: 197, k: 64, n: 197, togetherMs: 49.6, apartMs: 11.2 },
  { isTransposed: true, batch: 3, m: 197, k: 197, n: 64, togetherMs: 12.6, apartMs: 1.62 },
  { isTransposed: true, batch: 12, m: 197, k: 197, n: 64, togetherMs: 62.2, apartMs: 15.8 },
  { isTransposed: true, batch: 1, m: 8, k: 8, n: 8, togetherMs: 0.0105, apartMs: 0.0296 },
  { isTransposed: true, batch: 1, m: 16, k: 16, n: 16, togetherMs: 0.0252, apartMs: 0.0543 },
  { isTransposed: true, batch: 1, m: 32, k: 32, n: 32, togetherMs: 0.0454, apartMs: 0.0476 },
  { isTransposed: true, batch: 1, m: 64, k: 64, n: 64, togetherMs: 0.315, apartMs: 0.0873 },
  { isTransposed: true, batch: 1, m: 197, k: 64, n: 197, togetherMs: 4.45, apartMs: 0.499 },
  { isTransposed: true, batch: 1, m: 512, k: 512, n: 512, togetherMs: 256, apartMs: 19.8 },
];
