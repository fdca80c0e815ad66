/**
 * @file Depthwise convolution in XNNPACK, which has a kernel for few window sizes and no multiplier. Any other,
 * 7×7 among them, is a matrix product per channel with `multiplier` columns, of which a block has 4 or 8.
 */
import type { Machine, TileTerm } from '../core/instructions.ts';
import { more, roundUp } from './form.ts';
import { gemm } from './gemm.ts';
import { DEPTHWISE_TAPS, PAIR, tileSizes } from './tile-sizes.ts';

export interface Depthwise {
  readonly batch: number;
  /** Outputs per image and channel. */
  readonly pixels: number;
  readonly taps: number;
  readonly channels: number;
  readonly multiplier: number;
  /** 1×1, stride 1, not padded. */
  readonly pointwise: boolean;
}

export function depthwiseTerms(
  { batch, pixels, taps, channels, multiplier, pointwise }: Depthwise,
  machine: Machine,
): readonly TileTerm[] {
  const sizes = tileSizes(machine);
  const tail = roundUp(channels, sizes.lanes) - channels;
  if (multiplier === 1 && pointwise) {
    const run = roundUp(batch * pixels, PAIR);
    return [
      more('tile rows', { rows: run - batch * pixels, channels }),
      more('channel tail', { rows: run, channels: tail }),
    ];
  }
  if (multiplier === 1 && DEPTHWISE_TAPS.has(taps))
    return [more('channel tail', { batch, pixels, taps, channels: tail })];
  const product = pointwise
    ? { products: channels, m: batch * pixels, k: taps, n: multiplier }
    : { products: batch * channels, m: pixels, k: taps, n: multiplier };
  return gemm(product, sizes, 'unfit depthwise kernel');
}
