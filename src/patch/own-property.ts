/**
 * @file Own properties that stand before a prototype's for a while. Of several, the last is to be taken away first: V8
 * then gives the object its old shape back, and does not turn it into a slow dictionary.
 */

/** Defines an own property; returns what puts back the one that was there, or none. */
export function setOwn(target: object, name: string, descriptor: PropertyDescriptor): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { configurable: true, enumerable: true, ...descriptor });
  return () => {
    if (before === undefined) delete (target as Record<string, unknown>)[name];
    else Object.defineProperty(target, name, before);
  };
}

/**
 * An own method instead of the one that the object has, or inherits; returns what puts that one back. One that it has
 * is assigned to and not defined anew: whatever V8 knows of a class stays good.
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

/** Calls what puts several back, the last first. */
export function undoAll(undo: readonly (() => void)[]): void {
  for (const restore of undo.toReversed()) restore();
}
