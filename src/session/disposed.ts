/** @file A graph model that its owner has disposed of: its kernels would fail on tensors that are gone, one backend here, another there. */
import { TfjsFlopsError } from '../core/errors.ts';
import { isGraphModel } from '../trace/graph-scopes.ts';
import type { ModelLike } from '../trace/tracer.ts';

/** @param name as in a sentence @throws TfjsFlopsError `invalid-input` */
export function refuseDisposed(name: string, model: ModelLike): void {
  if (!isGraphModel(model)) return;
  const tensors = Object.values(model.weights).flat() as readonly object[];
  if (tensors.every((tensor) => Reflect.get(tensor, 'isDisposed') !== true)) return;
  throw new TfjsFlopsError('invalid-input', `the weights of ${name} are disposed`, {
    remedies: ['load the model again'],
  });
}
