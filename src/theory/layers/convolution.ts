/** @file Convolutions over one, two and three spatial axes, plain, transposed, depthwise and separable. */
import { sizeOf } from '../../core/shape.ts';
import type { LayerFormulas, LayerFormula } from '../../core/theory.ts';
import { amount, type Factors } from '../../core/work.ts';
import { biases, integer, integers, only, owned, refuseIgnored } from '../config.ts';
import {
  inputFactors,
  kernelFactors,
  outputFactors,
  readMap,
  slide,
  slideBack,
  writeMap,
} from '../feature-map.ts';

const products = (factors: Factors) => amount('products', 'multiplyAdds', factors);

/** What tells a plain convolution from a transposed one. */
interface Direction {
  /** Config keys that tfjs-layers reads past. */
  readonly ignored: readonly string[];
  /** Output space of a window over the input's. */
  readonly outputSpace: typeof slide;
  /** The positions at which the whole kernel is applied. */
  readonly positions: (input: readonly number[], output: readonly number[]) => Factors;
}

/** K·Cin·Cout for each position, K the kernel's volume; K·Cin·Cout + Cout parameters. */
const convolutionIn =
  ({ ignored, outputSpace, positions }: Direction) =>
  (spatialAxes: number): LayerFormula =>
  (config, inputs) => {
    for (const key of ignored) refuseIgnored(config, key);
    const x = readMap(config, only(inputs), spatialAxes);
    const kernel = integers(config, 'kernel_size', spatialAxes);
    const cOut = integer(config, 'filters');
    const space = outputSpace(config, x.space, kernel);
    return {
      outputs: [writeMap(config, { batch: x.batch, channels: cOut, space })],
      work: [
        products({
          ...kernelFactors(kernel),
          cIn: x.channels,
          cOut,
          ...positions(x.space, space),
          batch: x.batch,
        }),
      ],
      parameters: owned(config, sizeOf(kernel) * x.channels * cOut + biases(config, cOut)),
    };
  };

/** Each output is a sum over a window of the input. */
const convolution = convolutionIn({
  ignored: ['groups'],
  outputSpace: slide,
  positions: (_, output) => outputFactors(output),
});

/** Each input is spread over a window of the output. */
const transposedConvolution = convolutionIn({
  ignored: ['groups', 'dilation_rate'],
  outputSpace: slideBack,
  positions: inputFactors,
});

/** Kh·Kw for each output: each input channel has `depth_multiplier` kernels of its own. */
const depthwise: LayerFormula = (config, inputs) => {
  // With 'same' padding a dilation changes neither the shape nor the work, so that it may be read past.
  if (config['padding'] !== 'same') refuseIgnored(config, 'dilation_rate', 'tfjs-layers ignores here');
  const x = readMap(config, only(inputs), 2);
  const kernel = integers(config, 'kernel_size', 2);
  const depthMultiplier = integer(config, 'depth_multiplier', 1);
  const space = slide({ ...config, dilation_rate: 1 }, x.space, kernel);
  const channels = x.channels * depthMultiplier;
  return {
    outputs: [writeMap(config, { batch: x.batch, channels, space })],
    work: [
      products({
        ...kernelFactors(kernel),
        cIn: x.channels,
        depthMultiplier,
        ...outputFactors(space),
        batch: x.batch,
      }),
    ],
    parameters: owned(config, sizeOf(kernel) * channels + biases(config, channels)),
  };
};

/**
 * A depthwise convolution, then one of 1×1 over its Cin·m channels; one bias, after the second. tfjs-layers
 * 4.22 does not write `depth_multiplier` into this layer's JSON: who asks for the theory of a live model or of a file
 * puts it there.
 */
const separable: LayerFormula = (config, inputs) => {
  const x = readMap(config, only(inputs), 2);
  const kernel = integers(config, 'kernel_size', 2);
  const depthMultiplier = integer(config, 'depth_multiplier', 1);
  const cOut = integer(config, 'filters');
  const space = slide(config, x.space, kernel);
  const each = { ...outputFactors(space), batch: x.batch };
  const channels = x.channels * depthMultiplier;
  return {
    outputs: [writeMap(config, { batch: x.batch, channels: cOut, space })],
    work: [
      products({ ...kernelFactors(kernel), cIn: x.channels, depthMultiplier, ...each }),
      products({ cIn: x.channels, depthMultiplier, cOut, ...each }),
    ],
    parameters: owned(config, sizeOf(kernel) * channels + channels * cOut + biases(config, cOut)),
  };
};

export const CONVOLUTIONS = {
  Conv1D: convolution(1),
  Conv2D: convolution(2),
  Conv3D: convolution(3),
  Conv2DTranspose: transposedConvolution(2),
  Conv3DTranspose: transposedConvolution(3),
  DepthwiseConv2D: depthwise,
  SeparableConv2D: separable,
} satisfies LayerFormulas;
