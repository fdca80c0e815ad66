/** @file Kernels that slide a window: convolutions, pools, dilations, and their gradients. */
import { backend_util } from '@tensorflow/tfjs-core';
import type { Shape } from '../../core/shape.ts';
import {
  demand,
  described,
  named,
  rule,
  text,
  type Described,
  type OnX,
  type ShapeRule,
  type ShapeRules,
} from '../rule.ts';

type Pair = [number, number];
type Triple = [number, number, number];
type Padding = Parameters<typeof backend_util.computeConv2DInfo>[4];
type Rounding = 'floor' | 'round' | 'ceil' | undefined;

interface Window {
  readonly strides: Pair;
  readonly pad: Padding;
  readonly dilations?: Pair | null;
  readonly dimRoundingMode?: Rounding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
}

interface Pool extends Window {
  readonly filterSize: Pair;
}

interface Filtered extends OnX {
  readonly filter: Described;
}

interface Window3D {
  readonly strides: Triple;
  readonly pad: 'valid' | 'same';
  readonly dilations?: Triple | null;
}

interface Pool3D {
  readonly filterSize: Triple;
  readonly strides: Triple;
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: Rounding;
  readonly dataFormat?: 'NDHWC' | 'NCDHW';
}

/** @throws Error for a window that fits nowhere, which tfjs sizes below 1 */
function positive(out: Shape, x: Shape): Shape {
  demand(
    out.every((size) => Number.isInteger(size) && size >= 0),
    () => `the window fits nowhere in ${text(x)}: its output would be ${text(out)}`,
  );
  return out;
}

const rank4 = (shape: Shape): [number, number, number, number] => shape as [number, number, number, number];
const rank5 = (shape: Shape): [number, number, number, number, number] =>
  shape as [number, number, number, number, number];

const conv2d = (isDepthwise: boolean): ShapeRule =>
  rule<Filtered, Window>(({ x, filter }, { strides, pad, dilations, dimRoundingMode, dataFormat }) => {
    const format = backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC');
    const { outShape, inChannels } = backend_util.computeConv2DInfo(
      rank4(x.shape),
      rank4(filter.shape),
      strides,
      dilations ?? 1,
      pad,
      dimRoundingMode,
      isDepthwise,
      format,
    );
    demand(
      inChannels === filter.shape[2],
      () => `a filter ${text(filter.shape)} does not fit ${inChannels} channels of ${text(x.shape)}`,
    );
    return described(positive(outShape, x.shape), x.dtype);
  });

/** Its own output is given; how its window slides over that is read all the same. */
const transposed = rule<{ filter: Described }, Window & { readonly inputShape: Shape }>(
  ({ filter }, { inputShape, strides, pad, dimRoundingMode, dataFormat }) => {
    const format = backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC');
    const [x, window] = [rank4(inputShape), rank4(filter.shape)];
    backend_util.computeConv2DInfo(x, window, strides, 1, pad, dimRoundingMode, false, format);
    return described(inputShape, 'float32');
  },
);

const conv3d = rule<Filtered, Window3D>(({ x, filter }, { strides, pad, dilations }) => {
  const { outShape, inChannels } = backend_util.computeConv3DInfo(
    rank5(x.shape),
    rank5(filter.shape),
    strides,
    dilations ?? 1,
    pad,
  );
  demand(
    inChannels === filter.shape[3],
    () => `a filter ${text(filter.shape)} does not fit ${inChannels} channels of ${text(x.shape)}`,
  );
  return described(positive(outShape, x.shape), x.dtype);
});

const pooled = (x: Described, { filterSize, strides, pad, dilations, dimRoundingMode }: Pool): Shape =>
  positive(
    backend_util.computePool2DInfo(rank4(x.shape), filterSize, strides, dilations ?? 1, pad, dimRoundingMode)
      .outShape,
    x.shape,
  );

const pool3d = rule<OnX, Pool3D>(({ x }, { filterSize, strides, pad, dimRoundingMode, dataFormat }) =>
  described(
    positive(
      backend_util.computePool3DInfo(
        rank5(x.shape),
        filterSize,
        strides,
        1,
        pad,
        dimRoundingMode,
        dataFormat ?? 'NDHWC',
      ).outShape,
      x.shape,
    ),
    'float32',
  ),
);

export const WINDOW: ShapeRules = {
  ...named('Conv2D FusedConv2D', conv2d(false)),
  ...named('DepthwiseConv2dNative FusedDepthwiseConv2D', conv2d(true)),
  Conv3D: conv3d,
  Conv2DBackpropInput: transposed,
  ...named(
    'DepthwiseConv2dNativeBackpropInput Conv3DBackpropInputV2',
    rule<object, { inputShape: Shape }>((_, { inputShape }) => described(inputShape, 'float32')),
  ),
  ...named(
    'Conv2DBackpropFilter DepthwiseConv2dNativeBackpropFilter Conv3DBackpropFilterV2',
    rule<object, { filterShape: Shape }>((_, { filterShape }) => described(filterShape, 'float32')),
  ),
  Dilation2D: rule<Filtered, { strides: Pair; pad: 'same' | 'valid'; dilations: Pair }>(
    ({ x, filter }, { strides, pad, dilations }) => {
      const { outShape } = backend_util.computeDilation2DInfo(
        rank4(x.shape),
        filter.shape as Triple,
        strides,
        pad,
        'NHWC',
        dilations,
      );
      return described(positive(outShape, x.shape), x.dtype);
    },
  ),
  Dilation2DBackpropInput: rule<Filtered>(({ x }) => described(x.shape, x.dtype)),
  Dilation2DBackpropFilter: rule<Filtered>(({ filter }) => described(filter.shape, filter.dtype)),
  ...named(
    'AvgPool MaxPool',
    rule<OnX, Pool>(({ x }, attrs) => described(pooled(x, attrs), x.dtype)),
  ),
  MaxPoolWithArgmax: rule<OnX, Pool>(({ x }, attrs) => {
    const shape = pooled(x, attrs);
    return [described(shape, x.dtype), described(shape, 'int32')];
  }),
  ...named('AvgPool3D MaxPool3D', pool3d),
  ...named(
    'AvgPoolGrad AvgPool3DGrad MaxPoolGrad MaxPool3DGrad',
    rule<{ input: Described }>(({ input }) => described(input.shape, 'float32')),
  ),
};
