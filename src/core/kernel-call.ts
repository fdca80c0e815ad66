/**
 * @file One distinct kernel call: the facts that a formula or a convention may read, nothing else.
 * The input and attribute types are our own: tfjs's fused inputs extend an index signature, so that a misspelt
 * name would compile.
 */
import type { DType, Json, Shape } from './shape.ts';

/** `origin` says whether the tensor is a model's weight; it survives Reshape, Identity, Cast and Transpose. */
export interface TensorSpec {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly origin: 'weight' | 'value';
}

type In<Needed extends string, Optional extends string = never> = { readonly [K in Needed]: TensorSpec } & ([
  Optional,
] extends [never]
  ? unknown
  : { readonly [K in Optional]?: TensorSpec | undefined });
type Sizes = number | readonly number[];
/** tfjs lets convolutions and pools state their windows in several forms; formulas normalise what they read. */
interface Window {
  readonly strides: Sizes;
  readonly pad: string | number | readonly Shape[];
  readonly dilations: Sizes | null;
}
interface Layout {
  readonly dataFormat: string;
}
interface Fused {
  readonly activation: string;
}
interface Pool {
  readonly filterSize: Sizes;
  readonly strides: Sizes;
  readonly pad: string | number | readonly Shape[];
}
interface Transposes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}
/** Its formula reads none. */
// oxlint-disable-next-line no-generated-empty-object-type -- no key may be named in `reads`
type NoAttributes = Record<never, never>;
type Prelu = 'bias' | 'preluActivationWeights';

/** Kernels whose formula reads a named input or attribute; the others need no line. */
export interface Kernels {
  readonly Conv2D: { inputs: In<'x' | 'filter'>; attrs: Window & Layout };
  readonly FusedConv2D: { inputs: In<'x' | 'filter', Prelu>; attrs: Window & Layout & Fused };
  readonly DepthwiseConv2dNative: { inputs: In<'x' | 'filter'>; attrs: Window };
  readonly FusedDepthwiseConv2D: { inputs: In<'x' | 'filter', Prelu>; attrs: Window & Fused };
  readonly Conv2DBackpropInput: { inputs: In<'dy' | 'filter'>; attrs: Omit<Window, 'dilations'> & Layout };
  readonly Conv2DBackpropFilter: { inputs: In<'x' | 'dy'>; attrs: { filterShape: Shape } };
  readonly DepthwiseConv2dNativeBackpropInput: { inputs: In<'dy' | 'filter'>; attrs: NoAttributes };
  readonly DepthwiseConv2dNativeBackpropFilter: { inputs: In<'x' | 'dy'>; attrs: { filterShape: Shape } };
  readonly Conv3D: { inputs: In<'x' | 'filter'>; attrs: Window };
  readonly Conv3DBackpropInputV2: { inputs: In<'dy' | 'filter'>; attrs: Omit<Window, 'dilations'> };
  readonly Conv3DBackpropFilterV2: { inputs: In<'x' | 'dy'>; attrs: { filterShape: Shape } };
  readonly BatchMatMul: { inputs: In<'a' | 'b'>; attrs: Transposes };
  readonly _FusedMatMul: { inputs: In<'a' | 'b', Prelu>; attrs: Transposes & Fused };
  readonly Einsum: { inputs: readonly TensorSpec[]; attrs: { equation: string } };
  readonly AddN: { inputs: readonly TensorSpec[]; attrs: NoAttributes };
  readonly AvgPool: { inputs: In<'x'>; attrs: Pool };
  readonly MaxPool: { inputs: In<'x'>; attrs: Pool };
  readonly AvgPool3D: { inputs: In<'x'>; attrs: Pool };
  readonly MaxPool3D: { inputs: In<'x'>; attrs: Pool };
  readonly MaxPoolWithArgmax: { inputs: In<'x'>; attrs: Pool };
  readonly AvgPoolGrad: { inputs: In<'dy' | 'input'>; attrs: { filterSize: Sizes } };
  readonly AvgPool3DGrad: { inputs: In<'dy' | 'input'>; attrs: { filterSize: Sizes } };
  readonly MaxPoolGrad: { inputs: In<'dy' | 'input' | 'output'>; attrs: { filterSize: Sizes } };
  readonly MaxPool3DGrad: { inputs: In<'dy' | 'input' | 'output'>; attrs: { filterSize: Sizes } };
  readonly FusedBatchNorm: {
    inputs: In<'x' | 'mean' | 'variance', 'scale' | 'offset'>;
    attrs: NoAttributes;
  };
  readonly LRN: { inputs: In<'x'>; attrs: { depthRadius: number } };
  readonly LRNGrad: { inputs: In<'x' | 'y' | 'dy'>; attrs: { depthRadius: number } };
  readonly Cumsum: { inputs: In<'x'>; attrs: { axis: number; exclusive: boolean } };
  readonly Cumprod: { inputs: In<'x'>; attrs: { axis: number; exclusive: boolean } };
  readonly CropAndResize: { inputs: In<'image' | 'boxes' | 'boxInd'>; attrs: { method: string } };
  readonly Transform: { inputs: In<'image' | 'transforms'>; attrs: { interpolation: string } };
  readonly Dilation2D: { inputs: In<'x' | 'filter'>; attrs: NoAttributes };
  readonly Dilation2DBackpropInput: { inputs: In<'x' | 'filter' | 'dy'>; attrs: NoAttributes };
  readonly Dilation2DBackpropFilter: { inputs: In<'x' | 'filter' | 'dy'>; attrs: NoAttributes };
  readonly NonMaxSuppressionV3: { inputs: In<'boxes' | 'scores'>; attrs: { maxOutputSize: number } };
  readonly NonMaxSuppressionV4: { inputs: In<'boxes' | 'scores'>; attrs: { maxOutputSize: number } };
  readonly NonMaxSuppressionV5: { inputs: In<'boxes' | 'scores'>; attrs: { maxOutputSize: number } };
  readonly Multinomial: { inputs: In<'logits'>; attrs: { numSamples: number; normalized: boolean } };
  readonly SearchSorted: { inputs: In<'sortedSequence' | 'values'>; attrs: NoAttributes };
  readonly SparseSegmentSum: { inputs: In<'data' | 'indices' | 'segmentIds'>; attrs: NoAttributes };
  readonly SparseSegmentMean: { inputs: In<'data' | 'indices' | 'segmentIds'>; attrs: NoAttributes };
  readonly TopK: { inputs: In<'x'>; attrs: { k: number } };
}

/** The inputs and attributes of a kernel; any names for one that has no line above. */
export type Of<K extends string> = K extends keyof Kernels
  ? Kernels[K]
  : {
      inputs: Readonly<Record<string, TensorSpec | undefined>> | readonly TensorSpec[];
      attrs: Readonly<Record<string, Json>>;
    };

/** `attrs` holds only those that the kernel's formula `reads`. */
export interface KernelCall<K extends string = string> {
  readonly kernel: K;
  readonly inputs: Of<K>['inputs'];
  readonly outputs: readonly [TensorSpec, ...TensorSpec[]];
  readonly attrs: Of<K>['attrs'];
}
