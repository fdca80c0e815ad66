/** @file One look at the models of this realm: found, recorded, reported. */
import { TfjsFlopsError } from '../core/errors.ts';
import { known, type Environment } from '../core/environment.ts';
import { distinctNames } from '../core/layer-path.ts';
import { messageOf } from '../core/reason.ts';
import type { Report } from '../core/report.ts';
import { count } from '../core/writing.ts';
import { fetchConstants } from '../session/constants.ts';
import { clockResolutionMs } from '../timing/host-clock.ts';
import { isLayersModel } from '../trace/layers-model.ts';
import { outermost } from '../trace/roots.ts';
import { isModel, type ModelLike } from '../trace/tracer.ts';
import { describe, type FoundModel } from './model.ts';
import { liveClock } from './clock.ts';
import { making } from './making/later.ts';
import { lostGpu } from './lost-gpu.ts';
import type { LiveHeader, ModelPasses, Parts } from './model-passes.ts';
import { watchConstruction } from './construction.ts';
import { modelsInGlobals } from './globals.ts';
import type { OwnCost } from './own-cost.ts';
import { Recording } from './recording.ts';
import { foundTfjs, globalTf, type FoundTfjs } from './tfjs.ts';
import { watchAsking } from './unheld/asking.ts';
import { UnheldGraph } from './unheld/graph.ts';

/** How much is recorded. */
export interface Wanted {
  /** Calls of each model. */
  readonly passes: number;
  /** Whether a GPU is to be asked how long kernels take, which makes it wait between them. */
  readonly gpuTime: boolean;
}

/** What a recording gave. */
export interface Recorded {
  /** One for each model that ran, in the order in which they were found. */
  readonly reports: readonly Report[];
  /** What no report holds, a sentence each. */
  readonly notes: readonly string[];
  /** What watching cost, one for each report of a model. */
  readonly costs: readonly WatchCost[];
}

/** What watching added to each recorded call of a model, its first one aside. */
export interface WatchCost extends OwnCost {
  readonly model: string;
  /** Of a call with nothing tapped; `null` where its time is not known. */
  readonly share: number | null;
}

/** How far a recording is. */
export interface Progress {
  readonly models: readonly { readonly name: string; readonly calls: number; readonly passes: number }[];
  /** Names of kernels outside the calls of models that are known. */
  readonly outside: number;
  /** Whether all that was asked for is recorded. */
  readonly isFull: boolean;
  /** Whether that is so for one model. */
  readonly isAnyFull: boolean;
}

/** A Sequential runs a model of its own layers. */
const innerOf = (model: ModelLike): unknown => Reflect.get(model, 'model');

/** Whether a model has what a call needs: one that is being loaded has not. */
function isComplete(model: ModelLike): boolean {
  try {
    return describe(model).size > 0;
  } catch {
    return false;
  }
}

export class LiveSession {
  readonly #models = new Set<ModelLike>();
  /** Those that were made under our eyes. */
  readonly #made = new WeakSet<object>();
  #recording: Recording | null = null;
  #endConstruction: (() => void) | null = null;
  #endAsking: (() => void) | null = null;

  /** The models that are known, without those that are in another one. */
  get #listed(): readonly ModelLike[] {
    const all = [...this.#models].filter(isComplete);
    const inner = new Set(all.map(innerOf));
    return outermost(all.filter((model) => !inner.has(model)));
  }

  /** Looks for models in globals, and takes those that are given. */
  find(given: readonly unknown[] = []): void {
    for (const model of [...given.filter(isModelSafely), ...modelsInGlobals()]) this.#models.add(model);
    // Others are known by their first call.
    for (const { model } of this.#recording?.models ?? []) this.#models.add(model);
    for (const model of this.#listed) this.#recording?.add(model);
    // A piece of an asynchronous run: the model stands on the stack where such a run begins.
    if (given.some(isExecutorSafely)) this.#recording?.stopAgain();
  }

  found(): { readonly tfjs: FoundTfjs | null; readonly models: readonly FoundModel[] } {
    const models = this.#listed;
    return { tfjs: foundTfjs(models), models: models.map(describe) };
  }

  /** Records from the first call of each model that is made from now on, in a page whose scripts have not run yet. */
  startEarly(wanted: Wanted): void {
    this.#endConstruction = watchConstruction((model) => {
      this.#made.add(model);
      try {
        this.start(wanted);
        this.#recording?.watchClass(Object.getPrototypeOf(model) as object);
      } catch {
        // A tfjs that is refused: what looks for it later says so.
      }
    });
  }

  /**
   * Records calls from now on, if it does not yet.
   * @throws TfjsFlopsError `unsupported-tfjs` where no tfjs 2 or later is loaded
   */
  start({ passes, gpuTime }: Wanted): void {
    if (this.#recording !== null) return;
    const recording = new Recording({
      passes,
      clock: () => liveClock(gpuTime),
      isNew: (model) => this.#made.has(model),
    });
    this.#recording = recording;
    try {
      for (const model of this.#listed) recording.add(model);
      for (const name of ['GraphModel', 'LayersModel', 'Sequential']) {
        const prototype: unknown = Reflect.get(Object(Reflect.get(Object(globalTf()), name)), 'prototype');
        if (typeof prototype === 'object' && prototype !== null) recording.watchClass(prototype);
      }
    } catch (error) {
      this.stop();
      this.#recording = null;
      throw error;
    }
  }

  /** Finds graphs that no global holds by their first call, until the recording ends. */
  findUnheld(): void {
    this.#endAsking = watchAsking((asker) => this.#recording?.meet(asker));
  }

  progress(): Progress {
    const recording = this.#recording;
    return {
      models: (recording?.models ?? []).map(({ name, calls, passes }) => ({ name, calls, passes })),
      outside: recording?.namesOutside.size ?? 0,
      isFull: recording?.isFull ?? false,
      isAnyFull: recording?.isAnyFull ?? false,
    };
  }

  /** Has `stop` called inside kernels of which no model is known, once for each name, until it is called with `null`. */
  stopAt(stop: (() => void) | null): void {
    this.#recording?.stopAt(stop);
  }

  /** Whether calls are seen and not recorded: while the page is slower than it is by itself. */
  hold(isHeld: boolean): void {
    this.#recording?.hold(isHeld);
  }

  /** Puts everything back. Calling it again does nothing. */
  stop(): void {
    this.#endConstruction?.();
    this.#endConstruction = null;
    this.#endAsking?.();
    this.#endAsking = null;
    this.#recording?.end();
  }

  /** Ends the recording at once, and makes its reports. */
  async finish(): Promise<Recorded> {
    this.stop();
    const recording = this.#recording;
    this.#recording = null;
    if (recording === null) return { reports: [], notes: [], costs: [] };
    const { models } = recording;
    for (const { model } of models) if (model instanceof UnheldGraph) await model.complete();
    await fetchConstants(models.map(({ model }) => model));
    const lost = await lostGpu();
    const tfjs = foundTfjs(models.map(({ model }) => model));
    const header = { backend: tfjs?.backend ?? 'unknown', environment: environmentOf(tfjs) };
    const names = distinctNames(models.map(({ name }) => name));
    // What models and tensors say is read now: while code is loaded the page goes on.
    const all = models.map((passes, i) => partsOf(passes, { ...header, model: names[i]! }));
    const page = recording.pageParts({ ...header, model: 'page' });
    const { assemble } = await making();
    const reports: Report[] = [];
    const costs: WatchCost[] = [];
    for (const [i, parts] of all.entries()) {
      const report = orFault(models[i]!, () => (parts === null ? null : assemble(...parts, {})));
      if (report === null) continue;
      reports.push(report);
      costs.push(...costsOf(models[i]!, report));
    }
    const notes = [...lost, ...models.flatMap((passes, i) => notesOf(passes, names[i]!))];
    if (reports.length > 0) return { reports, notes: [...notes, ...outsideNote(recording.outside)], costs };
    return page === null
      ? { reports, notes, costs }
      : {
          reports: [assemble(...page, {})],
          notes: [...notes, pageNote(page)],
          costs,
        };
  }
}

/** What a report of the whole page has. */
const pageNote = ([{ trace }]: Parts): string =>
  trace.scopes.some(({ kind }) => kind === 'layer')
    ? 'No call of a model was seen: the report adds up all that ran, and has layers by the variables that kernels read. What reads none is outside of them.'
    : 'No call of a model was seen: the report has kernels alone, and no layer.';

const isExecutorSafely = (value: unknown): boolean => {
  try {
    return typeof Reflect.get(Object(value), 'processStack') === 'function';
  } catch {
    return false;
  }
};

const isModelSafely = (value: unknown): value is ModelLike => {
  try {
    return isModel(value);
  } catch {
    return false;
  }
};

/** What the page shows of itself: its address is none of it. */
const environmentOf = (tfjs: FoundTfjs | null): Environment =>
  known<Environment>({
    tfjs: tfjs?.version ?? undefined,
    runtime: Reflect.get(globalThis, 'navigator')?.userAgent,
    clockResolutionMs: clockResolutionMs(),
    crossOriginIsolated: Reflect.get(globalThis, 'crossOriginIsolated') === true,
  });

const partsOf = (passes: ModelPasses, header: LiveHeader): Parts | null =>
  orFault(passes, () => passes.parts(header));

/** A fault of ours here leaves the report as it is. */
function costsOf(passes: ModelPasses, { model, total }: Report): readonly WatchCost[] {
  try {
    const cost = passes.ownCost();
    return cost === null ? [] : [{ ...cost, model, share: total.wall && cost.ms / total.wall.meanMs }];
  } catch {
    return [];
  }
}

/** What goes wrong is told in a note. */
function orFault<T>(passes: ModelPasses, make: () => T | null): T | null {
  try {
    return passes.fault === null ? make() : null;
  } catch (error) {
    passes.fault = error;
    return null;
  }
}

function notesOf(
  { calls, passes, fault, overlapping, failed, waited, model }: ModelPasses,
  name: string,
): readonly string[] {
  const notes: string[] = [];
  if (fault !== null) {
    const why = fault instanceof TfjsFlopsError ? fault.what : messageOf(fault);
    notes.push(`${name} could not be recorded: ${why}.`);
  } else if (calls > 0 && passes === 0)
    notes.push(
      waited > 0
        ? `${name} was called ${count(calls, 'time')} while the GPU's times of other calls were on their way: watch longer.`
        : isLayersModel(model)
          ? `${name} was called ${count(calls, 'time')} and no call could be recorded: it was built by them, or they threw.`
          : `${name} was called ${count(calls, 'time')} and no call ended.`,
    );
  if (overlapping > 0)
    notes.push(
      `${count(overlapping, 'call')} of ${name} began before the one before had ended, and are left out.`,
    );
  if (failed > 0) notes.push(`${count(failed, 'call')} of ${name} threw or was cut off, and is left out.`);
  return notes;
}

/** Most kernels that a note names. */
const NAMED = 6;

function outsideNote(outside: ReadonlyMap<string, number>): readonly string[] {
  const kernels = [...outside].toSorted(([, a], [, b]) => b - a);
  if (kernels.length === 0) return [];
  const calls = kernels.reduce((sum, [, each]) => sum + each, 0);
  const named = kernels.slice(0, NAMED).map(([name, each]) => `${name} ×${each}`);
  const more = kernels.length > NAMED ? `, ${kernels.length - NAMED} more` : '';
  return [
    `${count(calls, 'kernel call')} outside the calls of these models ${calls === 1 ? 'is' : 'are'} in no report: ${named.join(', ')}${more}.`,
  ];
}
