/**
 * @file The engine that all copies of tfjs in a realm share, found where they find it: a page's bundle exports none of it,
 * and whoever is loaded into a page later must not bring one.
 */
import type * as core from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';

export type Engine = ReturnType<typeof core.engine>;

/** `null` where no tfjs is loaded. */
export const foundEngine = (): Engine | null =>
  (Reflect.get(globalThis, '_tfengine') as Engine | undefined) ?? null;

/** @throws TfjsFlopsError `unsupported-tfjs` when no tfjs is loaded */
export function engine(): Engine {
  const found = foundEngine();
  if (found !== null) return found;
  throw new TfjsFlopsError('unsupported-tfjs', 'No engine of TensorFlow.js was found', {
    remedies: ['load @tensorflow/tfjs-core 4.x and a backend before counting'],
  });
}
