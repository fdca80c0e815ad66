/**
 * @file Attributes of a GraphDef's nodes. Protocol buffers become JSON in more than one way: strings as base64 or as
 * bytes, integers as numbers or as texts, types by name or by number. What tfjs-converter 4.22 reads, we read.
 */
import { isObject, type DType, type Json, type Shape } from '../../core/shape.ts';
import type { LayerConfig } from '../../core/theory.ts';

/** Each value is an object with one field that names its type: `{ "i": "2" }`. */
export type Attributes = Readonly<Record<string, LayerConfig>>;

const wrong = (key: string, expected: string, value: Json | undefined): Error =>
  new Error(`${key} must be ${expected}, got ${JSON.stringify(value) ?? 'nothing'}`);

function decodeText(value: Json | undefined): string | null {
  if (Array.isArray(value)) return String.fromCharCode(...value.map(Number));
  if (typeof value !== 'string') return null;
  try {
    return globalThis.atob(value);
  } catch {
    return null;
  }
}

const decodeNumber = (value: Json | undefined): number =>
  typeof value === 'string' ? Number.parseFloat(value) : typeof value === 'number' ? value : Number.NaN;

/** A string attribute, as it is written. */
export function text(attributes: Attributes, key: string, fallback?: string): string {
  const value = attributes[key] === undefined ? fallback : decodeText(attributes[key]['s']);
  if (typeof value === 'string') return value;
  throw wrong(key, 'a text', attributes[key]);
}

export function number(attributes: Attributes, key: string, fallback?: number): number {
  const { i, f } = attributes[key] ?? {};
  const value = i ?? f ?? fallback;
  const read = decodeNumber(value);
  if (!Number.isNaN(read)) return read;
  throw wrong(key, 'a number', attributes[key]);
}

export const flag = (attributes: Attributes, key: string): boolean => attributes[key]?.['b'] === true;

/** A list of numbers; an attribute without any is an empty one. */
export function numbers(
  attributes: Attributes,
  key: string,
  fallback?: readonly number[],
): readonly number[] {
  const attribute = attributes[key];
  if (attribute === undefined) {
    if (fallback !== undefined) return fallback;
    throw wrong(key, 'a list of numbers', undefined);
  }
  const list = isObject(attribute['list']) ? attribute['list'] : {};
  const values = [list['f'], list['i']].find((entry) => Array.isArray(entry) && entry.length > 0) ?? [];
  const read = Array.isArray(values) ? values.map(decodeNumber) : [];
  if (read.some(Number.isNaN)) throw wrong(key, 'a list of numbers', attribute);
  return read;
}

const DTYPES: Readonly<Record<string, DType>> = {
  DT_FLOAT: 'float32',
  DT_DOUBLE: 'float32',
  DT_HALF: 'float32',
  DT_INT32: 'int32',
  DT_INT64: 'int32',
  DT_INT8: 'int32',
  DT_UINT8: 'int32',
  DT_BOOL: 'bool',
  DT_STRING: 'string',
  DT_COMPLEX64: 'complex64',
  DT_COMPLEX128: 'complex64',
};

/** TensorFlow's numbers of the types above; types.proto. */
const DTYPE_NUMBERS: Readonly<Record<number, string>> = {
  1: 'DT_FLOAT',
  2: 'DT_DOUBLE',
  3: 'DT_INT32',
  4: 'DT_UINT8',
  6: 'DT_INT8',
  7: 'DT_STRING',
  8: 'DT_COMPLEX64',
  9: 'DT_INT64',
  10: 'DT_BOOL',
  18: 'DT_COMPLEX128',
  19: 'DT_HALF',
};

/** What tfjs stores it as; `null` for a type that tfjs does not have, or none. */
export function dtype(attributes: Attributes, key: string): DType | null {
  const type = attributes[key]?.['type'];
  const name = typeof type === 'number' ? DTYPE_NUMBERS[type] : type;
  return (typeof name === 'string' ? DTYPES[name] : undefined) ?? null;
}

/** Tables and variables; 20 is TensorFlow's number of the type. */
export function isResource(attributes: Attributes, key: string): boolean {
  const type = attributes[key]?.['type'];
  return type === 'DT_RESOURCE' || type === 20;
}

/** The name of the function that an attribute calls. */
export function functionName(attributes: Attributes, key: string): string | null {
  const func = attributes[key]?.['func'];
  const name = isObject(func) ? func['name'] : undefined;
  return typeof name === 'string' ? name : null;
}

/** Sizes, −1 where they are open; `null` where not even their number is known. */
export function shape(attributes: Attributes, key: string): Shape | null {
  const value = attributes[key]?.['shape'];
  if (!isObject(value) || value['unknownRank'] === true) return null;
  const dims = Array.isArray(value['dim']) ? value['dim'] : [];
  return dims.map((dim: Json) => {
    const size = decodeNumber(isObject(dim) ? dim['size'] : undefined);
    return Number.isInteger(size) ? size : -1;
  });
}

/** What says how a node works, beyond its op. */
const TELLING = [
  'strides stride ksize padding explicit_paddings dilations dilation data_format',
  'transpose_a transpose_b adj_x adj_y equation fused_ops block_size',
].flatMap((keys) => keys.split(' '));

/** `null` for what cannot be read: where a rule needs it, the rule refuses it. */
function plain(key: string, attributes: Attributes): Json {
  const attribute = attributes[key] ?? {};
  const { list } = attribute;
  try {
    if ('s' in attribute) return decodeText(attribute['s']);
    if ('b' in attribute) return flag(attributes, key);
    if (!('list' in attribute)) return number(attributes, key);
    return isObject(list) && Array.isArray(list['s']) ? list['s'].map(decodeText) : numbers(attributes, key);
  } catch {
    return null;
  }
}

/** The few attributes that explain a node, as plain values. */
export function tellingConfig(attributes: Attributes): LayerConfig {
  const keys = TELLING.filter((key) => attributes[key] !== undefined);
  return Object.fromEntries(keys.map((key) => [key, plain(key, attributes)]));
}
