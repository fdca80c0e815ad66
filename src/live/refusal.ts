/** @file Why the tfjs of a page cannot be recorded, in a sentence that names its version. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { FoundTfjs } from './tfjs.ts';

/** The first version whose engine has all that is replaced. */
const REMEDY = 'use TensorFlow.js 3.1 or later in the page';

/** @param tfjs what was found @returns anything but a refused tfjs as it is */
export function refusalOf(error: unknown, tfjs: FoundTfjs | null): unknown {
  if (!(error instanceof TfjsFlopsError) || error.code !== 'unsupported-tfjs') return error;
  const what =
    tfjs === null
      ? 'No TensorFlow.js 2 or later is loaded here'
      : `The page's TensorFlow.js ${tfjs.version ?? ''} cannot be recorded: ${error.what}`;
  return new TfjsFlopsError('unsupported-tfjs', what, { remedies: [REMEDY], cause: error });
}
