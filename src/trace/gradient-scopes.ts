/**
 * @file The backward pass: the kernels of a gradient belong to the scope whose forward kernel put it on the tape.
 * Gradients of a tensor that was used more than once are summed right after the last of them, in its scope; for a
 * layer's weight that scope is always the layer.
 */
import { setOwnMethod, undoAll } from '../patch/own-property.ts';
import type { Scopes } from './scopes.ts';
import { tapeEngine, type TapeEngine } from './tape-engine.ts';
import { UpdateScopes } from './update-scopes.ts';
import type { WeightTable } from './weights.ts';

/** Made once per trace; `patch` then watches the tape during a pass. Nothing is slower while no tape is on. */
export class GradientScopes {
  readonly #scopes: Scopes;
  readonly #weights: WeightTable;
  /** A tape that outlives the pass must not move its scopes. */
  #isWatching = false;

  constructor(scopes: Scopes, weights: WeightTable) {
    this.#scopes = scopes;
    this.#weights = weights;
  }

  /**
   * Watches the engine.
   * @returns what restores its methods
   * @throws TfjsFlopsError `unsupported-tfjs`
   */
  patch(): () => void {
    const engine = tapeEngine();
    const updates = new UpdateScopes(engine, this.#scopes, this.#weights);
    const undo = [
      setOwnMethod(engine, 'addTapeNode', this.#watchTape(engine)),
      setOwnMethod(engine, 'gradients', this.#watchGradients(engine, updates)),
      updates.patch(),
    ];
    this.#isWatching = true;
    return () => {
      this.#isWatching = false;
      undoAll(undo);
    };
  }

  #watchTape(engine: TapeEngine): TapeEngine['addTapeNode'] {
    const scopes = this.#scopes;
    const original = engine.addTapeNode;
    return (...args) => {
      original.apply(engine, args);
      const node = engine.state.activeTape?.at(-1);
      const gradient = node?.gradient;
      if (node === undefined || gradient === undefined) return;
      const owner = scopes.current;
      node.gradient = (dys) => {
        // Until the next gradient, or the end of `gradients`: what it returns is called, and summed, before that.
        if (this.#isWatching) scopes.moveTo(owner, 'backward');
        return gradient(dys);
      };
    };
  }

  #watchGradients(engine: TapeEngine, updates: UpdateScopes): TapeEngine['gradients'] {
    const scopes = this.#scopes;
    const original = engine.gradients;
    return (...args) => {
      updates.endStep();
      const { current, phase } = scopes;
      let result: ReturnType<TapeEngine['gradients']>;
      try {
        result = original.apply(engine, args);
      } finally {
        scopes.moveTo(current, phase);
      }
      const [, variables, , allowNoGradients] = args;
      // A step within another gradient is part of what that one differentiates.
      if (allowNoGradients === true && engine.state.gradientDepth === 0)
        updates.beginStep(variables, result.grads);
      return result;
    };
  }
}
