/** @file Scopes that callers open themselves, for work that no layer owns. */
import { runThen } from '../core/run-then.ts';
import { TfjsFlopsError } from '../core/errors.ts';
import { received } from '../core/options.ts';
import type { Scopes } from './scopes.ts';

const active = new Set<Scopes>();

/** Lets `scope()` reach a running trace. @returns what ends that */
export function listenForScopes(scopes: Scopes): () => void {
  active.add(scopes);
  return () => active.delete(scopes);
}

function checkGiven(name: unknown, fn: unknown): void {
  if (name !== '' && typeof name === 'string' && typeof fn === 'function') return;
  const got = `${received(name)} and ${received(fn)}`;
  throw new TfjsFlopsError('invalid-input', `scope() takes a name and a function, got ${got}`);
}

/**
 * Collects the kernels that `fn` runs in a row named `name`, in every count or profile that is running; outside one
 * it only calls `fn`. Dots in the name make groups, as in layer names. Layers called inside keep their own rows.
 * @example
 * await count(() => scope('head.logits', () => tf.matMul(features, weights)));
 * @returns what `fn` returns; a promise keeps the scope open until it settles
 * @throws TfjsFlopsError `invalid-input` for no name or no function
 */
export function scope<T>(name: string, fn: () => T): T {
  checkGiven(name, fn);
  const opened = [...active].map((scopes) => {
    const before = scopes.current;
    const id = scopes.userScope(name);
    scopes.current = id;
    return { scopes, before, id };
  });
  const close = (): void => {
    for (const { scopes, before, id } of opened) if (scopes.current === id) scopes.current = before;
  };
  return runThen(fn, close);
}
