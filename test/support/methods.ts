/** @file The methods of layers and of their classes as they are now, which a trace must restore. */

const METHODS = ['apply', 'call', 'computeMask', 'build', 'predict', 'predictOnBatch'];

/** The layer, its class, and the classes above. */
function* lineOf(layer: object): Generator<object> {
  for (let at: object | null = layer; at !== null; at = Object.getPrototypeOf(at) as object | null) yield at;
}

/** Each method, by the object that defines it and its name; equal only where the functions are the same. */
export function methodsOf(layers: readonly object[]): ReadonlyMap<object, Readonly<Record<string, unknown>>> {
  const found = new Map<object, Record<string, unknown>>();
  for (const owner of layers.flatMap((layer) => [...lineOf(layer)]))
    found.set(
      owner,
      Object.fromEntries(
        METHODS.filter((name) => Object.hasOwn(owner, name)).map((name) => [name, Reflect.get(owner, name)]),
      ),
    );
  return found;
}

/** Names of the methods that are not what they were. */
export const changedMethods = (
  before: ReturnType<typeof methodsOf>,
  layers: readonly object[],
): readonly string[] =>
  [...methodsOf(layers)].flatMap(([owner, methods]) => {
    const old = before.get(owner) ?? {};
    return [...new Set([...Object.keys(methods), ...Object.keys(old)])].filter(
      (name) => methods[name] !== old[name],
    );
  });
