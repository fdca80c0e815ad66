/** @file A method of one object, replaced for a while. */

type Method = (...args: never[]) => unknown;

/**
 * @param wrap makes the new method from the old one, which is bound to `target`
 * @returns puts back what the object had before: a method of its own, or its prototype's
 */
export function wrapMethod<K extends string, M extends Method>(
  target: Record<K, M>,
  name: K,
  wrap: (original: M) => M,
): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  const value = wrap(target[name].bind(target) as M);
  Object.defineProperty(target, name, { value, configurable: true, enumerable: true, writable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, before);
  };
}
