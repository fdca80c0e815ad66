/**
 * @file Records what models of this realm do, from start to end: their methods are watched in their classes, so that models
 * that are made meanwhile are found too. Nothing else of the page is touched, and everything is put back.
 */
import { setOwnMethod, undoAll } from '../patch/own-property.ts';
import { executorOf, isGraphModel, type GraphModelLike } from '../trace/graph-scopes.ts';
import { isLayersModel, isSymbolic } from '../trace/layers-model.ts';
import { kernelName, observeKernels } from '../trace/tap.ts';
import type { ModelLike } from '../trace/tracer.ts';
import type { LiveClock } from './clock.ts';
import { CallSlices } from './call-slices.ts';
import { ModelPasses, type LiveHeader, type Parts, type Running } from './model-passes.ts';
import { PageKernels } from './page-kernels.ts';
import { rootOf, UnheldGraph } from './unheld/graph.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** By which pages run models; `predict` of a graph calls `execute`. */
const GRAPH_METHODS = ['execute', 'executeAsync'];
const LAYERS_METHODS = ['predict', 'predictOnBatch'];
/** All layers have them from one class: they are watched on the model alone. */
const OWN_METHODS = ['apply', 'call'];

const ASYNC = 'executeAsync';

/** The objects in the line of prototypes that define a method: a Sequential's class and that which it extends. */
function ownersOf(object: object, name: string): readonly object[] {
  const owners: object[] = [];
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at) as object | null)
    if (Object.hasOwn(at, name)) owners.push(at);
  return owners;
}

export interface RecordingOptions {
  /** Calls of each model that are recorded. */
  readonly passes: number;
  /** What times kernels, asked at the first call of a model: before that a backend may be missing. */
  readonly clock: () => LiveClock;
  /** Whether a model was made under our eyes: its first call is its first. */
  readonly isNew: (model: object) => boolean;
}

export class Recording {
  /** Kernels outside any call of a model that is known, with their calls, since the first call of the last model. */
  readonly outside = new Map<string, number>();
  /** All that were ever outside. */
  readonly namesOutside = new Set<string>();
  readonly #options: RecordingOptions;
  readonly #slices = new CallSlices();
  readonly #models = new Map<ModelLike, ModelPasses>();
  /** Graphs that nobody holds, with what ends watching them. */
  readonly #unheld = new Map<ModelLike, () => void>();
  readonly #watched = new Map<object, Set<string>>();
  readonly #running = new Set<Running>();
  readonly #undo: (() => void)[] = [];
  #stopOutside: (() => void) | null = null;
  #stop: (() => void) | null = null;
  readonly #stopped = new Set<string>();
  #stoppedLast = '';
  /** Until a call of a model is seen. */
  #page: PageKernels | null = new PageKernels();
  #clock: LiveClock | null = null;
  #isOver = false;
  #isHeld = false;

  /** @throws TfjsFlopsError `unsupported-tfjs` */
  constructor(options: RecordingOptions) {
    this.#options = options;
    this.#seeOutside();
  }

  get models(): readonly ModelPasses[] {
    return [...this.#models.values()];
  }

  /** Watches a model, and all others of its class. */
  add(model: ModelLike): void {
    if (this.#isOver || this.#models.has(model)) return;
    const { isNew } = this.#options;
    const clock = (): LiveClock => (this.#clock ??= this.#options.clock());
    this.#models.set(model, new ModelPasses(model, { clock, isNew: isNew(model) }));
    if (isLayersModel(model)) {
      this.watchClass(model, LAYERS_METHODS);
      for (const name of OWN_METHODS) this.#watchMethod(model, name);
    } else {
      this.watchClass(model, GRAPH_METHODS);
      this.#undo.push(this.#slices.watch(model));
    }
  }

  /** Takes what asked for a property as graph models and their executors do. A fault of ours is none of the page's. */
  meet(asker: object): void {
    try {
      if (isGraphModel(asker)) this.#meetModel(asker);
      else this.#meetExecutor(asker);
    } catch {
      // It is not what it looks like.
    }
  }

  /** The model is better than its executor, which asks first. */
  #meetModel(model: GraphModelLike): void {
    const executor = executorOf(model);
    const known = this.models.find((each) => isGraphModel(each.model) && executorOf(each.model) === executor);
    if (known !== undefined && known.calls > 0) return;
    if (known !== undefined && known.model !== model) {
      this.#models.delete(known.model);
      this.#unheld.get(known.model)?.();
    }
    this.#addSafely(model);
  }

  #meetExecutor(asker: object): void {
    const executor = rootOf(asker);
    const isKnown = this.models.some(({ model }) => isGraphModel(model) && executorOf(model) === executor);
    if (executor === null || isKnown || this.#isOver) return;
    const model = new UnheldGraph(executor);
    const end = model.watch();
    this.#unheld.set(model, end);
    this.#undo.push(end);
    this.#addSafely(model);
  }

  /** Finds the models of a class by their first call. @param like a model, or what models inherit */
  watchClass(like: object, methods: readonly string[] = [...GRAPH_METHODS, ...LAYERS_METHODS]): void {
    for (const name of methods) for (const owner of ownersOf(like, name)) this.#watchMethod(owner, name);
  }

  #watchMethod(owner: object, name: string): void {
    const names = this.#watched.get(owner) ?? new Set();
    if (names.has(name) || typeof Reflect.get(owner, name) !== 'function') return;
    this.#watched.set(owner, names.add(name));
    const methods = owner as Readonly<Record<string, Method>>;
    const original = methods[name]!;
    const call = (model: unknown, args: readonly unknown[]): unknown =>
      this.#call(model, name, original, args);
    this.#undo.push(
      setOwnMethod(methods, name, function (this: unknown, ...args) {
        return call(this, args);
      }),
    );
  }

  #call(model: unknown, name: string, original: Method, args: readonly unknown[]): unknown {
    const isOwn = this.#isOver || this.#slices.current !== null || isSymbolic(args[0]);
    if (isOwn || !(isLayersModel(model) || isGraphModel(model))) return original.apply(model, [...args]);
    this.#addSafely(model);
    const passes = this.#models.get(model);
    if (passes === undefined) return original.apply(model, [...args]);
    // What ran before may have been the rest of an earlier call, in which the model was found.
    if (passes.calls === 0) this.outside.clear();
    this.#page?.drop();
    this.#page = null;
    const isAsync = name === ASYNC;
    const running = passes.begin(args, isAsync, this.#isHeld ? 0 : this.#options.passes);
    this.#running.add(running);
    const isUntapped = running.kind === 'timed' && !isAsync;
    if (isUntapped) this.#unseeOutside();
    try {
      // A trace has put its own methods before the original, which come back here.
      const method = running.kind === 'tapped' ? (Reflect.get(model, name) as unknown as Method) : original;
      const result = this.#slices.during(running, () => method.apply(model, [...args]));
      if (isAsync && result instanceof Promise) return this.#whenSettled(running, result);
      this.#end(running, result);
      return result;
    } catch (error) {
      this.#drop(running);
      throw error;
    } finally {
      if (isUntapped) this.#seeOutside();
    }
  }

  /** A fault of ours is none of the page's. */
  #addSafely(model: ModelLike): void {
    try {
      this.add(model);
    } catch {
      this.#models.delete(model);
    }
  }

  #whenSettled(running: Running, result: Promise<unknown>): Promise<unknown> {
    return result.then(
      (value) => {
        this.#end(running, value);
        return value;
      },
      (error: unknown) => {
        this.#drop(running);
        throw error;
      },
    );
  }

  #end(running: Running, result: unknown): void {
    this.#running.delete(running);
    running.end(result);
  }

  #drop(running: Running): void {
    this.#running.delete(running);
    running.drop();
  }

  #seeOutside(): void {
    if (this.#isOver || this.#stopOutside !== null) return;
    this.#stopOutside = observeKernels({
      enter() {},
      leave() {},
      record: (kernel) => {
        if (this.#slices.current !== null) return;
        const name = kernelName(kernel);
        this.outside.set(name, (this.outside.get(name) ?? 0) + 1);
        this.namesOutside.add(name);
        this.#stopIn(name);
      },
    });
  }

  /** Whether calls that begin are seen and not recorded. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
  }

  /** Has `stop` called inside kernels outside, once for each name. */
  stopAt(stop: (() => void) | null): void {
    this.#stop = stop;
  }

  /** The kernel that was stopped in last is not told from others of its name. */
  stopAgain(): void {
    this.#stopped.delete(this.#stoppedLast);
  }

  #stopIn(name: string): void {
    if (this.#stop === null || this.#stopped.has(name)) return;
    this.#stopped.add(name);
    this.#stoppedLast = name;
    this.#stop();
  }

  #unseeOutside(): void {
    this.#stopOutside?.();
    this.#stopOutside = null;
  }

  /** All kernels of the page, where no call of a model was seen; `null` where one was, and where none ran. */
  pageParts(header: LiveHeader): Parts | null {
    return this.#page?.parts(header) ?? null;
  }

  /** Whether a model has all its passes, and no other one that runs still lacks some. */
  get isFull(): boolean {
    const called = this.models.filter(({ calls, fault }) => calls > 0 && fault === null);
    return called.length > 0 && called.every(({ passes }) => passes >= this.#options.passes);
  }

  /** Whether one model has all its passes, and none waits for the clock. */
  get isAnyFull(): boolean {
    const { models } = this;
    return (
      models.some(({ passes }) => passes >= this.#options.passes) &&
      !models.some(({ isWaiting }) => isWaiting)
    );
  }

  /** Puts everything back. Calls that are running go on by themselves. Calling it again does nothing. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const running of this.#running) running.drop();
    this.#running.clear();
    this.#unseeOutside();
    undoAll(this.#undo.splice(0));
    this.#clock?.stop();
    this.#page?.end();
  }
}
