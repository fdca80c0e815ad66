/**
 * @file The optimizer's part of a step. It begins when the gradients of variables exist and ends when all of them are
 * disposed of, which is the last thing that `minimize` does, or when a layer runs. Optimizers take each variable from
 * the engine by its name before they update it, and assign to it last: kernels and new slots in between belong to the
 * layer that owns it. All else (bias corrections, a caller's clipping) stays in the scope that took the step.
 */
import type { Phase } from '../core/trace.ts';
import { setOwn, setOwnMethod, undoAll } from '../patch/own-property.ts';
import type { Scopes } from './scopes.ts';
import type { TapeEngine } from './tape-engine.ts';
import type { VariableLike, WeightTable } from './weights.ts';

export class UpdateScopes {
  readonly #engine: TapeEngine;
  readonly #scopes: Scopes;
  readonly #weights: WeightTable;
  /** Gradients of the last step that are still alive. */
  readonly #gradients = new Set<object>();
  /** Variables that have a gradient and are not updated yet. */
  readonly #due = new Set<VariableLike>();
  /** The variable that is being updated, and the scope and phase to go back to. */
  #update: { readonly variable: VariableLike; readonly scope: number; readonly phase: Phase } | null = null;
  /** Set from the first step on: passes without one are not slowed down. */
  #undoSteps: (() => void)[] = [];

  constructor(engine: TapeEngine, scopes: Scopes, weights: WeightTable) {
    this.#engine = engine;
    this.#scopes = scopes;
    this.#weights = weights;
  }

  /** Watches assignments. @returns what restores the engine's properties */
  patch(): () => void {
    const engine = this.#engine;
    const original = engine.incRef;
    const incRef: TapeEngine['incRef'] = (tensor, backend) => {
      original.call(engine, tensor, backend);
      this.#assigned(tensor as VariableLike);
    };
    const undo = setOwnMethod(engine, 'incRef', incRef);
    return () => {
      this.endStep();
      this.#due.clear();
      undoAll(this.#undoSteps.splice(0));
      undo();
    };
  }

  /** @param gradients one for each variable; none where the loss does not depend on it */
  beginStep(variables: readonly VariableLike[], gradients: readonly (object | null | undefined)[]): void {
    for (const [i, variable] of variables.entries()) {
      const gradient = gradients[i] ?? null;
      if (gradient === null) continue;
      this.#gradients.add(gradient);
      this.#due.add(variable);
    }
    if (this.#gradients.size === 0) return;
    this.#scopes.phase = 'optimizer';
    if (this.#undoSteps.length === 0) this.#undoSteps = [this.#watchDisposal(), this.#watchLookUps()];
  }

  /** Ends the step. Later updates from gradients that the caller derived from these still count as the optimizer's. */
  endStep(): void {
    this.#endUpdate();
    this.#gradients.clear();
    if (this.#scopes.phase === 'optimizer') this.#scopes.phase = 'forward';
  }

  #watchDisposal(): () => void {
    const engine = this.#engine;
    const original = engine.disposeTensor;
    const disposeTensor: TapeEngine['disposeTensor'] = (tensor) => {
      original.call(engine, tensor);
      if (this.#gradients.delete(tensor) && this.#gradients.size === 0) this.endStep();
    };
    return setOwnMethod(engine, 'disposeTensor', disposeTensor);
  }

  #watchLookUps(): () => void {
    const engine = this.#engine;
    // Another trace watches already: it is to see the look-ups too.
    const other = Object.hasOwn(engine, 'registeredVariables') ? engine.registeredVariables : null;
    // `engine().reset()` within a pass gives the engine new variables: those of now are looked up.
    const now = (): Readonly<Record<string, VariableLike>> => other ?? engine.state.registeredVariables;
    const handler: ProxyHandler<Record<string, VariableLike>> = {
      get: (_, name) => {
        const variable: unknown = Reflect.get(now(), name);
        if (this.#due.has(variable as VariableLike)) this.#beginUpdate(variable as VariableLike);
        return variable;
      },
      has: (_, name) => Reflect.has(now(), name),
      ownKeys: () => Reflect.ownKeys(now()),
      getOwnPropertyDescriptor: (_, name) => Reflect.getOwnPropertyDescriptor(now(), name),
      set: (_, name, variable) => Reflect.set(now(), name, variable),
      deleteProperty: (_, name) => Reflect.deleteProperty(now(), name),
    };
    // A value and not an accessor: V8 would keep an engine that an accessor was taken from as a slow dictionary.
    const value = new Proxy<Record<string, VariableLike>>({}, handler);
    return setOwn(engine, 'registeredVariables', { value, writable: true });
  }

  #beginUpdate(variable: VariableLike): void {
    this.#endUpdate();
    const { current: scope, phase } = this.#scopes;
    this.#update = { variable, scope, phase };
    this.#scopes.moveTo(this.#weights.scopeOf(variable) ?? scope, 'optimizer');
  }

  #assigned(variable: VariableLike): void {
    this.#weights.moved(variable);
    this.#due.delete(variable);
    if (this.#update?.variable === variable) this.#endUpdate();
  }

  #endUpdate(): void {
    if (this.#update === null) return;
    const { scope, phase } = this.#update;
    this.#update = null;
    this.#scopes.moveTo(scope, phase);
  }
}
