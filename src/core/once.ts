/** @file What follows from an object that never changes, worked out once: rows of a report ask the same of the same calls. */

/** The function, and what it said of each object; what it throws is not kept. */
export function once<K extends object, V extends {} | null>(of: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = of(key)));
    return value;
  };
}
