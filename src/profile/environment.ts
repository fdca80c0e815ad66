/** @file The part of a report's environment that is known without a pass: tfjs, the runtime, the current backend. */
import { backend, getBackend, version_core } from '@tensorflow/tfjs-core';
import { backendNamed } from '../backends/table.ts';
import type { Environment } from '../core/environment.ts';

/** Node, or what a browser calls itself. */
function runtime(): string {
  const node: unknown = Reflect.get(globalThis, 'process');
  if (typeof node === 'object' && node !== null && 'version' in node) return `Node ${String(node.version)}`;
  return Reflect.get(globalThis, 'navigator')?.userAgent ?? 'unknown';
}

export const environment = async (): Promise<Environment> => ({
  tfjs: version_core,
  runtime: runtime(),
  ...(await backendNamed(getBackend()).info(backend())),
});
