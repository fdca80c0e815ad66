/**
 * @file What tfjs-layers 4.22 leaves out of a model's JSON though its layers differ by it (layers/convolutional.js,
 * `SeparableConv.getConfig`, `Conv1D.getConfig`): it is read off the live layers and written there as theory reads it.
 */
import { isObject, type Json } from '../core/shape.ts';
import { stillTrainable, type LayerLike } from '../trace/layers-model.ts';

const fieldOf = (live: unknown, name: string): unknown =>
  typeof live === 'object' && live !== null ? (Reflect.get(live, name) as unknown) : undefined;

/** By class: the key, and its value of a live layer. */
const LEFT_OUT: Readonly<Record<string, readonly [key: string, valueOf: (live: unknown) => Json]>> = {
  SeparableConv2D: ['depth_multiplier', (live) => numberOrNull(fieldOf(live, 'depthMultiplier'))],
  Conv1D: [
    'data_format',
    (live) => (fieldOf(live, 'dataFormat') === 'channelsFirst' ? 'channels_first' : null),
  ],
};

const numberOrNull = (value: unknown): Json => (typeof value === 'number' ? value : null);

/** @param entry of the layer or of a wrapper around it, as `toJSON` writes it */
export function withLeftOut(live: unknown, entry: Json): Json {
  if (!isObject(entry) || !isObject(entry['config'])) return entry;
  const { class_name: className, config } = entry;
  if (isObject(config['layer'] ?? null)) {
    const layer = withLeftOut(fieldOf(live, 'layer'), config['layer']!);
    return { ...entry, config: { ...config, layer } };
  }
  const leftOut =
    typeof className === 'string' && Object.hasOwn(LEFT_OUT, className) ? LEFT_OUT[className] : undefined;
  if (leftOut === undefined) return entry;
  const [key, valueOf] = leftOut;
  const value = key in config ? null : valueOf(live);
  return value === null ? entry : { ...entry, config: { ...config, [key]: value } };
}

/**
 * tfjs writes that a layer is trainable also where its variables are not, as those of a base model that was frozen as a whole
 * and whose layers are now in another model; and nothing where some of them are frozen, as the kernels without the biases.
 */
export function withFrozen(live: LayerLike | undefined, entry: Json): Json {
  if (live === undefined || !isObject(entry) || !isObject(entry['config'])) return entry;
  const states = new Set(stillTrainable(live));
  if (!states.has(false)) return entry;
  return { ...entry, config: { ...entry['config'], trainable: states.has(true) ? 'partly' : false } };
}
