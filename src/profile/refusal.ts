/** @file The error for a pass that a backend refuses: it lacks a kernel, or one of its kernels throws. */
import { getBackend } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import { firstLineOf } from '../core/first-line.ts';
import { SHAPE_BACKEND } from '../core/shape-backend.ts';
import type { Tracer } from '../trace/tracer.ts';

/** tfjs-core 4.22, engine.ts, runKernel. */
const NOT_REGISTERED = /^Kernel '(\w+)' not registered for backend '\w+'/;

/** The backend that has every kernel: what fails there is the model's fault. */
const COMPLETE = 'cpu';

/** A kernel that the shape backend lacks is a custom one. */
const withoutRule = (kernel: string, cause: Error): TfjsFlopsError =>
  new TfjsFlopsError('refused-by-backend', `No shape rule is known for the kernel ${kernel}`, {
    remedies: [
      `give one: shapeRules: { ${kernel}: (inputs, attrs) => ({ shape, dtype }) }`,
      'profile the model instead',
    ],
    cause,
  });

const refused = (what: string, cause: Error): TfjsFlopsError =>
  new TfjsFlopsError('refused-by-backend', what, {
    remedies: [{ set: [{ name: 'backend', value: COMPLETE }], to: 'choose the one that has every kernel' }],
    cause,
  });

/**
 * The error of a traced pass, as a refusal where the backend is its cause; anything else as it is. The original is its
 * `cause`.
 */
export function asRefusal(error: unknown, tracer: Tracer): unknown {
  if (error instanceof TfjsFlopsError && error.code === 'aborted') return error;
  // A workload may have wrapped what its backend threw.
  const original = error instanceof TfjsFlopsError ? error.cause : error;
  if (!(original instanceof Error)) return error;
  const backend = getBackend();
  const missing = NOT_REGISTERED.exec(firstLineOf(original))?.[1];
  if (missing !== undefined && backend === SHAPE_BACKEND) return withoutRule(missing, original);
  if (missing !== undefined) return refused(`The ${backend} backend has no kernel ${missing}`, original);
  const failure = tracer.failure();
  if (failure === null || backend === COMPLETE || backend === SHAPE_BACKEND) return error;
  const where = failure.path.length === 0 ? '' : ` in ${failure.path.join('/')}`;
  return refused(
    `The ${backend} backend refuses a ${failure.kernel}${where}: ${firstLineOf(original)}`,
    original,
  );
}
