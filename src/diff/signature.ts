/** @file What a row computes, by shapes that a batch or an image size does not change. */
import type { LayerRow, Report } from '../core/report.ts';
import { valueOf } from '../core/work.ts';

/** A fused kernel does the products of the plain one. */
const PLAIN: Readonly<Record<string, string>> = {
  FusedConv2D: 'Conv2D',
  FusedDepthwiseConv2D: 'DepthwiseConv2dNative',
  _FusedMatMul: 'BatchMatMul',
};

interface Product {
  readonly kernel: string;
  /** Shapes of the weights in it, ones aside: a 1×1 convolution is a product of matrices. */
  readonly weights: string;
}

/** The calls of a row that multiply and add, in order. */
export function productsOf(report: Report): ReadonlyMap<number, readonly Product[]> {
  const byScope = new Map<number, Product[]>();
  for (const { scope, call, calls } of report.entries) {
    const cost = report.costs[call]!;
    if (calls === 0 || cost.state !== 'counted') continue;
    if (!cost.work.some((amount) => amount.op === 'multiplyAdds' && valueOf(amount) > 0)) continue;
    const { kernel, inputs } = report.calls[call]!;
    const weights = Object.values(inputs)
      .filter((tensor) => tensor?.origin === 'weight' && tensor.shape.length > 1)
      .map((tensor) => tensor!.shape.filter((size) => size !== 1).join('×'));
    const product = { kernel: PLAIN[kernel] ?? kernel, weights: weights.join(' ') };
    const known = byScope.get(scope);
    if (known === undefined) byScope.set(scope, [product]);
    else known.push(product);
  }
  return byScope;
}

/** The kernels of a row's products, and with them the shapes of their weights; empty for a row without products. */
export function signatureOf(
  row: LayerRow,
  products: ReadonlyMap<number, readonly Product[]>,
): { kind: string; shape: string } {
  const own = row.scope === null ? [] : (products.get(row.scope) ?? []);
  return {
    kind: own.map(({ kernel }) => kernel).join(' '),
    shape: own.map(({ kernel, weights }) => `${kernel} ${weights}`).join(', '),
  };
}
