/**
 * @file Own properties that hide a prototype's for a while. Remove the last of several first: V8 then gives the object
 * its old shape back, and does not turn it into a slow dictionary.
 * Any other order is right too, also between two copies of this package: all of them know what hides what.
 */

/** A property that was replaced, and what it was before. */
interface Hidden {
  readonly name: string;
  before: PropertyDescriptor | undefined;
}

/** Of an object all that are hidden, each above those before it. */
type Stacks = WeakMap<object, Hidden[]>;

const KEY = Symbol.for('tfjs-flops.patches');

const stacks = (): Stacks => ((globalThis as { [KEY]?: Stacks })[KEY] ??= new WeakMap());

/** An own method is assigned to and not defined anew: V8's optimised code for a class stays valid. */
function put(target: object, name: string, descriptor: PropertyDescriptor): void {
  const now = Object.getOwnPropertyDescriptor(target, name);
  const isSameKind =
    now?.writable === true && descriptor.writable === true && now.enumerable === descriptor.enumerable;
  if (isSameKind) (target as Record<string, unknown>)[name] = descriptor.value;
  else Object.defineProperty(target, name, descriptor);
}

function hide(target: object, name: string, descriptor: PropertyDescriptor): Hidden {
  const all = stacks();
  let stack = all.get(target);
  if (stack === undefined) all.set(target, (stack = []));
  const hidden: Hidden = { name, before: Object.getOwnPropertyDescriptor(target, name) };
  put(target, name, { configurable: true, enumerable: true, ...descriptor });
  stack.push(hidden);
  return hidden;
}

function show(target: object, hidden: Hidden): void {
  const { name } = hidden;
  const all = stacks();
  const stack = all.get(target) ?? [];
  const index = stack.indexOf(hidden);
  if (index < 0) return;
  stack.splice(index, 1);
  const above = stack.find((other, i) => i >= index && other.name === name);
  if (above !== undefined) above.before = hidden.before;
  else if (hidden.before === undefined) delete (target as Record<string, unknown>)[name];
  else put(target, name, hidden.before);
  if (stack.length === 0) all.delete(target);
}

/** Defines an own property. @returns what restores the property that was there, or removes this one; once */
export function setOwn(target: object, name: string, descriptor: PropertyDescriptor): () => void {
  const hidden = hide(target, name, descriptor);
  return () => show(target, hidden);
}

/** A property as its object has it without us: who reads it through an accessor of ours tells its watchers so. */
export function unhidden(target: object, name: string): unknown {
  const stack = stacks().get(target) ?? [];
  const lowest = stack.find((hidden) => hidden.name === name);
  return lowest === undefined ? Reflect.get(target, name) : lowest.before?.value;
}

/**
 * Watches a property of the object's own. Watchers that were there before are told too, also those of other copies of this
 * package.
 * @param told it is read
 * @returns what ends that
 */
export function watchReads(target: object, name: string, told: () => void): () => void {
  const value = unhidden(target, name);
  const hidden: Hidden = hide(target, name, {
    get() {
      told();
      hidden.before?.get?.call(target);
      return value;
    },
  });
  return () => show(target, hidden);
}

/** Replaces the method that the object has or inherits by an own one. @returns what restores the former method */
export function setOwnMethod<K extends string, M extends (...args: never[]) => unknown>(
  target: Readonly<Record<K, M>>,
  name: K,
  method: M,
): () => void {
  const own = Object.getOwnPropertyDescriptor(target, name);
  return setOwn(target, name, { enumerable: own?.enumerable ?? true, value: method, writable: true });
}

/** The object in the line of prototypes that defines a property. */
export function ownerOf(prototype: object, name: string): object | null {
  let owner: object | null = prototype;
  while (owner !== null && !Object.hasOwn(owner, name)) owner = Object.getPrototypeOf(owner) as object | null;
  return owner;
}

/** What an assignment does where nothing that is inherited hinders it. */
function assign(target: object, name: string, value: unknown): void {
  const descriptor = { value, writable: true, enumerable: true, configurable: true };
  Reflect.defineProperty(target, name, descriptor);
}

/**
 * Puts accessors where all objects look last, which answer as if they were not there, and tell those that were there before.
 * @param told who is asked for a property that it lacks, and who has got one of its own
 * @returns what takes them away
 */
export function watchProperties(
  names: readonly string[],
  told: { readonly onGet?: (of: object) => void; readonly onSet?: (of: object) => void },
): () => void {
  const undo = names.map((name) => {
    const hidden: Hidden = hide(Object.prototype, name, {
      enumerable: false,
      get(this: unknown) {
        if (typeof this === 'object' && this !== null) told.onGet?.(this);
        hidden.before?.get?.call(this);
        return undefined;
      },
      set(this: unknown, value: unknown) {
        if (hidden.before?.set === undefined) assign(Object(this), name, value);
        else hidden.before.set.call(this, value);
        told.onSet?.(Object(this));
      },
    });
    return () => show(Object.prototype, hidden);
  });
  return () => undoAll(undo);
}

/** Calls several restoring functions, the last first. */
export function undoAll(undo: readonly (() => void)[]): void {
  for (const restore of undo.toReversed()) restore();
}
