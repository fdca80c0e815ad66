/** @file Readers of the copied JSON: it is changed in place, the caller's own never is. */
import type { Json } from '../../core/shape.ts';

/** JSON that may be changed. */
export type Value = string | number | boolean | null | Value[] | Fields;
export interface Fields {
  [key: string]: Value;
}

export const isFields = (value: Value | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const copyOf = (json: Json): Value => structuredClone(json) as Value;

/** The object at `key`; a new empty one, not part of the file, where there is none. */
export function fieldsAt(fields: Fields, key: string): Fields {
  const value = fields[key];
  return isFields(value) ? value : {};
}

export function listAt(fields: Fields, key: string): Value[] {
  const value = fields[key];
  return Array.isArray(value) ? value : [];
}

export function textAt(fields: Fields, key: string): string {
  const value = fields[key];
  return typeof value === 'string' ? value : '';
}

export const numberAt = (fields: Fields, key: string): number | null => {
  const value = fields[key];
  return typeof value === 'number' ? value : null;
};

export const isNumbers = (value: Value | undefined): value is number[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'number');

/** A shape as Keras writes it: `null` is a size that is left open. */
export type OpenShape = readonly (number | null)[];

export const isOpenShape = (value: Value | undefined): value is (number | null)[] =>
  Array.isArray(value) && value.every((entry) => entry === null || typeof entry === 'number');

/** What tfjs-layers makes of a name in snake_case (utils/generic_utils.js, `toCamelCase`). */
export const camelCase = (name: string): string =>
  name.length < 2 ? name : name.replaceAll(/_+(\w|$)/g, (_, letter: string) => letter.toUpperCase());

/** What Keras makes of a class name: keras/src/utils/naming.py, `to_snake_case`. */
export const snakeCase = (className: string): string =>
  className
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
