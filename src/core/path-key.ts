/** @file Paths as keys: rows of several columns meet by path. */

/** Different for any two paths; a single step stands for itself, as most nodes of a flat graph do. */
export function keyOf(path: readonly string[]): string {
  const [first] = path;
  // What is written as JSON begins so.
  const isItself = path.length === 1 && !first!.startsWith('[');
  return isItself ? first! : JSON.stringify(path);
}
