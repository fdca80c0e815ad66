/** @file The error for a tfjs that is not built as the trace needs it. */
import { TfjsFlopsError } from '../core/errors.ts';

/** @param missing what `owner` has not: methods and fields by name */
export const lacks = (owner: string, missing: readonly string[]): TfjsFlopsError =>
  new TfjsFlopsError('unsupported-tfjs', `${owner} has no ${missing.join(', ')}`, {
    remedies: ['use TensorFlow.js 4.20 or a later 4.x'],
  });
