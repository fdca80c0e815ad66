/**
 * @file The kernel registry: one Map per realm from `backend_Kernel` to a kernel's config, shared by every copy of
 * tfjs-core since 2.0 and looked up on every kernel call.
 */
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';

export type KernelRegistry = Map<string, KernelConfig>;

/** @throws TfjsFlopsError `unsupported-tfjs` when no tfjs-core 4 is loaded */
export function kernelRegistry(): KernelRegistry {
  const globals: unknown = Reflect.get(globalThis, '_tfGlobals');
  const registry: unknown = globals instanceof Map ? globals.get('kernelRegistry') : undefined;
  if (registry instanceof Map) return registry as KernelRegistry;
  throw new TfjsFlopsError('unsupported-tfjs', 'No kernel registry of TensorFlow.js was found', {
    remedies: ['load @tensorflow/tfjs-core 4.x and a backend before counting'],
  });
}
