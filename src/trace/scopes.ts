/** @file The tree of scopes, and how often each scope was called with which shapes. */
import type { Scope, ScopeCall } from '../core/trace.ts';
import { sameShape, type Shape } from '../core/shape.ts';

const ROOT = 0;

const sameShapes = (a: readonly Shape[], b: readonly Shape[]): boolean =>
  a.length === b.length && a.every((shape, i) => sameShape(shape, b[i]!));

/** Scopes by number; the current one is where the next kernel belongs. */
export class Scopes {
  readonly list: Scope[] = [{ id: ROOT, parent: null, path: [], kind: 'root', className: '' }];
  current = ROOT;
  readonly #users = new Map<number, Map<string, number>>();
  readonly #calls: { scope: number; inputs: readonly Shape[]; outputs: readonly Shape[]; calls: number }[][] =
    [];

  add(parent: number, steps: readonly string[], kind: Scope['kind'], className: string): number {
    const id = this.list.length;
    this.list.push({ id, parent, path: [...this.list[parent]!.path, ...steps], kind, className });
    return id;
  }

  /** The caller's own scope of that name below the current one, the same one each time. */
  userScope(name: string): number {
    let children = this.#users.get(this.current);
    if (children === undefined) this.#users.set(this.current, (children = new Map()));
    let id = children.get(name);
    if (id === undefined) children.set(name, (id = this.add(this.current, name.split('.'), 'user', '')));
    return id;
  }

  noteCall(scope: number, inputs: readonly Shape[], outputs: readonly Shape[]): void {
    const known = (this.#calls[scope] ??= []);
    const call = known.find(
      (other) => sameShapes(other.inputs, inputs) && sameShapes(other.outputs, outputs),
    );
    if (call !== undefined) call.calls++;
    else
      known.push({ scope, inputs: inputs.map((s) => [...s]), outputs: outputs.map((s) => [...s]), calls: 1 });
  }

  /** The calls since the last `takeCalls`. */
  takeCalls(): readonly ScopeCall[] {
    const calls = this.#calls.flat();
    this.#calls.length = 0;
    return calls;
  }
}
