/** @file `--input NAME=1x224x224x3:float32` as the option `inputs`, and back. */
import { TfjsFlopsError } from '../core/errors.ts';
import { isObject, type DType, type Json, type Shape } from '../core/shape.ts';
import type { GivenInput, GivenInputs } from '../session/declared-inputs.ts';
import { invalidValue } from './flag-values.ts';

const TYPES: readonly DType[] = ['float32', 'int32', 'bool'];

/** A name may hold `:` and `=`: sizes and type are read from the end. */
const FORM = /^(?:(.+)=)?(\d+(?:x\d+)*)(?::(\w+))?$/;

interface Read {
  readonly shape: Shape;
  readonly dtype: DType | undefined;
}

const withType = ({ shape, dtype }: Read): GivenInput => (dtype === undefined ? shape : { shape, dtype });

/**
 * Reads all `--input` flags: each names an input and its shape; a model with a single input needs no name.
 * @throws TfjsFlopsError `invalid-option`
 */
export function readInputs(texts: readonly string[], flag: string): GivenInputs {
  const read = texts.map((text) => {
    const [, name, sizes = '', type = ''] = FORM.exec(text) ?? [];
    const shape = sizes.split('x').map(Number);
    const isShape = sizes !== '' && shape.every((dim) => Number.isSafeInteger(dim) && dim > 0);
    const dtype = TYPES.find((known) => known === type);
    if (!isShape || (type !== '' && dtype === undefined))
      throw invalidValue(
        flag,
        text,
        'NAME=1x224x224x3, nor NAME=1x128:int32',
        `give one of the types ${TYPES.join(', ')}, or none`,
      );
    return { text, name, shape, dtype };
  });
  const unnamed = read.find(({ name }) => name === undefined);
  if (unnamed !== undefined && read.length > 1)
    throw new TfjsFlopsError(
      'invalid-option',
      `${flag} ${unnamed.text} has no name, but ${read.length} inputs are given`,
      { remedies: [`write NAME=${unnamed.shape.join('x')}`] },
    );
  if (unnamed !== undefined) return [withType(unnamed)];
  const twice = read.find(({ name }, i) => read.findIndex((other) => other.name === name) < i);
  if (twice !== undefined)
    throw new TfjsFlopsError('invalid-option', `${flag} ${twice.name} is given twice`, {
      remedies: ['give each input once'],
    });
  // Entries define own properties: a name such as __proto__ is a name.
  return Object.fromEntries(read.map((input) => [input.name!, withType(input)]));
}

const isShape = (value: Json | undefined): value is readonly number[] =>
  Array.isArray(value) && value.length > 0 && value.every((dim) => typeof dim === 'number');

/** `1x128`, `1x128:int32`; `null` for what is no shape. */
function shapeText(value: Json | undefined): string | null {
  if (isShape(value)) return value.join('x');
  if (!isObject(value) || !isShape(value['shape'])) return null;
  const { shape, dtype } = value;
  return typeof dtype === 'string' ? `${shape.join('x')}:${dtype}` : shape.join('x');
}

/** What follows each `--input`; `null` where no text means the value. */
export function writeInputs(value: Json): readonly string[] | null {
  // Shapes without names: a command line can give a single one.
  const texts = Array.isArray(value)
    ? value.map(shapeText)
    : isObject(value)
      ? Object.entries(value).map(([name, given]) => {
          const text = shapeText(given);
          return text === null ? null : `${name}=${text}`;
        })
      : [];
  const written = texts.filter((text) => text !== null);
  const isWhole = written.length === texts.length && texts.length > 0;
  return isWhole && (!Array.isArray(value) || texts.length === 1) ? written : null;
}
