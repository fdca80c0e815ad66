/** @file Fields that are as usual are left out of a file, and put back when it is read. */

/** Equal as JSON. */
export const isSame = (a: unknown, b: unknown): boolean =>
  a === b ||
  (typeof a === 'object' && a !== null && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));

/** The row without the fields that are as usual, and without those that are `undefined`. */
export function unusual<T extends object>(row: T, usual: { readonly [K in keyof T]?: unknown }): Partial<T> {
  return Object.fromEntries(
    Object.entries(row).filter(
      ([key, value]) => value !== undefined && !(key in usual && isSame(value, Reflect.get(usual, key))),
    ),
  ) as Partial<T>;
}

/** Counts without those that are 0. */
export const nonZero = <K extends string>(counts: {
  readonly [key in K]?: number;
}): { readonly [key in K]?: number } =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)) as {
    readonly [key in K]?: number;
  };

/** An object with one field, or with none where the value is `null` or `undefined`. */
export const maybe = <K extends string, V>(
  key: K,
  value: V | null | undefined,
): { readonly [key in K]?: V } =>
  (value === null || value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: V };

/** Numbers for values, equal ones sharing one, in order of first appearance. */
export class Numbering<T> {
  readonly list: T[] = [];
  readonly #numbers = new Map<string, number>();

  of(value: T): number {
    const key = JSON.stringify(value);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.list.push(value) - 1;
      this.#numbers.set(key, number);
    }
    return number;
  }
}
