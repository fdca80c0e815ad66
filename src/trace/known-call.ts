/**
 * @file A distinct kernel call, and whether a live call is the same one: integers and strings are compared where
 * they lie. String keys per call would cost 0.8 µs a kernel.
 */
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall, TensorFact } from '../core/kernel-call.ts';
import type { Json } from '../core/shape.ts';
import { kernelName } from './tap.ts';
import type { WeightTable } from './weights.ts';

export type Inputs = NamedTensorInfoMap | readonly TensorInfo[];
export type Outputs = TensorInfo | readonly TensorInfo[];
export type Attributes = NamedAttrMap | undefined;

/** A kernel call as a tap sees it. */
export interface LiveCall {
  readonly kernel: number;
  readonly inputs: Inputs;
  readonly attrs: Attributes;
  readonly outputs: Outputs;
}

const DIFFERENT = -1;

const FNV_PRIME = 16777619;
const FNV_OFFSET = -2128831035;

const isList = <T>(value: object | readonly T[]): value is readonly T[] => Array.isArray(value);
const listOf = (outputs: Outputs): readonly TensorInfo[] => (isList(outputs) ? outputs : [outputs]);

/** Optional inputs are there as undefined; FromPixels passes an image that is no tensor. */
const isTensor = (value: TensorInfo | undefined): value is TensorInfo => value?.shape !== undefined;

/**
 * A call is compared from cold memory, after a kernel that has read and written more than caches hold: its facts lie in
 * few and flat lists.
 */
export class KnownCall {
  readonly description: KernelCall;
  readonly #kernel: number;
  /** Input names in the order in which the kernel's caller gives them; `null` for a list. */
  readonly #names: readonly string[] | null;
  readonly #inputs: number;
  readonly #outputs: number;
  /** Rank and sizes of each tensor, inputs first. */
  readonly #sizes: readonly number[];
  readonly #dtypes: readonly string[];
  /** Of the inputs. */
  readonly #areWeights: readonly boolean[];
  readonly #reads: readonly string[];
  readonly #attrs: readonly Json[];

  constructor({ kernel, inputs, attrs, outputs }: LiveCall, reads: readonly string[], weights: WeightTable) {
    const fact = ({ shape, dtype, dataId }: TensorInfo): TensorFact => ({
      shape: [...shape],
      dtype,
      origin: weights.noteRead(dataId) ? 'weight' : 'value',
    });
    const named = isList(inputs) ? [] : Object.entries(inputs).filter(([, input]) => isTensor(input));
    const taken = isList(inputs) ? inputs.map(fact) : named.map(([, input]) => fact(input as TensorInfo));
    const given = listOf(outputs).map((output): TensorFact => ({ ...fact(output), origin: 'value' }));
    this.#kernel = kernel;
    this.#names = isList(inputs) ? null : named.map(([name]) => name);
    this.#inputs = taken.length;
    this.#outputs = given.length;
    this.#sizes = [...taken, ...given].flatMap(({ shape }) => [shape.length, ...shape]);
    this.#dtypes = [...taken, ...given].map(({ dtype }) => dtype);
    this.#areWeights = taken.map(({ origin }) => origin === 'weight');
    this.#reads = reads;
    this.#attrs = reads.map((name) => asJson(attrs?.[name]));
    this.description = {
      kernel: kernelName(kernel),
      inputs: isList(inputs) ? taken : Object.fromEntries(named.map(([name], i) => [name, taken[i]!])),
      outputs: given as unknown as KernelCall['outputs'],
      attrs: Object.fromEntries(reads.map((name, i) => [name, this.#attrs[i]!])),
    };
  }

  get readsWeight(): boolean {
    return this.#areWeights.includes(true);
  }

  /** True for the same kernel, tensors and attributes; weights among the inputs are marked as read. */
  is(kernel: number, inputs: Inputs, attrs: Attributes, outputs: Outputs, weights: WeightTable): boolean {
    if (kernel !== this.#kernel) return false;
    const at = this.#afterInputs(inputs, weights);
    return at !== DIFFERENT && this.#sameOutputs(outputs, at) && this.#sameAttrs(attrs);
  }

  /** Where the sizes of the outputs are, or DIFFERENT. */
  #afterInputs(inputs: Inputs, weights: WeightTable): number {
    const names = this.#names;
    const count = this.#inputs;
    let at = 0;
    let i = 0;
    if (isList(inputs)) {
      if (names !== null || inputs.length !== count) return DIFFERENT;
      for (; i < count && at !== DIFFERENT; i++) at = this.#afterInput(i, at, inputs[i]!, weights);
      return at;
    }
    if (names === null) return DIFFERENT;
    for (const name in inputs) {
      const input = inputs[name];
      if (!isTensor(input)) continue;
      if (i === count || names[i] !== name) return DIFFERENT;
      at = this.#afterInput(i, at, input, weights);
      if (at === DIFFERENT) return DIFFERENT;
      i++;
    }
    return i === count ? at : DIFFERENT;
  }

  #afterInput(i: number, at: number, tensor: TensorInfo, weights: WeightTable): number {
    const after = this.#after(i, at, tensor);
    if (after === DIFFERENT || weights.isEmpty) return after;
    return weights.noteRead(tensor.dataId) === this.#areWeights[i] ? after : DIFFERENT;
  }

  /** Where the sizes of the tensor behind the `i`th are, or DIFFERENT if that is another one. */
  #after(i: number, at: number, { shape, dtype }: TensorInfo): number {
    const sizes = this.#sizes;
    const rank = shape.length;
    if (dtype !== this.#dtypes[i] || rank !== sizes[at]) return DIFFERENT;
    for (let axis = 0; axis < rank; axis++) if (shape[axis] !== sizes[at + 1 + axis]) return DIFFERENT;
    return at + 1 + rank;
  }

  #sameOutputs(outputs: Outputs, from: number): boolean {
    const first = this.#inputs;
    const count = this.#outputs;
    if (!isList(outputs)) return count === 1 && this.#after(first, from, outputs) !== DIFFERENT;
    if (outputs.length !== count) return false;
    let at = from;
    for (let i = 0; i < count && at !== DIFFERENT; i++) at = this.#after(first + i, at, outputs[i]!);
    return at !== DIFFERENT;
  }

  #sameAttrs(attrs: Attributes): boolean {
    const reads = this.#reads;
    for (let i = 0; i < reads.length; i++)
      if (!sameAttribute(this.#attrs[i]!, attrs?.[reads[i]!])) return false;
    return true;
  }
}

/** Lists element by element; an attribute that is missing or has no JSON is `null`. */
export function sameAttribute(known: Json, live: unknown): boolean {
  if (Array.isArray(known))
    return (
      Array.isArray(live) &&
      live.length === known.length &&
      known.every((element, i) => sameAttribute(element as Json, live[i]))
    );
  return known === live || known === asJson(live);
}

/** NaN, which JSON does not know, is text. */
export function asJson(value: unknown): Json {
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value === 'number') return Number.isNaN(value) ? 'NaN' : value;
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

/** FNV-1a over the kernel and the sizes: few distinct calls share one, `is` tells those apart. */
export function hashOf(kernel: number, inputs: Inputs, outputs: Outputs): number {
  let hash = Math.imul(FNV_OFFSET ^ kernel, FNV_PRIME);
  for (const tensor of [...(isList(inputs) ? inputs : Object.values(inputs)), ...listOf(outputs)]) {
    if (!isTensor(tensor)) continue;
    hash = Math.imul(hash ^ tensor.shape.length, FNV_PRIME);
    for (const dim of tensor.shape) hash = Math.imul(hash ^ dim, FNV_PRIME);
  }
  return hash;
}
