/** @file `--input NAME=1x224x224x3:float32` as shapes. */
import { TfjsFlopsError } from '../core/errors.ts';
import type { DType } from '../core/shape.ts';
import type { GivenInputs } from '../session/declared-inputs.ts';

const TYPES: readonly DType[] = ['float32', 'int32', 'bool'];

/** A name may hold `:` and `=`: sizes and type are read from the end. */
const FORM = /^(?:(.+)=)?(\d+(?:x\d+)*)(?::(\w+))?$/;

/**
 * Reads the values of all `--input` flags: each names an input and its shape; a model with a single input needs no
 * name.
 * @throws TfjsFlopsError `invalid-option`
 */
export function readInputFlags(texts: readonly string[]): GivenInputs | undefined {
  if (texts.length === 0) return undefined;
  const read = texts.map((text) => {
    const [, name, sizes = '', type = ''] = FORM.exec(text) ?? [];
    const shape = sizes.split('x').map(Number);
    const isShape = sizes !== '' && shape.every((dim) => Number.isSafeInteger(dim) && dim > 0);
    const dtype = TYPES.find((known) => known === type);
    if (!isShape || (type !== '' && dtype === undefined))
      throw new TfjsFlopsError(
        'invalid-option',
        `--input ${text} is not NAME=1x224x224x3, nor NAME=1x128:int32. Types: ${TYPES.join(', ')}.`,
      );
    return { text, name, shape, dtype };
  });
  const unnamed = read.filter(({ name }) => name === undefined);
  if (unnamed.length > 0 && read.length > 1)
    throw new TfjsFlopsError(
      'invalid-option',
      `--input ${unnamed[0]!.text} has no name, but ${read.length} inputs came. Give NAME=${unnamed[0]!.shape.join('x')}.`,
    );
  if (unnamed.length > 0 && read[0]!.dtype === undefined) return [read[0]!.shape];
  const twice = read.find(({ name }, i) => read.findIndex((other) => other.name === name) < i);
  if (twice !== undefined)
    throw new TfjsFlopsError('invalid-option', `--input ${twice.name} came twice. Give each input once.`);
  // Entries define own properties: a name such as __proto__ is a name.
  return Object.fromEntries(
    read.map(({ name = '', shape, dtype }) => [name, dtype === undefined ? shape : { shape, dtype }]),
  );
}
