/**
 * @file Own properties that hide a prototype's for a while. Remove the last of several first: V8 then gives the object
 * its old shape back, and does not turn it into a slow dictionary.
 */

/** Defines an own property. @returns what restores the property that was there, or removes this one */
export function setOwn(target: object, name: string, descriptor: PropertyDescriptor): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { configurable: true, enumerable: true, ...descriptor });
  return () => {
    if (before === undefined) delete (target as Record<string, unknown>)[name];
    else Object.defineProperty(target, name, before);
  };
}

/**
 * Replaces the method that the object has or inherits by an own one. An own method is assigned to and not defined anew:
 * V8's optimised code for a class stays valid.
 * @returns what restores the former method
 */
export function setOwnMethod<K extends string, M extends (...args: never[]) => unknown>(
  target: Readonly<Record<K, M>>,
  name: K,
  method: M,
): () => void {
  if (!Object.hasOwn(target, name)) return setOwn(target, name, { value: method, writable: true });
  const methods = target as Record<K, M>;
  const before = methods[name];
  methods[name] = method;
  return () => {
    methods[name] = before;
  };
}

/** Calls several restoring functions, the last first. */
export function undoAll(undo: readonly (() => void)[]): void {
  for (const restore of undo.toReversed()) restore();
}
