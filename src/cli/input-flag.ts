/** @file `--input NAME=1x224x224x3:float32` as the option `inputs`. */
import { TfjsFlopsError } from '../core/errors.ts';
import { givenInput, INPUT_TYPES, readInputText } from '../core/input-text.ts';
import type { GivenInputs } from '../session/declared-inputs.ts';
import { invalidValue } from './flag-values.ts';

/**
 * Reads all `--input` flags: each names an input and its shape; a model with a single input needs no name.
 * @throws TfjsFlopsError `invalid-option`
 */
export function readInputs(texts: readonly string[], flag: string): GivenInputs {
  const read = texts.map((text) => {
    const input = readInputText(text);
    if (input === null)
      throw invalidValue(
        flag,
        text,
        'NAME=1x224x224x3, nor NAME=1x128:int32',
        `give one of the types ${INPUT_TYPES.join(', ')}, or none`,
      );
    return { text, ...input };
  });
  const unnamed = read.find(({ name }) => name === undefined);
  if (unnamed !== undefined && read.length > 1)
    throw new TfjsFlopsError(
      'invalid-option',
      `${flag} ${unnamed.text} has no name, but ${read.length} inputs are given`,
      { remedies: [`write NAME=${unnamed.shape.join('x')}`] },
    );
  if (unnamed !== undefined) return [givenInput(unnamed)];
  const twice = read.find(({ name }, i) => read.findIndex((other) => other.name === name) < i);
  if (twice !== undefined)
    throw new TfjsFlopsError('invalid-option', `${flag} ${twice.name} is given twice`, {
      remedies: ['give each input once'],
    });
  // Entries define own properties: a name such as __proto__ is a name.
  return Object.fromEntries(read.map((input) => [input.name!, givenInput(input)]));
}
