/** @file The tree of scopes, and where in it the next kernel belongs. */
import { outermostScope, scopesAround } from '../core/scope-tree.ts';
import type { HostWork, Phase, Scope } from '../core/trace.ts';
import { ScopeCalls } from './scope-calls.ts';

/** The scope of what runs outside any other. */
export const ROOT = 0;

/** Scopes whose own kernels run forward, wherever they are called. */
const COMPUTES: ReadonlySet<Scope['kind']> = new Set(['model', 'layer', 'part', 'node']);

/** A scope whose path may still change: a model found later gives those before it their names. */
interface OpenScope {
  readonly id: number;
  readonly parent: number | null;
  /** The last steps of its path, below its parent's. */
  steps: readonly string[];
  readonly kind: Scope['kind'];
  readonly className: string;
  readonly node: string | null;
}

/** Scopes by number; the current one is where the next kernel belongs. */
export class Scopes {
  readonly list: OpenScope[] = [
    { id: ROOT, parent: null, steps: [], kind: 'root', className: '', node: null },
  ];
  readonly calls = new ScopeCalls();
  /** Told of what layers take that are no part of another, while somebody wants to know. */
  onInputs: ((inputs: unknown) => void) | null = null;
  /** Whether what runs now is none of the pass: another call, between the parts of an asynchronous one. */
  isPaused = false;
  /** Whether what runs now is counted for itself, from shapes: inside of the pass, or while it waits. */
  isAside = false;
  /** The phase of the next kernel. */
  phase: Phase = 'forward';
  #current = ROOT;
  #hostWork: HostWork[] = [];
  #hostUntilMs = 0;
  readonly #users = new Map<number, Map<string, number>>();

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

  /** Moves to a scope and phase: for kernels that are not a layer's forward ones. */
  moveTo(scope: number, phase: Phase): void {
    this.#current = scope;
    this.phase = phase;
  }

  /** @param node a graph node's own name */
  add(
    parent: number,
    steps: readonly string[],
    kind: Scope['kind'],
    className: string,
    node: string | null = null,
  ): number {
    const id = this.list.length;
    this.list.push({ id, parent, steps, kind, className, node });
    return id;
  }

  /**
   * Whether a call is not one of the model: it comes from outside the outermost model, or from another layer. A Sequential
   * calls the layers of a model that it begins with itself.
   */
  #isDirect(scope: number, from: number): boolean {
    if (from === ROOT) return true;
    // Nearly all calls are of a layer by its model: they are not looked at further.
    if (this.list[scope]!.parent === from) return false;
    if (this.list[from]!.kind === 'layer') return ![...scopesAround(this.list, scope)].includes(from);
    return outermostScope(this.list, scope) !== outermostScope(this.list, from);
  }

  /** The scopes as they are now, with their paths. */
  taken(): readonly Scope[] {
    const taken: Scope[] = [];
    for (const { id, parent, steps, kind, className, node } of this.list)
      taken.push({
        id,
        parent,
        path: parent === null ? steps : [...taken[parent]!.path, ...steps],
        kind,
        className,
        node,
      });
    return taken;
  }

  /** The caller's own scope of that name below the current one, the same one each time. */
  userScope(name: string): number {
    let children = this.#users.get(this.current);
    if (children === undefined) this.#users.set(this.current, (children = new Map()));
    let id = children.get(name);
    if (id === undefined) children.set(name, (id = this.add(this.current, name.split('.'), 'user', '')));
    return id;
  }

  /**
   * Notes a call of a layer or model.
   * @param from the scope in which it was called
   * @param inputs, outputs a tensor or a list of them
   */
  noteCall(scope: number, from: number, inputs: unknown, outputs: unknown): void {
    // Calls are compared with theory, which describes the forward pass.
    if (this.phase === 'backward' || this.isAside) return;
    this.calls.note(scope, this.#isDirect(scope, from), inputs, outputs);
  }

  /** Notes work outside kernels that has just ended; time that overlaps with the work noted before counts once. */
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
}
