/** @file Shapes that a layer was seen to return, where it has no closed form. */
import { sameShape, type Shape } from '../../core/shape.ts';
import type { SeenCall } from '../../core/theory.ts';

/** What the layer returned for inputs of these shapes; `predict` splits batches, which a layer may not care about. */
export function seenOutputs(calls: readonly SeenCall[], inputs: readonly Shape[]): readonly Shape[] | null {
  const batch = inputs[0]?.[0];
  for (const call of calls) {
    const own = call.inputs[0]?.[0];
    const keepsBatch = own === batch || [...call.inputs, ...call.outputs].every((shape) => shape[0] === own);
    if (batch === undefined || !keepsBatch || call.inputs.length !== inputs.length) continue;
    const resized = (shape: Shape): Shape => (own === batch ? shape : [batch, ...shape.slice(1)]);
    if (call.outputs.length > 0 && call.inputs.every((shape, i) => sameShape(resized(shape), inputs[i]!)))
      return call.outputs.map(resized);
  }
  return null;
}
