/** @file The kernel registry, which must be there. */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import { foundRegistry } from '../core/kernel-registry.ts';

export type KernelRegistry = Map<string, KernelConfig>;

/** @throws TfjsFlopsError `unsupported-tfjs` when no tfjs-core 4 is loaded */
export function kernelRegistry(): KernelRegistry {
  const registry = foundRegistry<KernelConfig>();
  if (registry !== null) return registry;
  throw new TfjsFlopsError('unsupported-tfjs', 'No kernel registry of TensorFlow.js was found', {
    remedies: ['load @tensorflow/tfjs-core 4.x and a backend before counting'],
  });
}
