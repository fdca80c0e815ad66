/** @file The tensors in whatever a model or function returned, of any copy of tfjs. */
import type { Tensor } from '@tensorflow/tfjs-core';

/** As tfjs itself tells a tensor of another copy. */
const isTensor = (value: object): value is Tensor => 'dataId' in value && 'dataSync' in value;

/** In lists and objects at any depth, each once. */
export function tensorsIn(result: unknown): readonly Tensor[] {
  const found: Tensor[] = [];
  const seen = new Set<unknown>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return;
    seen.add(value);
    if (isTensor(value)) found.push(value);
    else for (const inner of Object.values(value)) walk(inner);
  };
  walk(result);
  return found;
}
