/**
 * @file A topology whose weights are not read: tfjs would draw them, and an orthogonal matrix takes seconds. Counts do
 * not depend on their values.
 */
import type { Json } from '../core/shape.ts';

/** Kernels of layers; biases and statistics have constant initialisers already. */
const DRAWN = /^(?:kernel|recurrent|depthwise|pointwise|embeddings)_?initializer$/i;
const ONE_TENTH: Json = { class_name: 'Constant', config: { value: 0.1 } };

/** A copy with every kernel constant. */
export function withoutRandomness(value: Json): Json {
  if (Array.isArray(value)) return value.map((entry) => withoutRandomness(entry as Json));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      DRAWN.test(key) && inner !== null ? ONE_TENTH : withoutRandomness(inner),
    ]),
  );
}
