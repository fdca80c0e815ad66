/** @file The passes that are compared: untapped, on the candidate's backend, until their outputs are on the host. */
import { engine, getBackend, setBackend } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import { setOwn } from '../patch/own-property.ts';

/** A measurement lasts at least this many ticks of the clock, so that it is off by 5 % at most. */
const MIN_TICKS = 20;

/** Makes a registered backend the current one. @throws TfjsFlopsError `unknown-backend` */
export async function switchTo(backend: string): Promise<void> {
  if (getBackend() === backend) return;
  const isThere = engine().registryFactory[backend] !== undefined;
  if (isThere && (await setBackend(backend))) return;
  throw new TfjsFlopsError('unknown-backend', `Backend "${backend}" is not registered in this process.`, {
    remedies: [`import its package and call tf.setBackend("${backend}") once`],
  });
}

/**
 * A pass on its backend; several and their mean where the clock is too coarse for one.
 * @param untapped runs one pass and returns its time in ms
 */
export function timedPass(
  untapped: () => Promise<number>,
  backend: string,
  clockMs: number,
): () => Promise<number> {
  return async () => {
    await switchTo(backend);
    let totalMs = 0;
    let passes = 0;
    do {
      totalMs += await untapped();
      passes++;
    } while (totalMs < MIN_TICKS * clockMs);
    return totalMs / passes;
  };
}

/** Counts the tensors that tfjs moves from one backend to another, which takes time that is not the model's. */
export function watchMoves(): { readonly moves: () => number; readonly stop: () => void } {
  let moves = 0;
  const shared: object = engine();
  const original: unknown = Reflect.get(shared, 'moveData');
  if (typeof original !== 'function')
    throw new TfjsFlopsError(
      'unsupported-tfjs',
      'This version of TensorFlow.js moves tensors between backends in a way that is not known here.',
      { remedies: ['take version 4.22'] },
    );
  const stop = setOwn(shared, 'moveData', {
    writable: true,
    value: (...args: unknown[]): unknown => {
      moves++;
      return Reflect.apply(original, shared, args);
    },
  });
  return { moves: () => moves, stop };
}
