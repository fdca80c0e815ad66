/** @file Finding a cycle in what depends on what. */

/**
 * One cycle, each entry depending on the next, the first repeated at the end; `null` where there is none.
 * Takes out what depends on nothing that is left, until nothing is left or all that is left leads to a cycle. Time
 * grows with entries and dependencies; no recursion.
 * @param dependencies every name that occurs is a key
 */
export function findCycle(dependencies: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  if (isInOrder(dependencies)) return null;
  const open = new Map([...dependencies].map(([name, needs]) => [name, needs.length]));
  const users = new Map([...dependencies.keys()].map((name) => [name, [] as string[]]));
  for (const [name, needs] of dependencies) for (const need of needs) users.get(need)!.push(name);
  const ready = [...open.keys()].filter((name) => open.get(name) === 0);
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    open.delete(name);
    for (const user of users.get(name)!) {
      const left = open.get(user)! - 1;
      open.set(user, left);
      if (left === 0) ready.push(user);
    }
  }
  const [start] = open.keys();
  if (start === undefined) return null;
  const walk = new Set<string>();
  let at = start;
  while (!walk.has(at)) {
    walk.add(at);
    at = dependencies.get(at)!.find((need) => open.has(need))!;
  }
  return [...[...walk].slice([...walk].indexOf(at)), at];
}

/** Each after all that it needs, as converters write graphs. */
function isInOrder(dependencies: ReadonlyMap<string, readonly string[]>): boolean {
  const before = new Set<string>();
  for (const [name, needs] of dependencies) {
    for (const need of needs) if (!before.has(need)) return false;
    before.add(name);
  }
  return true;
}
