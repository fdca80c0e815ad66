/** @file A pass that a backend refuses, told in a sentence: it lacks a kernel, or a kernel of its throws. */
import { getBackend } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import type { Tracer } from '../trace/tracer.ts';

/** tfjs-core 4.22, engine.ts, runKernel. */
const NOT_REGISTERED = /^Kernel '(\w+)' not registered for backend '\w+'/;

/**
 * The error of a traced pass, as a refusal where the backend is its cause; anything else as it is. The original is its
 * `cause`.
 */
export function asRefusal(error: unknown, tracer: Tracer): unknown {
  // A recipe may have told it in its own words already.
  const original = error instanceof TfjsFlopsError ? error.cause : error;
  if (!(original instanceof Error)) return error;
  const refused = (what: string): TfjsFlopsError =>
    new TfjsFlopsError(
      'refused-by-backend',
      `${what} Choose another backend: --backend cpu has every kernel.`,
      { cause: original },
    );
  const [reason = ''] = original.message.split('\n');
  const missing = NOT_REGISTERED.exec(reason)?.[1];
  if (missing !== undefined) return refused(`The ${getBackend()} backend has no kernel ${missing}.`);
  const failure = tracer.failure();
  if (failure === null || getBackend() === 'cpu') return error;
  const where = failure.path.length === 0 ? '' : ` in ${failure.path.join('/')}`;
  return refused(
    `The ${getBackend()} backend refuses a ${failure.kernel}${where}: ${reason.replace(/\.*$/, '')}.`,
  );
}
