/**
 * @file What a row is: `Conv2D 3×3`, `DepthwiseConv2D 3×3`, `Dense`. Of a layer by its class; of graph nodes by the kernel
 * that does their multiply-adds, since a converter gives a fused convolution the name of its activation (`re_lu_1`).
 */
import { countedIn } from '../core/counted.ts';
import type { KernelCall } from '../core/kernel-call.ts';
import { keyOf } from '../core/path-key.ts';
import type { LayerRow, Report } from '../core/report.ts';
import type { Shape } from '../core/shape.ts';
import { windowSize } from './layer-caption.ts';

/** The filter's leading axes are its window. */
const CONVOLUTIONS: Readonly<Record<string, { readonly name: string; readonly axes: number }>> = {
  Conv2D: { name: 'Conv2D', axes: 2 },
  FusedConv2D: { name: 'Conv2D', axes: 2 },
  Conv2DBackpropInput: { name: 'Conv2DTranspose', axes: 2 },
  DepthwiseConv2dNative: { name: 'DepthwiseConv2D', axes: 2 },
  FusedDepthwiseConv2D: { name: 'DepthwiseConv2D', axes: 2 },
  Conv3D: { name: 'Conv3D', axes: 3 },
  Conv3DBackpropInputV2: { name: 'Conv3DTranspose', axes: 3 },
};
const PRODUCTS = new Set(['BatchMatMul', '_FusedMatMul']);

interface Input {
  readonly shape: Shape;
  readonly origin: string;
}

function typeOfCall({ kernel, inputs }: KernelCall): string {
  const named = inputs as unknown as Readonly<Record<string, Input | undefined>>;
  const convolution = CONVOLUTIONS[kernel];
  const filter = named['filter'];
  if (convolution !== undefined && filter !== undefined)
    return `${convolution.name} ${filter.shape.slice(0, convolution.axes).join('×')}`;
  if (PRODUCTS.has(kernel)) return named['b']?.origin === 'weight' ? 'Dense' : 'MatMul';
  return kernel;
}

/** The kernel of each scope that does most of its multiply-adds. */
function heaviestCalls({ entries, calls, costs }: Report): ReadonlyMap<number, KernelCall> {
  const most = new Map<number, { readonly amount: number; readonly call: KernelCall }>();
  for (const { scope, call: index, calls: times } of entries) {
    const [call, cost] = [calls[index]!, costs[index]!];
    const amount = times * countedIn(cost).multiplyAdds;
    if (amount > (most.get(scope)?.amount ?? 0)) most.set(scope, { amount, call });
  }
  return new Map([...most].map(([scope, { call }]) => [scope, call]));
}

const isContraction = ({ counted, theory }: LayerRow): boolean =>
  counted.multiplyAdds > 0 || (theory?.multiplyAdds ?? 0) > 0;

/** What a line of rows is; empty where they are of several sorts. */
export function typesOf(report: Report): (rows: readonly LayerRow[]) => string {
  const heaviest = heaviestCalls(report);
  const windows = new Map(
    report.theoryRows.map(({ path, config }) => [keyOf(path), windowSize(config)] as const),
  );
  const typeOf = ({ kind, scope, path, className }: LayerRow): string => {
    const call = scope === null ? undefined : heaviest.get(scope);
    if (kind === 'node') return call === undefined ? className : typeOfCall(call);
    return `${className} ${windows.get(keyOf(path)) ?? ''}`.trim();
  };
  return (rows) => {
    const named = rows.filter(({ kind }) => kind === 'layer' || kind === 'node');
    const contractions = named.filter(isContraction);
    const types = new Set((contractions.length > 0 ? contractions : named).map(typeOf));
    return types.size === 1 ? [...types].join('') : '';
  };
}
