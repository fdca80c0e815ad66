/** @file Convolutions over two axes, plain and grouped, of layers and of graph nodes; and those that embed patches. */
import type { Shape } from '../../core/shape.ts';
import type { LayerConfig } from '../../core/theory.ts';
import { hasBias, heightAndWidth, image, size, type Derived } from '../layer.ts';
import type { Found, Sizes } from './kind.ts';
import { nodeBias, type RowAt } from './products.ts';

const NODES = {
  plain: ['Conv2D', '_FusedConv2D'],
  depthwise: ['DepthwiseConv2d', 'DepthwiseConv2dNative', 'FusedDepthwiseConv2dNative'],
};
const LAYERS = { plain: ['Conv2D'], depthwise: ['DepthwiseConv2D', 'SeparableConv2D'] };

/** A layer's kernel is in its config, a node's is its second input. */
const isLayer = ({ config }: Derived): boolean => config['kernel_size'] !== undefined;

const kernelOf = (row: Derived, filter: Shape | undefined): readonly [number, number] =>
  isLayer(row) ? heightAndWidth(row.config, 'kernel_size') : [filter?.[0] ?? 0, filter?.[1] ?? 0];

/** A node says NCHW where a layer says `channels_first`. */
const asLayer = (row: Derived): Derived =>
  row.config['data_format'] === 'NCHW'
    ? { ...row, config: { ...row.config, data_format: 'channels_first' } }
    : row;

interface Map2D {
  readonly kh: number;
  readonly kw: number;
  readonly from: ReturnType<typeof image>;
  readonly to: ReturnType<typeof image>;
}

const sized = ({ kh, kw, from, to }: Map2D, bias: boolean): Sizes => ({
  ...(kh === kw && { K: kh }),
  Kh: kh,
  Kw: kw,
  Cin: from.channels,
  Cout: to.channels,
  H: from.height,
  W: from.width,
  Ho: to.height,
  Wo: to.width,
  bias: bias ? 1 : 0,
});

/** Of a separable convolution the steps are one row: the second one is a part of it. */
function groupedSizes(row: Derived, map: Map2D, bias: boolean): Sizes {
  const isSeparable = row.className === 'SeparableConv2D';
  const between = isSeparable ? map.from.channels * size(row.config, 'depth_multiplier', 1) : map.to.channels;
  return {
    ...sized(map, bias && !isSeparable),
    Cout: between,
    g: map.from.channels,
    pointwise: isSeparable ? map.to.channels : 0,
    pointwiseBias: isSeparable && bias ? 1 : 0,
  };
}

/** Height and width of the strides, as layers or as nodes ([1, h, w, 1]) write them. */
function strides(config: LayerConfig): readonly [number, number] {
  const list = [config['strides'] ?? 1].flat() as readonly number[];
  const two = list.length === 4 ? list.slice(config['data_format'] === 'NCHW' ? 2 : 1).slice(0, 2) : list;
  return [two[0] ?? 1, two[1] ?? two[0] ?? 1];
}

/** Windows of one side that lie side by side, in a model with attention. */
function isPatches({ config }: Derived, { kh, kw }: Map2D): boolean {
  const [down, right] = strides(config);
  return kh > 1 && kh === kw && down === kh && right === kw;
}

/** @returns `null` where the row is no such convolution */
export function convolutionAt(row: Derived, hasAttention: boolean, rowAt: RowAt): Found | null {
  const names = isLayer(row) ? LAYERS : NODES;
  const isPlain = names.plain.includes(row.className);
  if ((!isPlain && !names.depthwise.includes(row.className)) || row.uses.length === 0) return null;
  const view = asLayer(row);
  const maps = row.uses.map(({ inputs, outputs, calls }) => {
    const [kh, kw] = kernelOf(row, inputs[1]);
    return { kh, kw, from: image(view, inputs[0]), to: image(view, outputs[0]), calls };
  });
  const added = isLayer(row) ? { bias: hasBias(row), paths: [] } : nodeBias(row, maps[0]!.to.channels, rowAt);
  const bias = Boolean(added.bias);
  const base = { paths: [row.path, ...added.paths], isOfGraph: !isLayer(row) };
  const timesOf = ({ from, calls }: (typeof maps)[number]): number => from.batch * calls;
  if (!isPlain) {
    const uses = maps.map((map) => ({ sizes: groupedSizes(row, map, bias), times: timesOf(map) }));
    return { kind: 'grouped-convolution', ...base, uses };
  }
  if (hasAttention && maps.every((map) => isPatches(row, map))) {
    const uses = maps.map((map) => ({
      sizes: {
        P: map.kh,
        C: map.from.channels,
        D: map.to.channels,
        H: map.from.height,
        W: map.from.width,
        bias: bias ? 1 : 0,
      },
      times: timesOf(map),
    }));
    return { kind: 'patch-embedding', ...base, uses };
  }
  return {
    kind: 'convolution',
    ...base,
    uses: maps.map((map) => ({ sizes: sized(map, bias), times: timesOf(map) })),
  };
}
