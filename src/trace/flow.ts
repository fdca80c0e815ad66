/**
 * @file Follows data through a pass: which entry made them, how often they are read, and which are constants. It
 * knows data by identity alone, never by values, and keeps no tensor. A kernel that gives its input back made a view.
 */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { EntryFlow } from '../core/flow.ts';
import { setOwnMethod, undoAll } from '../patch/own-property.ts';
import type { Inputs, Outputs } from './distinct-call.ts';
import type { Scopes } from './scopes.ts';
import { kernelName, type KernelObserver } from './tap.ts';
import { tapeEngine } from './tape-engine.ts';
import type { WeightTable } from './weights.ts';

const VIEWS = new Set(['Reshape', 'Identity']);

/**
 * What no input of the pass takes part in. What a caller makes outside layers may stand for an input (`tf.ones`), unless
 * he uses it as an index himself.
 */
type Constant = 'of the model' | 'of the caller';

interface Followed {
  readonly isView: boolean;
  unreadCalls: number;
  mostReads: number;
  /** By input the entry that made it, or all those that did. */
  readonly sources: Map<string, number | Set<number>>;
  hasRun: boolean;
  /** `null` where no input is one. */
  constants: Set<string> | null;
}

/** Data, and all views of them. */
interface Made {
  /** `null` where the host made them. */
  readonly call: { readonly entry: number; isRead: boolean } | null;
  reads: number;
  readonly constant: Constant | null;
}

const NOTHING: EntryFlow = { unreadCalls: 0, mostReads: 0, sources: {}, constants: [] };

export class Flow implements KernelObserver {
  readonly #entryNow: () => number;
  readonly #scopes: Scopes;
  readonly #weights: WeightTable;
  readonly #made = new WeakMap<object, Made>();
  readonly #followed: Followed[] = [];
  /** What the host makes after it has read what depends on an input may depend on it too. */
  #hostKnowsInput = false;

  /** @param entryNow the entry of the kernel that ran last */
  constructor(entryNow: () => number, scopes: Scopes, weights: WeightTable) {
    this.#entryNow = entryNow;
    this.#scopes = scopes;
    this.#weights = weights;
  }

  /** Watches what the host makes and reads. @returns what restores the engine's methods */
  patch(): () => void {
    const engine = tapeEngine();
    const { makeTensor, readSync, read, gradients } = engine;
    const undo = [
      setOwnMethod(engine, 'makeTensor', (...args) => {
        const tensor = makeTensor.apply(engine, args);
        const constant = this.#hostKnowsInput ? null : this.#ofNow();
        this.#made.set(tensor.dataId, { call: null, reads: 0, constant });
        return tensor;
      }),
      setOwnMethod(engine, 'readSync', (data) => {
        this.#hostReads(data);
        return readSync.call(engine, data);
      }),
      setOwnMethod(engine, 'read', (data) => {
        this.#hostReads(data);
        return read.call(engine, data);
      }),
      setOwnMethod(engine, 'gradients', (f, xs, dy, allowNoGradients) => {
        const result = gradients.call(engine, f, xs, dy, allowNoGradients);
        this.returned(result.grads);
        return result;
      }),
    ];
    return () => undoAll(undo);
  }

  /** The caller has these tensors now. */
  returned(tensors: readonly ({ readonly dataId?: object } | null | undefined)[]): void {
    for (const tensor of tensors) if (tensor?.dataId !== undefined) this.#read(this.#made.get(tensor.dataId));
  }

  enter(): void {}

  leave(): void {}

  record(kernel: number, inputs: Inputs, _attrs: unknown, outputs: Outputs): void {
    const named = inputs as Readonly<Record<string, TensorInfo | undefined>>;
    const made = Array.isArray(outputs) ? (outputs as readonly TensorInfo[]) : [outputs as TensorInfo];
    const entry = this.#entryNow();
    const followed = (this.#followed[entry] ??= {
      isView: VIEWS.has(kernelName(kernel)),
      unreadCalls: 0,
      mostReads: 0,
      sources: new Map(),
      hasRun: false,
      constants: null,
    });
    if (followed.isView || givesBack(named, made)) return this.#note(made, this.#viewed(named));
    const isFirst = !followed.hasRun;
    followed.hasRun = true;
    let isAllConstant = true;
    for (const name in named) {
      const tensor = named[name];
      if (tensor?.shape === undefined) continue;
      const known = this.#made.get(tensor.dataId);
      if (!this.#isConstant(tensor, known)) {
        isAllConstant = false;
        followed.constants?.delete(name);
      } else if (isFirst) (followed.constants ??= new Set()).add(name);
      const source = this.#read(known);
      if (source === undefined) continue;
      const from = followed.sources.get(name);
      if (from === undefined) followed.sources.set(name, source);
      else if (typeof from === 'object') from.add(source);
      else if (from !== source) followed.sources.set(name, new Set([from, source]));
    }
    followed.unreadCalls++;
    const call = { entry, isRead: false };
    const constant = isAllConstant ? this.#ofNow() : null;
    for (const { dataId } of made) this.#made.set(dataId, { call, reads: 0, constant });
  }

  /** What the first input views, or is. */
  #viewed(named: Readonly<Record<string, TensorInfo | undefined>>): Made | undefined {
    for (const name in named) if (named[name]?.shape !== undefined) return this.#made.get(named[name].dataId);
    return undefined;
  }

  #note(views: readonly TensorInfo[], viewed: Made | undefined): void {
    if (viewed !== undefined) for (const { dataId } of views) this.#made.set(dataId, viewed);
  }

  /** By entry, up to `entries` of them. */
  taken(entries: number): readonly EntryFlow[] {
    return Array.from({ length: entries }, (_, entry) => {
      const followed = this.#followed[entry];
      if (followed === undefined) return NOTHING;
      const { unreadCalls, mostReads, sources, constants } = followed;
      return {
        unreadCalls,
        mostReads,
        sources: Object.fromEntries(
          [...sources].map(([name, from]) => [name, typeof from === 'object' ? [...from] : [from]]),
        ),
        constants: [...(constants ?? [])],
      };
    });
  }

  /** @returns the entry that made the data */
  #read(made: Made | undefined): number | undefined {
    if (made === undefined || made.call === null) return undefined;
    const { call } = made;
    const followed = this.#followed[call.entry]!;
    if (!call.isRead) followed.unreadCalls--;
    call.isRead = true;
    followed.mostReads = Math.max(followed.mostReads, ++made.reads);
    return call.entry;
  }

  #hostReads(data: object): void {
    const made = this.#made.get(data);
    this.#read(made);
    const isWeight = this.#weights.noteRead(data);
    if (!isWeight && (made?.constant ?? null) === null) this.#hostKnowsInput = true;
  }

  get #isInLayer(): boolean {
    const { kind } = this.#scopes.list[this.#scopes.current]!;
    return kind === 'layer' || kind === 'part' || kind === 'node';
  }

  #ofNow(): Constant {
    return this.#isInLayer ? 'of the model' : 'of the caller';
  }

  #isConstant({ dataId, dtype }: TensorInfo, made: Made | undefined): boolean {
    if (made?.constant === 'of the model' || this.#weights.noteRead(dataId)) return true;
    return made?.constant === 'of the caller' && dtype !== 'float32' && !this.#isInLayer;
  }
}

/** Whether an output is an input. */
function givesBack(
  named: Readonly<Record<string, TensorInfo | undefined>>,
  made: readonly TensorInfo[],
): boolean {
  for (const name in named) for (const { dataId } of made) if (named[name]?.dataId === dataId) return true;
  return false;
}
