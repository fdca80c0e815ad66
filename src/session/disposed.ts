/**
 * @file A model that its owner has disposed of: tfjs and its backends fail on tensors that are gone, each in words of its own.
 */
import { TfjsFlopsError } from '../core/errors.ts';
import type { ModelLike } from '../trace/tracer.ts';

/** A layer's weight holds its variable as `val`, and refuses to `read` one that is gone. */
const isDisposed = (weight: object): boolean => {
  const held = (Reflect.get(weight, 'val') ?? weight) as object;
  return Reflect.get(held, 'isDisposed') === true;
};

/** @param name as in a sentence @throws TfjsFlopsError `invalid-input` */
export function refuseDisposed(name: string, { weights }: ModelLike): void {
  const all = Object.values(weights).flat() as readonly object[];
  if (!all.some(isDisposed)) return;
  throw new TfjsFlopsError('invalid-input', `the weights of ${name} are disposed`, {
    remedies: ['load the model again'],
  });
}
