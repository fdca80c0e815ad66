/**
 * @file What each layer class makes of the shape of its input, channels last. Sizes that hang on more than one field
 * of the config (heights and widths) are left open: no repair needs them.
 */
import { fieldsAt, numberAt, type Fields, type OpenShape } from './fields.ts';
import { classOf } from './model.ts';

/** A size that is left open. */
export const OPEN = null;

/** Sizes of positions are left open. */
function positions(input: OpenShape, channels: number | null): OpenShape {
  return [...input.slice(0, 1), ...input.slice(1, -1).map(() => OPEN), channels];
}

export type ShapeOf = (input: OpenShape, config: Fields) => OpenShape | null;

const unchanged: ShapeOf = (input) => input;
const sameChannels: ShapeOf = (input) => positions(input, input.at(-1) ?? null);
const filters: ShapeOf = (input, config) => positions(input, numberAt(config, 'filters'));
const pooled: ShapeOf = (input, { keepdims }) => {
  const channels = input.at(-1) ?? null;
  return keepdims === true ? [OPEN, ...input.slice(1, -1).map(() => 1), channels] : [OPEN, channels];
};
const depthwise: ShapeOf = (input, config) => {
  const channels = input.at(-1) ?? null;
  return positions(input, channels === null ? null : channels * (numberAt(config, 'depth_multiplier') ?? 1));
};

const recurrent: ShapeOf = (input, config) => {
  const units = numberAt(config, 'units');
  return config['return_sequences'] === true ? [...input.slice(0, -1), units] : [OPEN, units];
};

/** Both directions, one behind the other unless they are added, multiplied or averaged. */
const bidirectional: ShapeOf = (input, config) => {
  const shape = recurrent(input, fieldsAt(fieldsAt(config, 'layer'), 'config'));
  const units = shape?.at(-1);
  const mode = config['merge_mode'] ?? null;
  if (!shape || !units || mode === null) return null;
  return [...shape.slice(0, -1), mode === 'concat' ? 2 * units : units];
};

/** Axis 1 is no concern of the wrapped layer. */
const timeDistributed: ShapeOf = (input, config) => {
  const inner = fieldsAt(config, 'layer');
  const rule = Object.hasOwn(RULES, classOf(inner)) ? RULES[classOf(inner)] : undefined;
  const shape = rule?.([...input.slice(0, 1), ...input.slice(2)], fieldsAt(inner, 'config'));
  return shape ? [...shape.slice(0, 1), ...input.slice(1, 2), ...shape.slice(1)] : null;
};

export const RULES: Readonly<Record<string, ShapeOf>> = {
  Embedding: (input, config) => [...input, numberAt(config, 'output_dim')],
  SimpleRNN: recurrent,
  LSTM: recurrent,
  GRU: recurrent,
  GRUResetAfter: recurrent,
  Bidirectional: bidirectional,
  TimeDistributed: timeDistributed,
  Activation: unchanged,
  ReLU: unchanged,
  LeakyReLU: unchanged,
  PReLU: unchanged,
  ChannelScale: unchanged,
  ELU: unchanged,
  Softmax: unchanged,
  ThresholdedReLU: unchanged,
  BatchNormalization: unchanged,
  LayerNormalization: unchanged,
  Normalization: unchanged,
  Rescaling: unchanged,
  Dropout: unchanged,
  SpatialDropout1D: unchanged,
  SpatialDropout2D: unchanged,
  GaussianNoise: unchanged,
  GaussianDropout: unchanged,
  AlphaDropout: unchanged,
  Conv1D: filters,
  Conv2D: filters,
  Conv2DTranspose: filters,
  SeparableConv2D: filters,
  DepthwiseConv2D: depthwise,
  MaxPooling1D: sameChannels,
  MaxPooling2D: sameChannels,
  AveragePooling1D: sameChannels,
  AveragePooling2D: sameChannels,
  ZeroPadding2D: sameChannels,
  Cropping2D: sameChannels,
  UpSampling2D: sameChannels,
  GlobalAveragePooling1D: pooled,
  GlobalAveragePooling2D: pooled,
  GlobalMaxPooling1D: pooled,
  GlobalMaxPooling2D: pooled,
  Dense: (input, config) => [...input.slice(0, -1), numberAt(config, 'units')],
  Flatten: () => [OPEN, OPEN],
};
