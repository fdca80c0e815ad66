/** @file A trace from start to end: recorder, layers, nodes, weights, and everything restored afterwards. */
import type { Weight } from '../core/parameters.ts';
import type { Bracket, Trace } from '../core/trace.ts';
import { undoAll } from '../patch/own-property.ts';
import { Flow } from './flow.ts';
import { GradientScopes } from './gradient-scopes.ts';
import { GraphScopes } from './graph-scopes.ts';
import { LayerScopes } from './layer-scopes.ts';
import { isLayersModel, type LayerLike } from './layers-model.ts';
import { LiveBytes } from './live-bytes.ts';
import { Makers } from './makers.ts';
import { Recorder, type Reads } from './recorder.ts';
import { outermost, prefixesOf, type ModelLike } from './roots.ts';
import { observeKernels, setObserversAside, type KernelObserver } from './tap.ts';
import { ROOT, type Scopes } from './scopes.ts';
import { watchTraining } from './training-calls.ts';
import { UnlistedVariables } from './unlisted-variables.ts';
import { listenForScopes } from './user-scope.ts';
import { VariableScopes, type NamedVariables } from './variable-scopes.ts';
import { WeightTable } from './weights.ts';

export { isModel, type ModelLike } from './roots.ts';

export interface TracerOptions {
  readonly models: readonly ModelLike[];
  readonly reads: Reads;
  /** Measures each outermost kernel call. */
  readonly probe?: Bracket | undefined;
  /** Layers of which nothing but the variables is known. */
  readonly variables?: readonly NamedVariables[] | undefined;
  /** Whether passes are paused, see `isPaused`; it makes each kernel dearer. */
  readonly pauses?: boolean | undefined;
}

/** Sees the kernels that run while the trace is not paused. */
const unlessPaused = (scopes: Scopes, observer: KernelObserver): KernelObserver => ({
  enter() {
    if (!scopes.isPaused) observer.enter();
  },
  leave() {
    if (!scopes.isPaused) observer.leave();
  },
  record(...call) {
    if (!scopes.isPaused) observer.record(...call);
  },
  failed(kernel) {
    if (!scopes.isPaused) observer.failed?.(kernel);
  },
});

/** The scopes of passes that are running, and who observes kernels for passes. */
const running = new Set<Scopes>();
const ofPasses = new WeakSet<KernelObserver>();

/**
 * Whatever runs from now on belongs to none of the passes that are running: their kernels, and calls of their layers, are not
 * noted. @returns what ends that
 */
export function setPassesAside(): () => void {
  const seeing = [...running].filter(({ isAside }) => !isAside);
  const again = setObserversAside((observer) => ofPasses.has(observer));
  for (const scopes of seeing) scopes.isAside = true;
  return () => {
    for (const scopes of seeing) scopes.isAside = false;
    again();
  };
}

/** Traces passes one after another; numbers of scopes, calls and entries are the same in all of them. */
export class Tracer {
  readonly #weights = new WeightTable();
  readonly #recorder: Recorder;
  readonly #layers: LayerScopes;
  readonly #graphs = new Map<ModelLike, GraphScopes>();
  readonly #gradients: GradientScopes;
  /** The models that are in no other one, with their scopes. */
  readonly #roots: { readonly model: ModelLike; readonly scope: number }[] = [];
  /** Of the last pass in which data were followed, until it is taken. */
  #flow: Flow | null = null;
  readonly #byVariables: VariableScopes | null;
  readonly #pauses: boolean;
  #hasStarted = false;
  /** What ends the pass that is running, the last first. */
  #undo: (() => void)[] | null = null;

  /** @throws TfjsFlopsError `unsupported-tfjs` */
  constructor({ models, reads, probe, variables = [], pauses = false }: TracerOptions) {
    this.#pauses = pauses;
    this.#recorder = new Recorder(reads, this.#weights, probe ?? null);
    const { scopes } = this.#recorder;
    this.#layers = new LayerScopes(scopes, this.#weights);
    this.#gradients = new GradientScopes(scopes, this.#weights);
    this.#byVariables = variables.length === 0 ? null : new VariableScopes(scopes, this.#weights, variables);
    for (const model of outermost(models)) this.#addRoot(model);
  }

  /** The models that are in no other one. */
  get outermost(): readonly ModelLike[] {
    return this.#roots.map(({ model }) => model);
  }

  get hasModels(): boolean {
    return this.#roots.length > 0;
  }

  has(model: ModelLike): boolean {
    return this.#graphs.has(model) || (isLayersModel(model) && this.#layers.has(model));
  }

  hasLayer(layer: LayerLike): boolean {
    return this.#layers.has(layer);
  }

  /** Whether what runs now is none of the pass, with the option `pauses`. */
  set isPaused(isPaused: boolean) {
    this.#recorder.scopes.isPaused = isPaused;
  }

  #observe(observer: KernelObserver): () => void {
    const observing = this.#pauses ? unlessPaused(this.#recorder.scopes, observer) : observer;
    ofPasses.add(observing);
    return observeKernels(observing);
  }

  /** Whether the next kernel belongs to a model. */
  get isInModel(): boolean {
    return this.#recorder.scopes.layer !== ROOT;
  }

  /** The number of the scope in which the next kernel runs. */
  get scopeNow(): number {
    return this.#recorder.scopes.current;
  }

  /** Kernel calls of the pass until now. */
  get callsSoFar(): number {
    return this.#recorder.callsSoFar;
  }

  /** The entry of the kernel that ran last. */
  get entryNow(): number {
    return this.#recorder.entryNow;
  }

  /** Whether the scope in which the next kernel runs has had a whole call before this one, in this pass. */
  get hasRunBefore(): boolean {
    const { calls, current, list } = this.#recorder.scopes;
    return calls.of(current) > (list[current]!.kind === 'node' ? 1 : 0);
  }

  /** Whether data are a weight's, in any model that is traced. */
  isWeight(data: object): boolean {
    return this.#weights.holds(data);
  }

  /**
   * Adds a model that turns out to be run, while a pass is running too: rows of its layers begin here.
   * @throws TfjsFlopsError `unsupported-tfjs`
   */
  add(model: ModelLike): void {
    if (this.has(model)) return;
    const before = new Set(this.#layers.models.map(([known]) => known));
    this.#addRoot(model);
    if (this.#undo === null) return;
    const { scopes } = this.#recorder;
    const graph = this.#graphs.get(model);
    if (graph !== undefined) this.#undo.push(graph.patch());
    for (const [inner, scope] of this.#layers.models)
      if (!before.has(inner)) this.#undo.push(watchTraining(inner, scope, scopes));
  }

  #addRoot(model: ModelLike): void {
    const { scopes } = this.#recorder;
    let scope: number;
    if (isLayersModel(model)) scope = this.#layers.add(model);
    else {
      const graph = new GraphScopes(model, scopes, this.#weights);
      this.#graphs.set(model, graph);
      scope = graph.scope;
    }
    this.#roots.push({ model, scope });
    const prefixes = prefixesOf(this.#roots.map((root) => root.model));
    for (const [i, root] of this.#roots.entries()) scopes.list[root.scope]!.steps = prefixes[i]!;
  }

  /**
   * Taps kernels, layers and nodes until the returned function is called, which must happen whatever the pass does.
   * @param live follows the memory that is alive; what becomes of data is followed then too. Both slow the pass down
   * @param makers notes who makes tensors, which slows the pass down too
   */
  start(live?: LiveBytes, makers?: Makers): () => void {
    this.#weights.refresh();
    const { scopes } = this.#recorder;
    const before = scopes.current;
    const undo: (() => void)[] = (this.#undo = [() => (scopes.current = before)]);
    running.add(scopes);
    const stop = (): void => {
      this.#undo = null;
      running.delete(scopes);
      undoAll(undo.splice(0));
    };
    try {
      if (this.#byVariables !== null) undo.push(this.#observe(this.#byVariables));
      if (!this.#hasStarted) this.#findVariables(undo);
      undo.push(this.#observe(this.#recorder));
      if (live !== undefined) undo.push(this.#observe(live));
      undo.push(this.#layers.patch());
      for (const graph of this.#graphs.values()) undo.push(graph.patch());
      for (const [model, scope] of this.#layers.models) undo.push(watchTraining(model, scope, scopes));
      undo.push(this.#gradients.patch());
      if (live !== undefined) this.#followData(undo);
      if (makers !== undefined) undo.push(this.#observe(makers), makers.patch());
      undo.push(listenForScopes(scopes));
      live?.start();
    } catch (error) {
      stop();
      throw error;
    }
    return stop;
  }

  /** In the first pass: what it finds stays. */
  #findVariables(undo: (() => void)[]): void {
    this.#hasStarted = true;
    const unlisted = new UnlistedVariables(this.#recorder.scopes, this.#weights);
    if (!unlisted.isEmpty) undo.push(unlisted.patch(), this.#observe(unlisted));
  }

  #followData(undo: (() => void)[]): void {
    const { scopes } = this.#recorder;
    this.#flow = new Flow(() => this.#recorder.entryNow, scopes, this.#weights);
    undo.push(this.#observe(this.#flow), this.#flow.patch());
  }

  /** What a pass returned is its caller's, who may read it: to be called before the pass is taken. */
  returned(tensors: readonly object[]): void {
    this.#flow?.returned(tensors);
  }

  /** Watches the memory of a pass, to be given to `start`. */
  liveBytes(): LiveBytes {
    return new LiveBytes(() => ({
      scope: this.#recorder.scopes.current,
      entry: this.#recorder.entryNow,
    }));
  }

  /** Notes who makes the tensors of a pass, to be given to `start`. @param since the number of its first tensor */
  makers(since: number): Makers {
    return new Makers(this.#recorder.scopes, since);
  }

  /** The pass since the last `takePass` or `repeats`. @throws what went wrong while it was recorded */
  takePass(): Trace {
    this.#check();
    const trace = this.#recorder.takePass();
    const flow = this.#flow?.taken(trace.entries.length) ?? [];
    this.#flow = null;
    return { ...trace, flow };
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
    return failure && { kernel: failure.kernel, path: scopes.taken()[failure.scope]?.path ?? [] };
  }

  /** The models that were traced, nested ones included, each with the scope in which its own calls are noted. */
  get models(): readonly (readonly [ModelLike, number])[] {
    return [
      ...this.#layers.models,
      ...[...this.#graphs].map(([model, { scope }]) => [model, scope] as const),
    ];
  }

  /** @param diskBytes by the name of the weight, where the model came from a file */
  weights(diskBytes?: ReadonlyMap<string, number>): readonly Weight[] {
    return this.#weights.list(diskBytes);
  }
}
