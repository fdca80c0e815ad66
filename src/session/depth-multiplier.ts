/**
 * @file The depth multiplier of SeparableConv2D. tfjs-layers 4.22 leaves it out of a model's JSON
 * (layers/convolutional.js, `SeparableConv.getConfig`): it is written there as theory reads it.
 */
import { isObject, type Json } from '../core/shape.ts';

const fieldOf = (live: unknown, name: string): unknown =>
  typeof live === 'object' && live !== null ? (Reflect.get(live, name) as unknown) : undefined;

/** @param entry of the layer or of a wrapper around it, as `toJSON` writes it */
export function withDepthMultiplier(live: unknown, entry: Json): Json {
  if (!isObject(entry) || !isObject(entry['config'])) return entry;
  const { class_name: className, config } = entry;
  if (isObject(config['layer'] ?? null)) {
    const layer = withDepthMultiplier(fieldOf(live, 'layer'), config['layer']!);
    return { ...entry, config: { ...config, layer } };
  }
  const multiplier = fieldOf(live, 'depthMultiplier');
  if (className !== 'SeparableConv2D' || 'depth_multiplier' in config || typeof multiplier !== 'number')
    return entry;
  return { ...entry, config: { ...config, depth_multiplier: multiplier } };
}
