/** @file The one error for a backend that does not start. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { Unavailable } from './backend.ts';

/** An `unknown-backend` with the reason and the command of a status. */
export const unavailable = (
  name: string,
  { why, command }: Pick<Unavailable, 'why' | 'command'>,
  cause?: unknown,
): TfjsFlopsError =>
  new TfjsFlopsError('unknown-backend', `The ${name} backend is not available: ${why}`, {
    remedies: [command === null ? { list: 'backends' } : { run: command }],
    cause,
  });
