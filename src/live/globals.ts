/** @file Models that a page keeps where everybody can see them: in globals, or one field below. */
import { isModel, type ModelLike } from '../trace/tracer.ts';

/** Data properties alone: a getter of the page is not called. */
function valuesOf(object: object): readonly unknown[] {
  return Object.values(Object.getOwnPropertyDescriptors(object)).map(({ value }) => value as unknown);
}

const isPlain = (value: unknown): value is object => {
  if (typeof value !== 'object' || value === null) return false;
  // Elements, windows and such are of the browser.
  const name = Object.prototype.toString.call(value);
  return name === '[object Object]' || name === '[object Array]';
};

/** No page may stop the search by what it keeps: a proxy throws, a window of another origin too. */
function quietly<T>(look: () => readonly T[]): readonly T[] {
  try {
    return look();
  } catch {
    return [];
  }
}

const modelsAmong = (values: readonly unknown[]): readonly ModelLike[] =>
  values.flatMap((value) => quietly(() => (isModel(value) ? [value] : [])));

export function modelsInGlobals(): readonly ModelLike[] {
  const values = quietly(() => valuesOf(globalThis));
  const below = values.flatMap((value) => quietly(() => (isPlain(value) ? valuesOf(value) : [])));
  return [...new Set(modelsAmong([...values, ...below]))];
}
