/**
 * @file The tile model with one rule broken at a time: another size of a block, another condition. A fault replaces
 * exports of one module of the room, or the call that the model is given.
 */
import type { TileTerm } from '../../src/core/instructions.ts';
import type { KernelCall } from '../../src/core/kernel-call.ts';
import { closedForm, less, more, roundUp } from '../../src/tiles/form.ts';
import { gemm, type Product } from '../../src/tiles/gemm.ts';
import { tileSizes, twoAccumulatorsFrom, type TileSizes } from '../../src/tiles/tile-sizes.ts';
import { isPointwise, tapsInImage, type Slide, type Window } from '../../src/tiles/window.ts';

export type TileFault = {
  readonly name: string;
} & (
  | { readonly module: string; readonly exports: Readonly<Record<string, unknown>> }
  /** The call that the model is given instead of the one that ran. */
  | { readonly misread: (call: KernelCall) => KernelCall }
);

const sizes = (name: string, change: (right: TileSizes) => Partial<TileSizes>): TileFault => ({
  name,
  module: 'tile-sizes',
  exports: {
    tileSizes: (...machine: Parameters<typeof tileSizes>) => {
      const right = tileSizes(...machine);
      return { ...right, ...change(right) };
    },
  },
});
const constant = (name: string, exports: Readonly<Record<string, unknown>>): TileFault => ({
  name,
  module: 'tile-sizes',
  exports,
});
const product = (
  name: string,
  change: (right: Product, tiles: TileSizes, columnTerm?: string) => readonly TileTerm[],
): TileFault => ({ name, module: 'gemm', exports: { gemm: change } });
const window = (name: string, exports: Readonly<Record<string, unknown>>): TileFault => ({
  name,
  module: 'window',
  exports,
});
const misread = (name: string, attrs: Readonly<Record<string, unknown>>): TileFault => ({
  name,
  misread: (call) => {
    const known = Object.fromEntries(Object.entries(attrs).filter(([key]) => key in call.attrs));
    return { ...call, attrs: { ...call.attrs, ...known } } as KernelCall;
  },
});

export const TILE_FAULTS: readonly TileFault[] = [
  sizes('blocks have a row more', ({ rows }) => ({ rows: rows + 1 })),
  sizes('blocks have a row less', ({ rows }) => ({ rows: rows - 1 })),
  sizes('blocks have half the columns', ({ columns }) => ({ columns: columns / 2 })),
  sizes('blocks have twice the columns', ({ columns }) => ({ columns: columns * 2 })),
  sizes('vectors have one lane', () => ({ lanes: 1 })),
  sizes('vectors have eight lanes', ({ lanes }) => ({ lanes: lanes === 4 ? 8 : lanes })),
  {
    name: 'hosts are all x86',
    module: 'tile-sizes',
    exports: { tileSizes: ({ binary }: { binary: 'simd' | 'plain' }) => tileSizes({ binary, host: 'x86' }) },
  },
  constant('blocks of k have 32 terms', { K_BLOCK: 32 }),
  constant('blocks of k have 49 terms', { K_BLOCK: 49 }),
  constant('2×2 windows have no depthwise kernel', { DEPTHWISE_TAPS: new Set([3, 9, 25]) }),
  constant('7×7 windows have a depthwise kernel', { DEPTHWISE_TAPS: new Set([3, 4, 9, 25, 49]) }),
  constant('pixels of 1×1 windows and rows of PReLU come one at a time', { PAIR: 1 }),
  constant('the first pass over a window has 8 taps', { WINDOW_PASSES: { first: 8, next: 8 } }),
  constant('later passes over a window have 9 taps', { WINDOW_PASSES: { first: 9, next: 9 } }),
  constant('the first pass over an image has 8 taps', { IMAGE_PASSES: { first: 8, next: 7 } }),
  constant('later passes over an image have 8 taps', { IMAGE_PASSES: { first: 7, next: 8 } }),
  constant('images are pooled as windows are', { IMAGE_PASSES: { first: 9, next: 8 } }),
  constant('a second accumulator is never taken', { twoAccumulatorsFrom: () => Infinity }),
  constant('a second accumulator is taken a column later', {
    twoAccumulatorsFrom: (...machine: Parameters<typeof twoAccumulatorsFrom>) =>
      twoAccumulatorsFrom(...machine) + 1,
  }),
  constant('roots are paired from 9 on', { PAIRED_ROOTS_FROM: 9 }),
  constant('roots are paired from 7 on', { PAIRED_ROOTS_FROM: 7 }),
  constant('seven axes are taken', { MAX_AXES: 7 }),

  product('a single row fills its block', ({ products, m, k, n }, { rows, columns }) => [
    more('tile rows', { products, rows: roundUp(m, rows) - m, k, n }),
    more('tile columns', { products, rows: roundUp(m, rows), k, columns: roundUp(n, columns) - n }),
  ]),
  product('rows are rounded up over all products, not in each', ({ products, m, ...rest }, tiles) =>
    gemm({ products: 1, m: products * m, ...rest }, tiles),
  ),
  product('columns run for the rows that are asked for', ({ products, m, k, n }, { rows, columns }) => [
    more('tile rows', { products, rows: m === 1 ? 0 : roundUp(m, rows) - m, k, n }),
    more('tile columns', { products, rows: m, k, columns: roundUp(n, columns) - n }),
  ]),
  product('k is rounded up to a vector', ({ k, ...rest }, tiles) =>
    gemm({ ...rest, k: roundUp(k, tiles.lanes) }, tiles),
  ),
  product('columns are not rounded up', (right, tiles) => gemm(right, { ...tiles, columns: 1 })),

  window('strided 1×1 windows are pointwise', {
    isPointwise: (kernel: readonly number[], { pad }: Window) =>
      isPointwise(kernel, { strides: 1, pad, dilations: 1 }),
  }),
  window('padded 1×1 windows are pointwise', {
    isPointwise: (kernel: readonly number[], { strides }: Window) =>
      isPointwise(kernel, { strides, pad: 0, dilations: 1 }),
  }),
  window('no window is pointwise', { isPointwise: () => false }),
  window('padding is run', {
    tapsInImage: (_: Window, { outputs, kernel }: Slide) => kernel.map((size, i) => size * outputs[1 + i]!),
  }),
  window('dilation is forgotten', {
    tapsInImage: (right: Window, slide: Slide) => tapsInImage({ ...right, dilations: 1 }, slide),
  }),
  window('strides are forgotten', {
    tapsInImage: (right: Window, slide: Slide) => tapsInImage({ ...right, strides: 1 }, slide),
  }),

  {
    name: 'the bias is an add of its own, activations cost what they count',
    module: 'fused',
    exports: { fused: (_: unknown, __: unknown, terms: readonly TileTerm[]) => closedForm(terms) },
  },
  {
    name: 'PReLU never adds',
    module: 'activation',
    exports: { preluPass: () => [], prelu: () => closedForm([]) },
  },
  {
    name: 'integers are added as floats',
    module: 'shapes',
    exports: { isFloat: () => true },
  },
  {
    name: 'sums take n − 1 adds',
    module: 'reduction',
    exports: { sum: () => closedForm([]), mean: () => closedForm([]) },
  },
  {
    name: 'negation is a subtraction',
    module: 'elementwise',
    exports: { neg: () => closedForm([]) },
  },
  {
    name: 'a batched product has one sum for all of k',
    module: 'matmul',
    exports: {
      batchMatMul: ({ outputs: [y] }: KernelCall) =>
        closedForm([
          less('none', { outputs: 0 }),
          more('K-block sums', { outputs: y.shape.reduce((a, b) => a * b, 1) }),
        ]),
    },
  },

  misread('a transposed second factor is run by XNNPACK', { transposeB: false }),
  misread('a transposed first factor is run by XNNPACK, its k being the other axis', { transposeA: false }),
  misread('pools are never padded', { pad: 'valid' }),
];
