/**
 * @file One distinct kernel call: the facts that a formula or a convention may read, nothing else.
 * The input and attribute types are our own: tfjs's fused inputs extend an index signature, so that a misspelt
 * name would compile.
 */
import type { DType, Json, Shape } from './shape.ts';
import type { ZeroMargins } from './zero-margins.ts';

/** A tensor without its values. `origin` says whether it is a model's weight; that survives Reshape, Identity, Cast and Transpose. */
export interface TensorSpec {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly origin: 'weight' | 'value';
  /** Of an input: the border of zeros that a padding kernel gave it; none where absent. */
  readonly zeros?: ZeroMargins | undefined;
}

/** Inputs by name; those of `Optional` may be left out, as a bias. */
export type NamedInputs<Needed extends string, Optional extends string = never> = {
  readonly [K in Needed]: TensorSpec;
} & ([Optional] extends [never] ? unknown : { readonly [K in Optional]?: TensorSpec | undefined });
/** Sizes along the axes of a window, or one for all of them. */
export type WindowSizes = number | readonly number[];
/** Padding by name (`same`, `valid`), for all sides, or before and after each axis. */
export type WindowPadding = string | number | readonly Shape[];
/** tfjs lets convolutions and pools state their windows in several forms; formulas normalise what they read. */
export interface WindowAttributes {
  readonly strides: WindowSizes;
  readonly pad: WindowPadding;
  readonly dilations: WindowSizes | null;
}
/** `NHWC`, `NCHW`. */
export interface LayoutAttributes {
  readonly dataFormat: string;
}
/** The activation that a fused kernel applies: `relu`, `linear`. */
export interface FusedAttributes {
  readonly activation: string;
}
/** Attributes of a pool. */
export interface PoolAttributes {
  readonly filterSize: WindowSizes;
  readonly strides: WindowSizes;
  readonly pad: WindowPadding;
}
/** Which factors of a matrix product are transposed. */
export interface TransposeAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}
/** Attributes of a kernel whose formula reads none. */
// oxlint-disable-next-line no-generated-empty-object-type -- no key may be named in `reads`
export type NoAttributes = Record<never, never>;
/** Inputs that only fused kernels have. */
export type FusedInputs = 'bias' | 'preluActivationWeights';

/** Kernels whose formula reads a named input or attribute; the others need no line. */
export interface Kernels {
  readonly Conv2D: { inputs: NamedInputs<'x' | 'filter'>; attrs: WindowAttributes & LayoutAttributes };
  readonly FusedConv2D: {
    inputs: NamedInputs<'x' | 'filter', FusedInputs>;
    attrs: WindowAttributes & LayoutAttributes & FusedAttributes;
  };
  readonly DepthwiseConv2dNative: { inputs: NamedInputs<'x' | 'filter'>; attrs: WindowAttributes };
  readonly FusedDepthwiseConv2D: {
    inputs: NamedInputs<'x' | 'filter', FusedInputs>;
    attrs: WindowAttributes & FusedAttributes;
  };
  readonly Conv2DBackpropInput: {
    inputs: NamedInputs<'dy' | 'filter'>;
    attrs: Omit<WindowAttributes, 'dilations'> & LayoutAttributes;
  };
  readonly Conv2DBackpropFilter: {
    inputs: NamedInputs<'x' | 'dy'>;
    attrs: Omit<WindowAttributes, 'dilations'> & LayoutAttributes;
  };
  readonly DepthwiseConv2dNativeBackpropInput: {
    inputs: NamedInputs<'dy' | 'filter'>;
    attrs: WindowAttributes;
  };
  readonly DepthwiseConv2dNativeBackpropFilter: {
    inputs: NamedInputs<'x' | 'dy'>;
    attrs: WindowAttributes;
  };
  readonly Conv3D: { inputs: NamedInputs<'x' | 'filter'>; attrs: WindowAttributes };
  readonly Conv3DBackpropInputV2: {
    inputs: NamedInputs<'dy' | 'filter'>;
    attrs: Omit<WindowAttributes, 'dilations'>;
  };
  readonly Conv3DBackpropFilterV2: {
    inputs: NamedInputs<'x' | 'dy'>;
    attrs: Omit<WindowAttributes, 'dilations'>;
  };
  readonly BatchMatMul: { inputs: NamedInputs<'a' | 'b'>; attrs: TransposeAttributes };
  readonly _FusedMatMul: {
    inputs: NamedInputs<'a' | 'b', FusedInputs>;
    attrs: TransposeAttributes & FusedAttributes;
  };
  readonly Einsum: { inputs: readonly TensorSpec[]; attrs: { equation: string } };
  readonly AddN: { inputs: readonly TensorSpec[]; attrs: NoAttributes };
  readonly AvgPool: { inputs: NamedInputs<'x'>; attrs: PoolAttributes };
  readonly MaxPool: { inputs: NamedInputs<'x'>; attrs: PoolAttributes };
  readonly AvgPool3D: { inputs: NamedInputs<'x'>; attrs: PoolAttributes };
  readonly MaxPool3D: { inputs: NamedInputs<'x'>; attrs: PoolAttributes };
  readonly MaxPoolWithArgmax: { inputs: NamedInputs<'x'>; attrs: PoolAttributes };
  readonly AvgPoolGrad: { inputs: NamedInputs<'dy' | 'input'>; attrs: { filterSize: WindowSizes } };
  readonly AvgPool3DGrad: { inputs: NamedInputs<'dy' | 'input'>; attrs: { filterSize: WindowSizes } };
  readonly MaxPoolGrad: {
    inputs: NamedInputs<'dy' | 'input' | 'output'>;
    attrs: { filterSize: WindowSizes };
  };
  readonly MaxPool3DGrad: {
    inputs: NamedInputs<'dy' | 'input' | 'output'>;
    attrs: { filterSize: WindowSizes };
  };
  readonly FusedBatchNorm: {
    inputs: NamedInputs<'x' | 'mean' | 'variance', 'scale' | 'offset'>;
    attrs: NoAttributes;
  };
  readonly LRN: { inputs: NamedInputs<'x'>; attrs: { depthRadius: number } };
  readonly LRNGrad: { inputs: NamedInputs<'x' | 'y' | 'dy'>; attrs: { depthRadius: number } };
  readonly Cumsum: { inputs: NamedInputs<'x'>; attrs: { axis: number; exclusive: boolean } };
  readonly Cumprod: { inputs: NamedInputs<'x'>; attrs: { axis: number; exclusive: boolean } };
  readonly CropAndResize: { inputs: NamedInputs<'image' | 'boxes' | 'boxInd'>; attrs: { method: string } };
  readonly Transform: { inputs: NamedInputs<'image' | 'transforms'>; attrs: { interpolation: string } };
  readonly Dilation2D: { inputs: NamedInputs<'x' | 'filter'>; attrs: NoAttributes };
  readonly Dilation2DBackpropInput: { inputs: NamedInputs<'x' | 'filter' | 'dy'>; attrs: NoAttributes };
  readonly Dilation2DBackpropFilter: { inputs: NamedInputs<'x' | 'filter' | 'dy'>; attrs: NoAttributes };
  readonly NonMaxSuppressionV3: { inputs: NamedInputs<'boxes' | 'scores'>; attrs: { maxOutputSize: number } };
  readonly NonMaxSuppressionV4: { inputs: NamedInputs<'boxes' | 'scores'>; attrs: { maxOutputSize: number } };
  readonly NonMaxSuppressionV5: { inputs: NamedInputs<'boxes' | 'scores'>; attrs: { maxOutputSize: number } };
  readonly Multinomial: { inputs: NamedInputs<'logits'>; attrs: { numSamples: number; normalized: boolean } };
  readonly SearchSorted: { inputs: NamedInputs<'sortedSequence' | 'values'>; attrs: NoAttributes };
  readonly SparseSegmentSum: { inputs: NamedInputs<'data' | 'indices' | 'segmentIds'>; attrs: NoAttributes };
  readonly SparseSegmentMean: { inputs: NamedInputs<'data' | 'indices' | 'segmentIds'>; attrs: NoAttributes };
  readonly TopK: { inputs: NamedInputs<'x'>; attrs: { k: number } };
}

/** The inputs and attributes of a kernel; any names for one that has no line above. */
export type KernelSignature<K extends string> = K extends keyof Kernels
  ? Kernels[K]
  : {
      inputs: Readonly<Record<string, TensorSpec | undefined>> | readonly TensorSpec[];
      attrs: Readonly<Record<string, Json>>;
    };

/** `attrs` holds only those that the kernel's formula `reads`. */
export interface KernelCall<K extends string = string> {
  readonly kernel: K;
  readonly inputs: KernelSignature<K>['inputs'];
  readonly outputs: readonly [TensorSpec, ...TensorSpec[]];
  readonly attrs: KernelSignature<K>['attrs'];
}
