/** @file Starting a backend by name. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Backend, Facts } from './backend.ts';
import { cpu } from './cpu/start.ts';
import { tensorflow } from './tensorflow/start.ts';
import { wasm } from './wasm/start.ts';
import { webgpu } from './webgpu/start.ts';

/** Backends of this process, the default first. */
export const BACKENDS: readonly Backend[] = [wasm, cpu, tensorflow, webgpu];

/**
 * Loads and activates a backend.
 * @returns what a report's environment says of it
 * @throws TfjsFlopsError `unknown-backend`
 */
export async function startBackend(name: string): Promise<Facts> {
  const backend = BACKENDS.find((candidate) => candidate.name === name);
  if (backend !== undefined) return backend.start();
  const names = BACKENDS.map((candidate) => candidate.name).join(', ');
  throw new TfjsFlopsError('unknown-backend', `no backend "${name}". Choose one of: ${names}.`);
}
