/** @file What the library refuses, in the words of the page: its fields in the place of options. */
import { LIBRARY_WORDS, type ErrorData, sentenceOf, type Words } from '../../core/errors.ts';
import { inputTexts } from '../../core/input-text.ts';

const WORDS: Words = {
  option(option) {
    const { name, value } = option;
    if (name === 'weights' && value === false) return 'drop model.json alone';
    if (name !== 'inputs') return LIBRARY_WORDS.option(option);
    if (value === undefined) return 'Input sizes';
    return `Input sizes ${typeof value === 'string' ? value : (inputTexts(value)?.join(' ') ?? JSON.stringify(value))}`;
  },
  list: (of) => (of === 'backends' ? 'choose another to run on' : LIBRARY_WORDS.list(of)),
};

export const sentence = (failure: ErrorData): string => sentenceOf(failure, WORDS);
