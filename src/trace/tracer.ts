/** @file A trace from start to end: recorder, layers, nodes, weights, and everything restored afterwards. */
import type { Weight } from '../core/parameters.ts';
import type { Bracket, Trace } from '../core/trace.ts';
import { undoAll } from '../patch/own-property.ts';
import { GradientScopes } from './gradient-scopes.ts';
import { GraphScopes, isGraphModel, type GraphModelLike } from './graph-scopes.ts';
import { LayerScopes } from './layer-scopes.ts';
import { isLayersModel, type LayersModelLike } from './layers-model.ts';
import { LiveBytes } from './live-bytes.ts';
import { Recorder, type Reads } from './recorder.ts';
import { observeKernels } from './tap.ts';
import { watchTraining } from './training-calls.ts';
import { listenForScopes } from './user-scope.ts';
import { WeightTable } from './weights.ts';

/** A model whose layers or nodes become scopes. */
export type ModelLike = LayersModelLike | GraphModelLike;

export const isModel = (value: unknown): value is ModelLike => isLayersModel(value) || isGraphModel(value);

/**
 * The steps before the paths of each model's layers: none where one model is traced, else the model's name. Graph
 * models have no name and are `graph1`, `graph2` by their position.
 */
export const prefixesOf = (models: readonly ModelLike[]): readonly (readonly string[])[] =>
  models.map((model, i) =>
    models.length === 1 ? [] : isLayersModel(model) ? model.name.split('.') : [`graph${i + 1}`],
  );

export interface TracerOptions {
  readonly models: readonly ModelLike[];
  readonly reads: Reads;
  /** Measures each outermost kernel call. */
  readonly probe?: Bracket | undefined;
}

/** Traces passes one after another; numbers of scopes, calls and entries are the same in all of them. */
export class Tracer {
  readonly #weights = new WeightTable();
  readonly #recorder: Recorder;
  readonly #layers: LayerScopes;
  readonly #graphs: ReadonlyMap<ModelLike, GraphScopes>;
  readonly #gradients: GradientScopes;
  readonly #trained: readonly LayersModelLike[];

  /** @throws TfjsFlopsError `unsupported-tfjs` */
  constructor({ models, reads, probe }: TracerOptions) {
    this.#recorder = new Recorder(reads, this.#weights, probe ?? null);
    const { scopes } = this.#recorder;
    const prefixes = prefixesOf(models);
    this.#trained = models.filter(isLayersModel);
    this.#layers = new LayerScopes(this.#trained, scopes, this.#weights, models.length === 1);
    this.#gradients = new GradientScopes(scopes, this.#weights);
    this.#graphs = new Map(
      models.flatMap((model, i) =>
        isGraphModel(model) ? [[model, new GraphScopes(model, scopes, this.#weights, prefixes[i]!)]] : [],
      ),
    );
  }

  /**
   * Taps kernels, layers and nodes until the returned function is called, which must happen whatever the pass does.
   * @param live follows the memory that is alive, which slows the pass down
   */
  start(live?: LiveBytes): () => void {
    this.#weights.refresh();
    const { scopes } = this.#recorder;
    const before = scopes.current;
    const undo: (() => void)[] = [() => (scopes.current = before)];
    const stop = (): void => {
      undoAll(undo.splice(0));
    };
    try {
      undo.push(observeKernels(this.#recorder));
      if (live !== undefined) undo.push(observeKernels(live));
      undo.push(this.#layers.patch());
      for (const graph of this.#graphs.values()) undo.push(graph.patch());
      for (const model of this.#trained) undo.push(watchTraining(model, this.#layers.scopeOf(model), scopes));
      undo.push(this.#gradients.patch());
      undo.push(listenForScopes(scopes));
      live?.start();
    } catch (error) {
      stop();
      throw error;
    }
    return stop;
  }

  /** Watches the memory of a pass, to be given to `start`. */
  liveBytes(): LiveBytes {
    return new LiveBytes(() => this.#recorder.scopes.current);
  }

  /** The pass since the last `takePass` or `repeats`. @throws what went wrong while it was recorded */
  takePass(): Trace {
    this.#check();
    return this.#recorder.takePass();
  }

  /** Whether the pass since the last `takePass` or `repeats` ran the kernels of `pass`; cheaper than taking it. */
  repeats(pass: Trace): boolean {
    this.#check();
    return this.#recorder.repeats(pass);
  }

  #check(): void {
    if (this.#recorder.fault !== undefined) throw this.#recorder.fault;
  }

  /** The last kernel that threw, and the steps to its layer or node. */
  failure(): { readonly kernel: string; readonly path: readonly string[] } | null {
    const { failure, scopes } = this.#recorder;
    return failure && { kernel: failure.kernel, path: scopes.list[failure.scope]?.path ?? [] };
  }

  /** The scope in which calls of one of the `models` are noted. */
  scopeOf(model: ModelLike): number {
    return this.#graphs.get(model)?.scope ?? this.#layers.scopeOf(model as LayersModelLike);
  }

  /** @param diskBytes by the name of the weight, where the model came from a file */
  weights(diskBytes?: ReadonlyMap<string, number>): readonly Weight[] {
    return this.#weights.list(diskBytes);
  }
}
