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
  unreadCalls: number;
  mostReads: number;
  readonly sources: Map<string, Set<number>>;
  /** `null` before the first call. */
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

const namedTensors = (inputs: Inputs): readonly (readonly [string, TensorInfo])[] =>
  Object.entries(inputs as Readonly<Record<string, TensorInfo | undefined>>).flatMap(([name, input]) =>
    input?.shape === undefined ? [] : [[name, input] as const],
  );

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
    for (const tensor of tensors) this.#read(tensor?.dataId);
  }

  enter(): void {}

  leave(): void {}

  record(kernel: number, inputs: Inputs, _attrs: unknown, outputs: Outputs): void {
    const named = namedTensors(inputs);
    const made = Array.isArray(outputs) ? (outputs as TensorInfo[]) : [outputs as TensorInfo];
    const isView =
      VIEWS.has(kernelName(kernel)) ||
      made.some(({ dataId }) => named.some(([, input]) => input.dataId === dataId));
    if (isView) {
      const viewed = this.#made.get(named[0]?.[1].dataId ?? {});
      if (viewed !== undefined) for (const { dataId } of made) this.#made.set(dataId, viewed);
      return;
    }
    const entry = this.#entryNow();
    const followed = (this.#followed[entry] ??= {
      unreadCalls: 0,
      mostReads: 0,
      sources: new Map(),
      constants: null,
    });
    const constants = named.filter(([, tensor]) => this.#isConstant(tensor)).map(([name]) => name);
    followed.constants =
      followed.constants === null
        ? new Set(constants)
        : new Set(constants.filter((name) => followed.constants!.has(name)));
    for (const [name, { dataId }] of named) {
      const source = this.#read(dataId);
      if (source === undefined) continue;
      const known = followed.sources.get(name) ?? new Set();
      followed.sources.set(name, known.add(source));
    }
    const call = { entry, isRead: false };
    followed.unreadCalls++;
    const constant = constants.length === named.length ? this.#ofNow() : null;
    for (const { dataId } of made) this.#made.set(dataId, { call, reads: 0, constant });
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
        sources: Object.fromEntries([...sources].map(([name, from]) => [name, [...from]])),
        constants: [...(constants ?? [])],
      };
    });
  }

  /** @returns the entry that made the data */
  #read(data: object | undefined): number | undefined {
    const made = data && this.#made.get(data);
    if (made === undefined || made.call === null) return undefined;
    const { call } = made;
    const followed = this.#followed[call.entry]!;
    if (!call.isRead) followed.unreadCalls--;
    call.isRead = true;
    followed.mostReads = Math.max(followed.mostReads, ++made.reads);
    return call.entry;
  }

  #hostReads(data: object): void {
    this.#read(data);
    const isWeight = this.#weights.noteRead(data);
    if (!isWeight && (this.#made.get(data)?.constant ?? null) === null) this.#hostKnowsInput = true;
  }

  get #isInLayer(): boolean {
    const { kind } = this.#scopes.list[this.#scopes.current]!;
    return kind === 'layer' || kind === 'part' || kind === 'node';
  }

  #ofNow(): Constant {
    return this.#isInLayer ? 'of the model' : 'of the caller';
  }

  #isConstant({ dataId, dtype }: TensorInfo): boolean {
    if (this.#weights.noteRead(dataId)) return true;
    const constant = this.#made.get(dataId)?.constant;
    if (constant === 'of the caller') return !this.#isInLayer && dtype !== 'float32';
    return constant === 'of the model';
  }
}
