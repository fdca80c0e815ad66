/**
 * @file A distinct kernel call, and whether a live call is the same one: integers and strings are compared where
 * they lie. String keys per call would cost 0.8 µs a kernel.
 */
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall, TensorSpec } from '../core/kernel-call.ts';
import { sameShape, type Json } from '../core/shape.ts';
import { kernelName } from './tap.ts';
import type { WeightTable } from './weights.ts';
import { ZeroTable } from './zeros.ts';

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

const NO_ZEROS = new ZeroTable();
const FNV_PRIME = 16777619;
const FNV_OFFSET = -2128831035;

const isList = <T>(value: object | readonly T[]): value is readonly T[] => Array.isArray(value);
const listOf = (outputs: Outputs): readonly TensorInfo[] => (isList(outputs) ? outputs : [outputs]);

/** Optional inputs are passed as undefined; FromPixels passes an image that is no tensor. */
const isTensor = (value: TensorInfo | undefined): value is TensorInfo => value?.shape !== undefined;

export class DistinctCall {
  readonly description: KernelCall;
  readonly #kernel: number;
  /** Input names in the order in which the kernel's caller gives them; `null` for a list. */
  readonly #names: readonly string[] | null;
  readonly #inputs: readonly TensorSpec[];
  readonly #outputs: readonly TensorSpec[];
  readonly #reads: readonly string[];
  readonly #attrs: readonly Json[];

  constructor(
    { kernel, inputs, attrs, outputs }: LiveCall,
    reads: readonly string[],
    weights: WeightTable,
    zeros: ZeroTable = NO_ZEROS,
  ) {
    const spec = (tensor: TensorInfo): TensorSpec => {
      const margins = zeros.of(tensor);
      return {
        shape: [...tensor.shape],
        dtype: tensor.dtype,
        origin: weights.noteRead(tensor.dataId) ? 'weight' : 'value',
        ...(margins !== undefined && { zeros: margins }),
      };
    };
    const made = ({ shape, dtype, dataId }: TensorInfo): TensorSpec => {
      weights.noteRead(dataId);
      return { shape: [...shape], dtype, origin: 'value' };
    };
    const named = isList(inputs) ? [] : Object.entries(inputs).filter(([, input]) => isTensor(input));
    this.#kernel = kernel;
    this.#names = isList(inputs) ? null : named.map(([name]) => name);
    this.#inputs = isList(inputs) ? inputs.map(spec) : named.map(([, input]) => spec(input as TensorInfo));
    this.#outputs = listOf(outputs).map(made);
    this.#reads = reads;
    this.#attrs = reads.map((name) => asJson(attrs?.[name]));
    this.description = {
      kernel: kernelName(kernel),
      inputs: isList(inputs)
        ? this.#inputs
        : Object.fromEntries(named.map(([name], i) => [name, this.#inputs[i]!])),
      outputs: this.#outputs as unknown as KernelCall['outputs'],
      attrs: Object.fromEntries(reads.map((name, i) => [name, this.#attrs[i]!])),
    };
  }

  get readsWeight(): boolean {
    return this.#inputs.some(({ origin }) => origin === 'weight');
  }

  /** True for the same kernel, tensors and attributes; weights among the inputs are marked as read. */
  is(
    kernel: number,
    inputs: Inputs,
    attrs: Attributes,
    outputs: Outputs,
    weights: WeightTable,
    zeros: ZeroTable = NO_ZEROS,
  ): boolean {
    return (
      kernel === this.#kernel &&
      this.#sameInputs(inputs, weights, zeros) &&
      this.#sameOutputs(outputs) &&
      this.#sameAttrs(attrs)
    );
  }

  #sameInputs(inputs: Inputs, weights: WeightTable, zeros: ZeroTable): boolean {
    const specs = this.#inputs;
    const names = this.#names;
    let i = 0;
    if (isList(inputs)) {
      if (names !== null || inputs.length !== specs.length) return false;
      for (; i < specs.length; i++) if (!sameInput(specs[i]!, inputs[i]!, weights, zeros)) return false;
      return true;
    }
    if (names === null) return false;
    for (const name in inputs) {
      const input = inputs[name];
      if (!isTensor(input)) continue;
      if (i === specs.length || names[i] !== name || !sameInput(specs[i]!, input, weights, zeros))
        return false;
      i++;
    }
    return i === specs.length;
  }

  #sameOutputs(outputs: Outputs): boolean {
    const specs = this.#outputs;
    if (!isList(outputs)) return specs.length === 1 && sameTensor(specs[0]!, outputs);
    if (outputs.length !== specs.length) return false;
    for (let i = 0; i < specs.length; i++) if (!sameTensor(specs[i]!, outputs[i]!)) return false;
    return true;
  }

  #sameAttrs(attrs: Attributes): boolean {
    const reads = this.#reads;
    for (let i = 0; i < reads.length; i++)
      if (!sameAttribute(this.#attrs[i]!, attrs?.[reads[i]!])) return false;
    return true;
  }
}

function sameInput(spec: TensorSpec, tensor: TensorInfo, weights: WeightTable, zeros: ZeroTable): boolean {
  if (!sameTensor(spec, tensor) || (!zeros.isEmpty && zeros.of(tensor) !== spec.zeros)) return false;
  return weights.isEmpty || weights.noteRead(tensor.dataId) === (spec.origin === 'weight');
}

const sameTensor = (spec: TensorSpec, { shape, dtype }: TensorInfo): boolean =>
  spec.dtype === dtype && sameShape(spec.shape, shape);

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

/** FNV-1a over the kernel and the sizes: few distinct calls share a hash, and `is` distinguishes those. */
export function hashOf(kernel: number, inputs: Inputs, outputs: Outputs): number {
  let hash = Math.imul(FNV_OFFSET ^ kernel, FNV_PRIME);
  for (const tensor of [...(isList(inputs) ? inputs : Object.values(inputs)), ...listOf(outputs)]) {
    if (!isTensor(tensor)) continue;
    hash = Math.imul(hash ^ tensor.shape.length, FNV_PRIME);
    for (const dim of tensor.shape) hash = Math.imul(hash ^ dim, FNV_PRIME);
  }
  return hash;
}

/** FNV-1a over the attributes that a call is known by, on top of the hash of its sizes. */
export function hashOfAttributes(hash: number, reads: readonly string[], attrs: Attributes): number {
  let text = '';
  for (const name of reads) text += `${JSON.stringify(asJson(attrs?.[name]))};`;
  let mixed = hash;
  for (let i = 0; i < text.length; i++) mixed = Math.imul(mixed ^ text.charCodeAt(i), FNV_PRIME);
  return mixed;
}
