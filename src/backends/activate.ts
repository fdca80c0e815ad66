/** @file Making a loaded backend the current one. */
import { TfjsFlopsError } from '../core/errors.ts';

/** @throws TfjsFlopsError `unknown-backend` where it does not start */
export async function activate(name: string, why = 'it did not start here'): Promise<void> {
  const tf = await import('@tensorflow/tfjs');
  // setBackend can answer false and still name the backend: believe its answer only.
  if (await tf.setBackend(name)) return;
  throw new TfjsFlopsError('unknown-backend', `backend "${name}": ${why}. See tfjs-flops backends.`);
}
