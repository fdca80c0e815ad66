/** @file The window of a convolution or pool, from the layer's own configuration: `3×3, stride 2, same`. */
import type { Json } from '../core/shape.ts';
import type { LayerConfig } from '../core/theory.ts';

const sizes = (value: Json | undefined): number[] =>
  typeof value === 'number'
    ? [value]
    : Array.isArray(value)
      ? value.filter((size) => typeof size === 'number')
      : [];

/** Equal sizes once: `2`, else `2×1`. */
const short = (list: readonly number[]): string =>
  new Set(list).size === 1 ? String(list[0]) : list.join('×');

const isLarger = (list: readonly number[]): boolean => list.some((size) => size !== 1);

/** `3×3`; empty for layers without a window. */
export const windowSize = ({ kernel_size: kernelSize, pool_size: poolSize }: LayerConfig): string =>
  sizes(kernelSize ?? poolSize).join('×');

/** Empty for layers without a window. */
export function windowOf(config: LayerConfig): string {
  const { kernel_size: kernelSize, pool_size: poolSize, strides, dilation_rate: dilation, padding } = config;
  const kernel = sizes(kernelSize ?? poolSize);
  if (kernel.length === 0) return '';
  const parts = [
    kernel.join('×'),
    ...(isLarger(sizes(strides)) ? [`stride ${short(sizes(strides))}`] : []),
    ...(isLarger(sizes(dilation)) ? [`dilation ${short(sizes(dilation))}`] : []),
    ...(typeof padding === 'string' ? [padding] : []),
  ];
  return parts.join(', ');
}
