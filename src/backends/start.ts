/** @file Starts a backend of this process by name. */
import type { BackendInfo } from '../core/environment.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import { nearest } from '../core/nearest-word.ts';
import type { BackendStart } from './backend.ts';
import { cpu } from './cpu/start.ts';
import { tensorflow } from './tensorflow/start.ts';
import { wasm } from './wasm/start.ts';
import { webgpu } from './webgpu/start.ts';

/** Backends that can be started in this process, the default first. */
export const STARTS: readonly BackendStart[] = [wasm, cpu, tensorflow, webgpu];

/**
 * Loads and activates a backend.
 * @returns its versions and flags, as in its status
 * @throws TfjsFlopsError `unknown-backend`
 */
export async function startBackend(name: string): Promise<BackendInfo> {
  const found = STARTS.find((candidate) => candidate.name === name);
  if (found !== undefined) return found.start();
  const names = STARTS.map((candidate) => candidate.name);
  throw new TfjsFlopsError('unknown-backend', 'is not a backend of this process', {
    option: { name: 'backend', value: name },
    nearest: nearest(name, names),
    remedies: [`choose one of ${names.join(', ')}`, { list: 'backends' }],
  });
}
