/** @file The tree of scopes, and how often each scope was called with which shapes. */
import type { Scope, ScopeCall } from '../core/trace.ts';
import { sameShape, type Shape } from '../core/shape.ts';

const ROOT = 0;

interface Counted extends ScopeCall {
  calls: number;
}

const sameShapes = (a: readonly Shape[], b: readonly Shape[]): boolean =>
  a.length === b.length && a.every((shape, i) => sameShape(shape, b[i]!));

/** Anything with data and a shape; `undefined` for all else. */
interface MaybeTensor {
  readonly dataId?: object;
  readonly shape: Shape;
}

const isTensor = (value: unknown): value is MaybeTensor =>
  typeof value === 'object' && value !== null && (value as MaybeTensor).dataId !== undefined;

const shapesOf = (tensors: unknown): Shape[] =>
  (Array.isArray(tensors) ? tensors : [tensors]).filter(isTensor).map(({ shape }) => [...shape]);

const hasShape = (tensor: unknown, shape: Shape | undefined): boolean =>
  shape !== undefined && isTensor(tensor) && sameShape(tensor.shape, shape);

function haveShapes(tensors: unknown, shapes: readonly Shape[]): boolean {
  if (!Array.isArray(tensors)) return shapes.length === 1 && hasShape(tensors, shapes[0]);
  if (tensors.length !== shapes.length) return false;
  for (let i = 0; i < shapes.length; i++) if (!hasShape(tensors[i], shapes[i])) return false;
  return true;
}

/** Scopes by number; the current one is where the next kernel belongs. */
export class Scopes {
  readonly list: Scope[] = [{ id: ROOT, parent: null, path: [], kind: 'root', className: '' }];
  current = ROOT;
  readonly #users = new Map<number, Map<string, number>>();
  readonly #calls: Counted[][] = [];

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

  /** @param inputs, outputs what the layer took and gave: a tensor or a list of them */
  noteCall(scope: number, inputs: unknown, outputs: unknown): void {
    const known = (this.#calls[scope] ??= []);
    // Compared where they lie: a layer is called with the same shapes in pass after pass.
    for (let i = 0; i < known.length; i++) {
      const call = known[i]!;
      if (haveShapes(inputs, call.inputs) && haveShapes(outputs, call.outputs)) {
        call.calls++;
        return;
      }
    }
    const call = { scope, inputs: shapesOf(inputs), outputs: shapesOf(outputs), calls: 1 };
    // Symbolic tensors, passed while a model is being built, have no data: they are no call.
    if (call.inputs.length === 0) return;
    // Where a list holds more than tensors, only the tensors' shapes are compared.
    const same = known.find((k) => sameShapes(k.inputs, call.inputs) && sameShapes(k.outputs, call.outputs));
    if (same === undefined) known.push(call);
    else same.calls++;
  }

  /** The calls since the last `takeCalls`. */
  takeCalls(): readonly ScopeCall[] {
    const calls = this.#calls.flat().filter((call) => call.calls > 0);
    const taken = calls.map((call) => ({ ...call }));
    for (const call of calls) call.calls = 0;
    return taken;
  }
}
