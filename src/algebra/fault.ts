/** @file What is wrong with a reader's formula, as an error that any face can print. */
import { TfjsFlopsError, type ErrorDetails } from '../core/errors.ts';

/** A longer formula is not repeated in the sentence that refuses it. */
const MAX_REPEATED = 80;

/** @param text the formula @param what a clause after it */
export const formulaFault = (
  text: string,
  what: string,
  details: Pick<ErrorDetails, 'nearest' | 'remedies'> = {},
): TfjsFlopsError =>
  new TfjsFlopsError('invalid-option', what, {
    option: { name: 'formula', ...(text.length <= MAX_REPEATED && { value: text }) },
    ...details,
  });
