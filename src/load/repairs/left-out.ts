/**
 * @file What tfjs-layers 4.22 leaves out of a model's JSON though its layers differ by it, and would then take its default
 * for: the shape of a weight says it, where the file lists its weights.
 */
import { fieldsAt, type Fields, type OpenShape } from './fields.ts';
import { classOf, nameOf, say, type Model } from './model.ts';
import { inputOf } from './shapes.ts';

/** A weight of a layer: tfjs gives it the scope of the layer, or of the outermost wrapper around it. */
function weightOf(
  layer: Fields,
  { file, path }: Model,
  weight: string,
): { readonly name: string; readonly shape: readonly number[] } | null {
  for (const scope of [nameOf(layer), ...path.toReversed()]) {
    const name = `${scope}/${weight}`;
    const shape = file.weightShapes.get(name);
    if (shape !== undefined) return { name, shape };
  }
  return null;
}

/** layers/convolutional.js, `SeparableConv.getConfig`; it then takes 1. */
export function repairMultiplier(layer: Fields, model: Model): void {
  const config = fieldsAt(layer, 'config');
  if (classOf(layer) !== 'SeparableConv2D' || (config['depth_multiplier'] ?? null) !== null) return;
  const weight = weightOf(layer, model, 'depthwise_kernel');
  const [, , , multiplier = 1] = weight?.shape ?? [];
  if (weight === null || multiplier === 1) return;
  config['depth_multiplier'] = multiplier;
  const what = `depth_multiplier ${multiplier}, which tfjs-layers does not write, read off the weight`;
  say(layer, model, `${what} ${weight.name}`);
}

/**
 * layers/convolutional.js, `Conv1D.getConfig`; it then takes the channels to be the last axis. A kernel is [taps, channels,
 * filters] in both formats.
 */
export function repairConv1DFormat(layer: Fields, model: Model): void {
  const config = fieldsAt(layer, 'config');
  if (classOf(layer) !== 'Conv1D' || (config['data_format'] ?? null) !== null) return;
  const weight = weightOf(layer, model, 'kernel');
  const input = inputOf(layer, model);
  if (weight === null || input === null || !hasChannelsFirst(input, weight.shape[1])) return;
  config['data_format'] = 'channels_first';
  const what = 'data_format channels_first, which tfjs-layers does not write, read off the weight';
  say(layer, model, `${what} ${weight.name}`);
}

/** Where both axes are as long, tfjs runs the last one. */
const hasChannelsFirst = ([, first, last]: OpenShape, channels: number | undefined): boolean =>
  first === channels && typeof last === 'number' && last !== channels;
