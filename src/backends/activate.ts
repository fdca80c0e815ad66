/** @file Makes a loaded backend the current one. */
import { unavailable } from './unavailable.ts';

/**
 * @param why it does not start, where it does not
 * @throws TfjsFlopsError `unknown-backend`
 */
export async function activate(name: string, why = 'it did not start here'): Promise<void> {
  const tf = await import('@tensorflow/tfjs');
  // setBackend can answer false and still name the backend: believe its answer only.
  if (!(await tf.setBackend(name))) throw unavailable(name, { why, command: null });
}
