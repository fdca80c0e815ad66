/** @file Starting a backend by name. */
import { TfjsFlopsError } from '../core/errors.ts';

/** Backends that can be started here, the default first. */
export const BACKENDS = ['wasm', 'cpu'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** Loads and activates a backend. @throws TfjsFlopsError `unknown-backend` */
export async function startBackend(name: string): Promise<void> {
  if (!(BACKENDS as readonly string[]).includes(name))
    throw new TfjsFlopsError(
      'unknown-backend',
      `no backend "${name}". Choose one of: ${BACKENDS.join(', ')}.`,
    );
  const tf = await import('@tensorflow/tfjs');
  if (name === 'wasm') await import('@tensorflow/tfjs-backend-wasm');
  // setBackend can answer false and still name the backend: believe its answer only.
  if (await tf.setBackend(name)) return;
  throw new TfjsFlopsError(
    'unknown-backend',
    `backend "${name}" did not start here. Choose another of: ${BACKENDS.join(', ')}.`,
  );
}
