/** @file How often each scope was called, with which shapes. */
import { sameShape, type Shape } from '../core/shape.ts';
import type { ScopeCall } from '../core/trace.ts';

interface Counted {
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
  calls: number;
  direct: number;
}

/** A tensor with data; symbolic tensors, which are passed while a model is being built, have none. */
interface TensorLike {
  readonly dataId: object;
  readonly shape: Shape;
}

const isTensor = (value: unknown): value is TensorLike =>
  typeof value === 'object' && value !== null && (value as Partial<TensorLike>).dataId !== undefined;

const tensorsIn = (value: unknown): readonly TensorLike[] =>
  (Array.isArray(value) ? value : [value]).filter(isTensor);

const haveShapes = (tensors: readonly TensorLike[], shapes: readonly Shape[]): boolean =>
  tensors.length === shapes.length && tensors.every(({ shape }, i) => sameShape(shape, shapes[i]!));

const shapesOf = (tensors: readonly TensorLike[]): readonly Shape[] => tensors.map(({ shape }) => [...shape]);

/** The most calls that wait to be counted. */
const LIMIT = 512;

interface Waiting {
  readonly scope: number;
  readonly isDirect: boolean;
  readonly inputs: readonly TensorLike[];
  readonly outputs: readonly TensorLike[];
}

export class ScopeCalls {
  readonly #byScope: Counted[][] = [];
  /** A tensor's shape never changes: it is read when the pass has ended, which keeps the pass fast. */
  #waiting: Waiting[] = [];
  /** False spares a loop over all scopes where nothing was counted. */
  #hasCounts = false;

  /**
   * @param isDirect whether it was called from outside the model that it is in
   * @param inputs, outputs what a layer took and returned: a tensor or a list of them
   */
  note(scope: number, isDirect: boolean, inputs: unknown, outputs: unknown): void {
    // Symbolic tensors are no call.
    const taken = tensorsIn(inputs);
    if (taken.length === 0) return;
    if (this.#waiting.push({ scope, isDirect, inputs: taken, outputs: tensorsIn(outputs) }) === LIMIT)
      this.#count();
  }

  /** A graph node ran: it has no shapes of its own, its kernels have. */
  noteNode(scope: number): void {
    this.#hasCounts = true;
    (this.#byScope[scope] ??= [{ inputs: [], outputs: [], calls: 0, direct: 0 }])[0]!.calls++;
  }

  /** How often a scope was called since the last `take` or `drop`; a graph node's call counts from its start. */
  of(scope: number): number {
    const waiting = this.#waiting.filter((call) => call.scope === scope).length;
    return (this.#byScope[scope] ?? []).reduce((sum, { calls }) => sum + calls, waiting);
  }

  /** The calls since the last `take` or `drop`. */
  take(): readonly ScopeCall[] {
    this.#count();
    const taken: ScopeCall[] = [];
    for (const [scope, known] of this.#byScope.entries())
      for (const call of known ?? []) {
        const { inputs, outputs, calls, direct } = call;
        if (calls > 0) taken.push({ scope, inputs, outputs, calls, direct });
        call.calls = call.direct = 0;
      }
    this.#hasCounts = false;
    return taken;
  }

  drop(): void {
    this.#waiting = [];
    if (!this.#hasCounts) return;
    for (const known of this.#byScope) for (const call of known ?? []) call.calls = call.direct = 0;
    this.#hasCounts = false;
  }

  #count(): void {
    this.#hasCounts = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { scope, isDirect, inputs, outputs } of waiting) {
      const known = (this.#byScope[scope] ??= []);
      let call = known.find(
        (other) => haveShapes(inputs, other.inputs) && haveShapes(outputs, other.outputs),
      );
      if (call === undefined) {
        call = { inputs: shapesOf(inputs), outputs: shapesOf(outputs), calls: 0, direct: 0 };
        known.push(call);
      }
      call.calls++;
      if (isDirect) call.direct++;
    }
  }
}
