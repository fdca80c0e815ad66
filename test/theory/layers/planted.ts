/**
 * @file Planted faults: tables of layerFormulas that are wrong in one entry each, so that a check that sees
 * nothing is seen.
 */
import type { LayerConfig, LayerDerivation, LayerFormulas, LayerFormula } from '../../../src/core/theory.ts';
import type { Shape } from '../../../src/core/shape.ts';
import { amount, type Factors } from '../../../src/core/work.ts';
import { LAYER_FORMULAS, layerFormulasWith } from '../../../src/theory/layers/table.ts';

export interface PlantedFault {
  readonly name: string;
  readonly layerFormulas: LayerFormulas;
}

type Wrong = (config: LayerConfig, inputs: readonly Shape[], right: LayerFormula) => LayerDerivation;

function fault(name: string, className: string, wrong: Wrong): PlantedFault {
  const right = LAYER_FORMULAS[className];
  if (right === undefined) throw new Error(`no theory for ${className}`);
  return {
    name,
    layerFormulas: layerFormulasWith({ [className]: (config, inputs) => wrong(config, inputs, right) }),
  };
}

/** Reads the config as if it said something else. */
const misread =
  (change: LayerConfig): Wrong =>
  (config, inputs, right) =>
    right({ ...config, ...change }, inputs);

/** Changes the factors of each amount. */
const refactored =
  (change: (factors: Factors) => Factors): Wrong =>
  (config, inputs, right) => {
    const { outputs, work, parameters } = right(config, inputs);
    return {
      outputs,
      work: work.map(({ term, op, factors }) => amount(term, op, change(factors))),
      parameters,
    };
  };

const total = (trainable: number, nonTrainable = 0) => ({
  trainable,
  nonTrainable,
  frozen: 0,
  total: trainable + nonTrainable,
});

export const THEORY_FAULTS: readonly PlantedFault[] = [
  fault('conv: bias lost', 'Conv2D', misread({ use_bias: false })),
  fault('conv: stride ignored', 'Conv2D', misread({ strides: 1 })),
  fault("conv: 'valid' for 'same'", 'Conv2D', misread({ padding: 'valid' })),
  fault("conv: 'same' for 'valid'", 'Conv2D', misread({ padding: 'same' })),
  fault('conv: dilation ignored', 'Conv2D', misread({ dilation_rate: 1 })),
  fault('conv: data format ignored', 'Conv2D', misread({ data_format: 'channels_last' })),
  fault('conv: freezing ignored', 'Conv2D', misread({ trainable: true })),
  fault('conv: kernel height and width swapped', 'Conv2D', (config, inputs, right) =>
    right({ ...config, kernel_size: [config['kernel_size'] ?? 1].flat().toReversed() }, inputs),
  ),
  fault(
    'conv: input channels dropped',
    'Conv2D',
    refactored((factors) => ({ ...factors, cIn: 1 })),
  ),
  fault(
    'conv: batch dropped',
    'Conv2D',
    refactored((factors) => ({ ...factors, batch: 1 })),
  ),
  fault(
    'conv 3-D: depth dropped',
    'Conv3D',
    refactored((factors) => ({ ...factors, kd: 1 })),
  ),
  fault('transposed: channels swapped', 'Conv2DTranspose', (config, [input = []], right) => {
    const channels = config['data_format'] === 'channels_first' ? 1 : input.length - 1;
    const swapped = input.with(channels, Number(config['filters']));
    return right({ ...config, filters: input[channels] ?? 0 }, [swapped]);
  }),
  fault('transposed: a product for each output', 'Conv2DTranspose', (config, inputs, right) => {
    const [, hi = 0, wi = 0] = right(config, inputs).outputs[0] ?? [];
    return refactored((factors) => ({ ...factors, hi, wi }))(config, inputs, right);
  }),
  fault('depthwise: multiplier lost', 'DepthwiseConv2D', misread({ depth_multiplier: 1 })),
  fault('separable: pointwise step lost', 'SeparableConv2D', (config, inputs, right) => {
    const derived = right(config, inputs);
    return { ...derived, work: derived.work.slice(0, 1) };
  }),
  fault(
    'dense: leading dimensions ignored',
    'Dense',
    refactored((factors) => ({ ...factors, rows: 1 })),
  ),
  fault(
    'dot: contracted axis dropped',
    'Dot',
    refactored((factors) => ({ ...factors, contracted: 1 })),
  ),
  fault(
    'scores: a head too many',
    'AttentionScores',
    refactored((factors) => ({ ...factors, heads: Number(factors['heads']) + 1 })),
  ),
  fault(
    'apply: keys not summed over',
    'AttentionApply',
    refactored((factors) => ({ ...factors, keys: 1 })),
  ),
  fault('class token: adds no token', 'ClassToken', (config, inputs, right) => ({
    ...right(config, inputs),
    outputs: inputs,
  })),
  fault('positions: one for all tokens', 'LearnedPositions', (config, inputs, right) => ({
    ...right(config, inputs),
    parameters: total(inputs[0]?.[2] ?? 0),
  })),
  fault('batch norm: statistics trainable', 'BatchNormalization', (config, inputs, right) => {
    const derived = right(config, inputs);
    return { ...derived, parameters: total(derived.parameters.total) };
  }),
  fault('batch norm: scale assumed', 'BatchNormalization', misread({ scale: true })),
  fault('batch norm: axis ignored', 'BatchNormalization', misread({ axis: -1 })),
  fault('layer norm: one axis of two', 'LayerNormalization', misread({ axis: -1 })),
  fault('PReLU: shared axes ignored', 'PReLU', misread({ shared_axes: null })),
  fault('pool: stride 1 for side by side', 'MaxPooling2D', (config, inputs, right) =>
    right({ ...config, strides: 1 }, inputs),
  ),
  fault('concatenate: along the last axis', 'Concatenate', misread({ axis: -1 })),
  fault('multiply: shape of the second input', 'Multiply', (config, inputs, right) => ({
    ...right(config, inputs),
    outputs: inputs.slice(1, 2),
  })),
  fault(
    'LSTM: a gate lost',
    'LSTM',
    refactored((factors) => ({ ...factors, gates: 3 })),
  ),
  fault('GRU: product of the previous output lost', 'GRU', (config, inputs, right) => {
    const derived = right(config, inputs);
    return { ...derived, work: derived.work.slice(0, 1) };
  }),
  fault('LSTM: states not returned', 'LSTM', misread({ return_state: false })),
  fault(
    'ConvLSTM: steps dropped',
    'ConvLSTM2D',
    refactored((factors) => ({ ...factors, steps: 1 })),
  ),
  fault(
    'time-distributed: one step',
    'TimeDistributed',
    refactored((factors) => ({ ...factors, steps: 1 })),
  ),
  fault('bidirectional: shared weights', 'Bidirectional', (config, inputs, right) => {
    const derived = right(config, inputs);
    return { ...derived, parameters: total(derived.parameters.total / 2) };
  }),
];
