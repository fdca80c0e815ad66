/**
 * @file The calls of one model, each a pass: the first is traced in all detail, later ones in turns for the time of kernels
 * and, with nothing tapped, for the wall-clock. What goes wrong here leaves the model without a report; its page sees nothing
 * of it.
 */
import { unknownLeaks } from '../core/leaks.ts';
import type { Report } from '../core/report.ts';
import type { Trace } from '../core/trace.ts';
import { FORMULAS } from '../formulas/table.ts';
import type { RunHeader, RunResults } from '../profile/build-report.ts';
import { readsOf } from '../profile/cost.ts';
import { LeftBehind } from '../profile/leaks.ts';
import { resultsOf } from '../profile/traced.ts';
import { graphArchitectureOf } from '../session/graph-text.ts';
import { tensorsIn } from '../session/tensors-in.ts';
import { entryTimes } from '../timing/entry-times.ts';
import type { KernelTimer, KernelTimes } from '../timing/kernel-timer.ts';
import { timeOf } from '../timing/statistics.ts';
import { isBuilt, isLayersModel } from '../trace/layers-model.ts';
import type { LiveBytes } from '../trace/live-bytes.ts';
import { Tracer, type ModelLike } from '../trace/tracer.ts';
import type { LiveClock } from './clock.ts';
import { inputsOf, nameOf } from './model.ts';
import { ownCost, type OwnCost } from './own-cost.ts';

/** A call that is running. */
export interface Running {
  /** `tapped`, `timed` with nothing tapped, `aside`: seen and not recorded. */
  readonly kind: 'tapped' | 'timed' | 'aside';
  /** Between the parts of an asynchronous call other things run. */
  pause(isPaused: boolean): void;
  end(result: unknown): void;
  /** It threw, or nobody waits for it any longer. */
  drop(): void;
}

/** A call that is seen and not recorded. */
export const ASIDE: Running = { kind: 'aside', pause() {}, end() {}, drop() {} };

/** What is the same for all reports of a page, and the model's name among them. */
export type LiveHeader = Omit<RunHeader, 'inputs'>;

/** What a report is made of, by code that is loaded then. */
export type Parts = readonly [results: RunResults, header: RunHeader];

/** Times of later passes change nothing: memory stays as it is however long a page runs. */
const MOST_PASSES = 100;

interface First {
  readonly trace: Trace;
  readonly live: LiveBytes;
  readonly inputs: Report['inputs'];
  readonly outputs: readonly string[] | undefined;
  readonly isAsync: boolean;
}

const reads = readsOf(FORMULAS);

export class ModelPasses {
  readonly model: ModelLike;
  /** Calls that overlapped another one of the same model: their kernels could not be told apart. */
  overlapping = 0;
  /** Calls that threw. */
  failed = 0;
  /** Calls that were seen. */
  calls = 0;
  /** Whether its last call was not recorded since another model's times were on their way. */
  isWaiting = false;
  /** How many were not, for that. */
  waited = 0;
  /** Why there is no report. */
  fault: unknown = null;
  #isRunning = false;
  #tracer: Tracer | null = null;
  #left: LeftBehind | null = null;
  readonly #clockOf: () => LiveClock;
  #timer: KernelTimer | null = null;
  readonly #isNew: boolean;
  #firstMs: number | null = null;
  #first: First | null = null;
  readonly #times: KernelTimes[] = [];
  readonly #wallsMs: number[] = [];
  #varying = 0;
  /** Passes whose times the GPU declared void. */
  #void = 0;
  #lastKind: Running['kind'] = 'aside';

  /**
   * @param seen `clock`: what times kernels, asked at the first call: before that a backend may be missing; `isNew`: whether no
   *   call of the model was missed
   */
  constructor(model: ModelLike, { clock, isNew }: { clock: () => LiveClock; isNew: boolean }) {
    this.model = model;
    this.#clockOf = clock;
    this.#isNew = isNew;
  }

  /** A graph that nobody holds has one once its file is found. */
  get name(): string {
    return nameOf(this.model);
  }

  /** Passes that were recorded. */
  get passes(): number {
    return this.#first === null ? 0 : 1 + this.#times.length + this.#void;
  }

  /** @param wanted passes that are to be recorded */
  begin(args: readonly unknown[], isAsync: boolean, wanted: number): Running {
    this.calls++;
    if (this.#isRunning) {
      this.overlapping++;
      return ASIDE;
    }
    // A layer that is built by its first call would run its initialisers inside the pass.
    if (this.fault !== null || (isLayersModel(this.model) && !isBuilt(this.model))) return ASIDE;
    if (this.passes >= Math.min(wanted, MOST_PASSES)) return ASIDE;
    const clock = this.#clockOf();
    this.isWaiting = clock.isBusy;
    if (this.isWaiting) {
      this.waited++;
      return ASIDE;
    }
    const isTimed = clock.kind === 'host' && this.#first !== null && this.#lastKind === 'tapped';
    try {
      return this.#whileRunning(isTimed ? this.#timed() : this.#tapped(args, isAsync));
    } catch (error) {
      this.fault = error;
      return ASIDE;
    }
  }

  #whileRunning(running: Running): Running {
    this.#isRunning = true;
    this.#lastKind = running.kind;
    const once = (end: () => void): void => {
      if (!this.#isRunning) return;
      this.#isRunning = false;
      try {
        end();
      } catch (error) {
        this.fault = error;
      }
    };
    return {
      ...running,
      end: (result) => once(() => running.end(result)),
      drop: () => once(() => running.drop()),
    };
  }

  #timed(): Running {
    const startMs = performance.now();
    return {
      kind: 'timed',
      pause() {},
      end: () => void this.#wallsMs.push(performance.now() - startMs),
      drop() {},
    };
  }

  #tapped(args: readonly unknown[], isAsync: boolean): Running {
    if (this.#tracer === null) this.#timer = this.#clockOf().timer();
    const probe = this.#timer ?? undefined;
    const tracer = (this.#tracer ??= new Tracer({ models: [this.model], reads, probe, pauses: true }));
    const left = (this.#left ??= new LeftBehind(tracer));
    const isFirst = this.#first === null;
    const live = isFirst ? tracer.liveBytes() : undefined;
    const inputs = isFirst ? inputsOf(this.model, args[0]) : [];
    tracer.isPaused = false;
    const stop = tracer.start(live, isAsync ? undefined : left.follow());
    const endLeft = isAsync ? null : left.begin();
    const startMs = performance.now();
    return {
      kind: 'tapped',
      pause: (isPaused) => (tracer.isPaused = isPaused),
      end: (result) => {
        const passMs = performance.now() - startMs;
        try {
          const tensors = tensorsIn(result);
          endLeft?.(tensors);
          tracer.returned(tensors);
          if (live === undefined) this.#take(tracer);
          else {
            const outputs = isLayersModel(this.model) ? undefined : namesIn(args[1]);
            this.#first = { trace: tracer.takePass(), live, inputs, outputs, isAsync };
            this.#collect(() => {});
            // Asynchronous calls wait for others; later ones come after calls that were not recorded.
            const isWhole = this.#clockOf().kind === 'host' && !isAsync;
            if (this.#isNew && this.calls === 1 && isWhole) this.#firstMs = passMs;
          }
        } finally {
          stop();
        }
      },
      drop: () => {
        stop();
        this.failed++;
        this.#collect(() => {});
        // Half a pass counts as none.
        tracer.takePass();
      },
    };
  }

  #take(tracer: Tracer): void {
    const { trace } = this.#first!;
    if (!tracer.repeats(trace)) this.#varying++;
    this.#collect((times) => {
      if (times === null) this.#void++;
      else this.#times.push(times);
    });
  }

  /** A GPU answers late, and is asked for one pass at a time. */
  #collect(take: (times: KernelTimes | null) => void): void {
    const times = this.#timer === null ? new Map<number, number>() : this.#timer.collect();
    if (!(times instanceof Promise)) return take(times);
    const clock = this.#clockOf();
    clock.isBusy = true;
    // Those of a GPU that was lost are void.
    times.then(take, () => take(null)).finally(() => (clock.isBusy = false));
  }

  /** `null` before the first pass has ended. */
  parts({ environment, ...header }: LiveHeader): Parts | null {
    const [first, tracer, left] = [this.#first, this.#tracer, this.#left];
    if (first === null || tracer === null || left === null) return null;
    const { trace, inputs, isAsync } = first;
    const wall = timeOf(0, this.#wallsMs);
    const { kind, info } = this.#clockOf();
    const timeOfEntries = entryTimes(null, kind === null ? [] : this.#times);
    return [
      {
        ...resultsOf({ ...first, tracer }, { architecture: this.#architecture(first) }),
        leaks: isAsync
          ? unknownLeaks(
              'the model runs asynchronously, and what its page makes meanwhile cannot be told apart',
            )
          : left.leaks(trace.scopes.length),
        wall: wall && { ...wall, firstMs: this.#firstMs },
        timeOf: timeOfEntries,
      },
      {
        ...header,
        inputs,
        environment: {
          ...environment,
          ...(kind === null ? info() : this.#times.length + this.#void > 0 && { clock: kind, ...info() }),
          ...(this.#void > 0 && { voidPasses: this.#void }),
          ...(this.#varying > 0 && { varyingPasses: this.#varying }),
        },
      },
    ];
  }

  /** What watching added to a recorded call after the first, to be asked when nothing is recorded; `null` without any. */
  ownCost(): OwnCost | null {
    return this.#first && ownCost(this.#first.trace, reads, this.#clockOf().kind === 'host');
  }

  /** Of a graph, for the outputs that were asked for; layers models say what they are on the inputs that they got. */
  #architecture({ inputs, outputs }: First): ReturnType<typeof graphArchitectureOf> {
    const { model } = this;
    if (isLayersModel(model) || outputs === undefined) return null;
    try {
      return graphArchitectureOf(
        model,
        inputs.map(({ shape }) => shape),
        outputs,
      );
    } catch {
      return null;
    }
  }
}

/** Names of outputs, one or several. */
const namesIn = (given: unknown): readonly string[] | undefined => {
  const names = [given].flat().filter((name) => typeof name === 'string');
  return names.length > 0 ? names : undefined;
};
