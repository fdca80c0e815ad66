/** @file Ways through the tree of scopes. */

/** What a scope says of its place: the number of the one around it. */
interface Placed {
  readonly parent: number | null;
}

/** A scope and those around it, the innermost first; the root is not among them. */
export function* scopesAround(scopes: readonly Placed[], scope: number): Generator<number> {
  let at = scope;
  for (let parent = scopes[at]?.parent ?? null; parent !== null; parent = scopes[at]?.parent ?? null) {
    yield at;
    at = parent;
  }
}

/** The outermost scope around one, or itself; the root of the root. */
export function outermostScope(scopes: readonly Placed[], scope: number): number {
  let outermost = scope;
  for (const around of scopesAround(scopes, scope)) outermost = around;
  return outermost;
}
