/** @file The tree of scopes, and how often each scope was called with which shapes. */
import type { HostWork, Phase, Scope, ScopeCall } from '../core/trace.ts';
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

/** They run forward, wherever they are called. */
const COMPUTES: ReadonlySet<Scope['kind']> = new Set(['model', 'layer', 'part', 'node']);

/** Scopes by number; the current one is where the next kernel belongs. */
export class Scopes {
  readonly list: Scope[] = [{ id: ROOT, parent: null, path: [], kind: 'root', className: '' }];
  /** That of the next kernel. */
  phase: Phase = 'forward';
  #current = ROOT;
  #hostWork: HostWork[] = [];
  #hostUntilMs = 0;
  readonly #users = new Map<number, Map<string, number>>();
  readonly #calls: Counted[][] = [];

  get current(): number {
    return this.#current;
  }

  /** An optimizer that was left unfinished has ended when a layer runs. */
  set current(scope: number) {
    this.#current = scope;
    if (this.phase === 'optimizer' && COMPUTES.has(this.list[scope]!.kind)) this.phase = 'forward';
  }

  /** The current scope, or the one in which a caller opened it. */
  get layer(): number {
    if (this.#users.size === 0) return this.#current;
    let scope = this.#current;
    while (this.list[scope]!.kind === 'user') scope = this.list[scope]!.parent!;
    return scope;
  }

  /** To a scope whose kernels are not a layer's forward ones. */
  moveTo(scope: number, phase: Phase): void {
    this.#current = scope;
    this.phase = phase;
  }

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
    // Theory, which calls are held against, is of the forward pass.
    if (this.phase === 'backward') return;
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

  /** A graph node ran: it has no shapes of its own, its kernels have. */
  noteNode(scope: number): void {
    const known = (this.#calls[scope] ??= [{ scope, inputs: [], outputs: [], calls: 0 }]);
    known[0]!.calls++;
  }

  /** Work outside kernels that has just ended; what overlaps with the one noted before is not counted again. */
  noteHostWork(scope: number, op: string, startMs: number, endMs: number): void {
    const upperMs = endMs - Math.max(startMs, this.#hostUntilMs);
    this.#hostUntilMs = endMs;
    const index = this.#hostWork.findIndex((work) => work.scope === scope && work.op === op);
    const known = this.#hostWork[index];
    if (known === undefined) this.#hostWork.push({ scope, op, calls: 1, upperMs });
    else this.#hostWork[index] = { ...known, calls: known.calls + 1, upperMs: known.upperMs + upperMs };
  }

  /** Work outside kernels since the last `takeHostWork`. */
  takeHostWork(): readonly HostWork[] {
    const taken = this.#hostWork;
    this.#hostWork = [];
    return taken;
  }

  /** The calls since the last `takeCalls`. */
  takeCalls(): readonly ScopeCall[] {
    const taken: ScopeCall[] = [];
    for (const known of this.#calls)
      for (const call of known ?? []) {
        const { scope, inputs, outputs, calls } = call;
        if (calls > 0) taken.push({ scope, inputs, outputs, calls });
        call.calls = 0;
      }
    return taken;
  }
}
