/** @file Sizes of an input as people write them: `images=1x640x640x3`, `ids=1x128:int32`. */
import { isObject, type DType, type Json, type Shape } from './shape.ts';

/** What a type can be. */
export const INPUT_TYPES: readonly DType[] = ['float32', 'int32', 'bool'];

/** A name may hold `:` and `=`: sizes and type are read from the end. */
const FORM = /^(?:(.+)=)?(\d+(?:x\d+)*)(?::(\w+))?$/;

export interface InputText {
  /** `undefined` for the only input. */
  readonly name: string | undefined;
  readonly shape: Shape;
  readonly dtype: DType | undefined;
}

/** `null` for what is no such text. */
export function readInputText(text: string): InputText | null {
  const [, name, sizes = '', type = ''] = FORM.exec(text) ?? [];
  const shape = sizes.split('x').map(Number);
  const dtype = INPUT_TYPES.find((known) => known === type);
  const isRead = sizes !== '' && shape.every((dim) => Number.isSafeInteger(dim) && dim > 0);
  return isRead && (type === '' || dtype !== undefined) ? { name, shape, dtype } : null;
}

/** As the library's option `inputs` takes it. */
export const givenInput = ({
  shape,
  dtype,
}: InputText): Shape | { readonly shape: Shape; readonly dtype: DType } =>
  dtype === undefined ? shape : { shape, dtype };

const isShape = (value: Json | undefined): value is readonly number[] =>
  Array.isArray(value) && value.length > 0 && value.every((dim) => typeof dim === 'number');

/** `1x128`, `1x128:int32`; `null` for what is no shape. */
function shapeText(value: Json | undefined): string | null {
  if (isShape(value)) return value.join('x');
  if (!isObject(value) || !isShape(value['shape'])) return null;
  const { shape, dtype } = value;
  return typeof dtype === 'string' ? `${shape.join('x')}:${dtype}` : shape.join('x');
}

/** A text for each input of the option `inputs`; `null` where no texts mean its value. */
export function inputTexts(value: Json): readonly string[] | null {
  // Shapes without names: a single one can be written.
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
