/**
 * @file What tfjs-layers 4.22 reads past: it would run another model than the file means, of other shapes, and say nothing.
 * Dilations of transposed and depthwise convolutions change no shape that it makes; theory names them.
 */
import { KERAS_1_NAMES } from '../../core/keras-1.ts';
import { fieldsAt, isNumbers, type Fields, type Value } from './fields.ts';
import { classOf, refuse, say, type Model } from './model.ts';

/** Those without a default as well: tfjs would miss them, and not say under which name they are there. */
const OLD_NAMES: readonly (readonly [old: string, name: string])[] = [
  ...Object.entries(KERAS_1_NAMES),
  ['nb_filter', 'filters'],
  ['filter_length', 'kernel_size'],
  ['nb_row', 'kernel_size'],
  ['output_dim', 'units'],
];

export function refuseOldNames(layer: Fields, model: Model): void {
  const config = fieldsAt(layer, 'config');
  for (const [old, name] of OLD_NAMES) {
    if ((config[old] ?? null) === null || name in config) continue;
    if (classOf(layer) === 'Embedding' && old === 'output_dim') continue;
    throw refuse(layer, model, `has ${old}, as Keras 1 wrote ${name}, which tfjs reads past`);
  }
}

const ONE_AXIS = /^(?:Max|Average|Global(?:Max|Average))Pooling1D$/;
const OVER_STEPS = /^(?:RNN|SimpleRNN|GRU|GRUResetAfter|LSTM|Bidirectional)$/;

const numbersOf = (value: Value | undefined): readonly number[] | null => {
  const list = typeof value === 'number' ? [value] : value;
  return isNumbers(list) && list.length > 0 ? list : null;
};

/** What tfjs adds to a transposed convolution's output in any case: (n − 1)·s + k and `output_padding` more, 2·⌊k/2⌋ less where it is padded. */
function isUsualOutput(config: Fields): boolean {
  const added = numbersOf(config['output_padding']);
  const kernel = numbersOf(config['kernel_size']);
  const strides = numbersOf(config['strides'] ?? 1);
  if (added === null || kernel === null || strides === null) return false;
  return Array.from({ length: 3 }, (_, axis) => axis).every((axis) => {
    const of = (list: readonly number[]): number => list[axis] ?? list.at(-1)!;
    const [more, k, s] = [of(added), of(kernel), of(strides)];
    return config['padding'] === 'same' ? more === s - (k % 2) : more === Math.max(s - k, 0);
  });
}

const faultOf = (className: string, config: Fields): string | null => {
  if (ONE_AXIS.test(className) && config['data_format'] === 'channels_first')
    return 'has data_format channels_first, and tfjs pools along axis 1';
  if (OVER_STEPS.test(className) && config['time_major'] === true)
    return 'has time_major, and tfjs takes axis 0 for the batch';
  if (className.endsWith('Transpose') && (config['output_padding'] ?? null) !== null)
    return isUsualOutput(config)
      ? null
      : `has output_padding ${JSON.stringify(config['output_padding'])}, which tfjs ignores`;
  if (className === 'LayerNormalization' && config['rms_scaling'] === true)
    return 'has rms_scaling, and tfjs subtracts the mean';
  if (className === 'RepeatVector' && !(Number.isInteger(config['n']) && Number(config['n']) > 0))
    return `has n ${JSON.stringify(config['n'] ?? null)}, no positive whole number`;
  return null;
};

export function refuseReadPast(layer: Fields, model: Model): void {
  const fault = faultOf(classOf(layer), fieldsAt(layer, 'config'));
  if (fault !== null) throw refuse(layer, model, fault);
}

/** Of a null tfjs makes another default in each class; Keras has one, the channels last. */
export function repairDataFormat(layer: Fields, model: Model): void {
  const config = fieldsAt(layer, 'config');
  if (config['data_format'] !== null) return;
  delete config['data_format'];
  if (classOf(layer) === 'Cropping2D') say(layer, model, 'data_format null read as channels_last');
}

/** One number for both axes, of which tfjs reads the first and the second digit. */
export function repairUpSampling(layer: Fields, model: Model): void {
  const config = fieldsAt(layer, 'config');
  const { size } = config;
  if (classOf(layer) !== 'UpSampling2D' || typeof size !== 'number') return;
  config['size'] = [size, size];
  say(layer, model, 'size of one number read as that of both axes');
}
