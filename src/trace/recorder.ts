/**
 * @file Turns a stream of kernel calls into distinct calls and counts. Memory grows with distinct (scope, call)
 * pairs; no tensor is kept, only shapes.
 */
import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelCall, TensorFact } from '../core/kernel-call.ts';
import type { Json } from '../core/shape.ts';
import type { Probe, Trace } from '../core/trace.ts';
import { Encoder } from './encode.ts';
import { Scopes } from './scopes.ts';
import { kernelName, type KernelObserver } from './tap.ts';
import type { WeightTable } from './weights.ts';

type Inputs = NamedTensorInfoMap | readonly TensorInfo[];
type Outputs = TensorInfo | readonly TensorInfo[];
type Attributes = NamedAttrMap | undefined;

/** Names the attributes of a kernel that are worth keeping. */
export type Reads = (kernel: string) => readonly string[];

interface KnownKernel {
  readonly reads: readonly string[];
  /** Input names in the order of their first appearance. */
  readonly names: string[];
  /** The output holds the input's elements as they are: a weight stays a weight. */
  readonly passesWeights: boolean;
}

interface KnownEntry {
  readonly id: number;
  readonly scope: number;
  readonly code: readonly number[];
  readonly call: number;
  calls: number;
}

const PASSES_WEIGHTS = new Set(['Reshape', 'Identity', 'Cast', 'Transpose']);

export class Recorder implements KernelObserver {
  readonly scopes: Scopes = new Scopes();
  /** What the recorder itself did wrong, if anything: a fault of ours must not break the model that runs. */
  fault: unknown;
  readonly #reads: Reads;
  readonly #probe: Probe<unknown> | null;
  readonly #weights: WeightTable;
  readonly #kernels: (KnownKernel | undefined)[] = [];
  readonly #encoder = new Encoder();
  readonly #entries: KnownEntry[] = [];
  readonly #entriesByHash = new Map<number, KnownEntry[]>();
  readonly #calls: KernelCall[] = [];
  readonly #callsByHash = new Map<number, { readonly code: readonly number[]; readonly call: number }[]>();

  constructor(reads: Reads, weights: WeightTable, probe: Probe<unknown> | null = null) {
    this.#reads = reads;
    this.#weights = weights;
    this.#probe = probe;
  }

  enter(): void {
    this.#probe?.enter();
  }

  leave(): void {
    this.#probe?.leave();
  }

  record(kernel: number, inputs: Inputs, attrs: Attributes, outputs: Outputs): void {
    try {
      const entry = this.#find(kernel, inputs, attrs, outputs);
      entry.calls++;
      this.#probe?.book(entry.id);
    } catch (error) {
      this.fault ??= error;
    }
  }

  /** The pass since the last `takePass`: counts start anew, numbers of scopes, calls and entries stay. */
  takePass(): Trace {
    const trace: Trace = {
      scopes: [...this.scopes.list],
      scopeCalls: this.scopes.takeCalls(),
      calls: [...this.#calls],
      entries: this.#entries.map(({ id, scope, call, calls }) => ({ id, scope, call, calls })),
      weightsRead: this.#weights.takeRead(),
    };
    for (const entry of this.#entries) entry.calls = 0;
    return trace;
  }

  #find(kernel: number, inputs: Inputs, attrs: Attributes, outputs: Outputs): KnownEntry {
    const { scopes } = this;
    const scope = scopes.current;
    const encoder = this.#encode(kernel, inputs, attrs, outputs);
    const hash = Math.imul(encoder.hash ^ scope, 16777619);
    const known = this.#entriesByHash.get(hash);
    if (known !== undefined) {
      for (let i = 0; i < known.length; i++) {
        const entry = known[i]!;
        if (entry.scope === scope && encoder.equals(entry.code)) return entry;
      }
    }
    const call = this.#distinctCall(kernel, inputs, attrs, outputs);
    const entry = { id: this.#entries.length, scope, code: encoder.copy(), call, calls: 0 };
    this.#entries.push(entry);
    if (known === undefined) this.#entriesByHash.set(hash, [entry]);
    else known.push(entry);
    return entry;
  }

  #encode(kernel: number, inputs: Inputs, attrs: Attributes, outputs: Outputs): Encoder {
    const encoder = this.#encoder;
    const { reads, names, passesWeights } = (this.#kernels[kernel] ??= this.#newKernel(kernel));
    const weights = this.#weights;
    encoder.reset();
    encoder.push(kernel);
    let isWeight = false;
    if (isList(inputs)) {
      for (let i = 0; i < inputs.length; i++) {
        const input = inputs[i]!;
        encoder.pushTensor(input, i, weights.noteRead(input.dataId));
      }
    } else {
      let position = 0;
      for (const name in inputs) {
        const input = inputs[name];
        // Optional inputs are there as undefined; FromPixels passes an image that is no tensor.
        if (input?.shape === undefined) continue;
        if (names[position] !== name) position = numberOf(name, names);
        isWeight = weights.noteRead(input.dataId);
        encoder.pushTensor(input, position++, isWeight);
      }
    }
    if (isList(outputs)) for (const output of outputs) encoder.pushTensor(output, 0xff, false);
    else encoder.pushTensor(outputs, 0xff, false);
    if (isWeight && passesWeights) weights.passOn(outputs);
    for (let i = 0; i < reads.length; i++) encoder.pushAttribute(attrs?.[reads[i]!]);
    return encoder;
  }

  #newKernel(kernel: number): KnownKernel {
    const name = kernelName(kernel);
    return { reads: this.#reads(name), names: [], passesWeights: PASSES_WEIGHTS.has(name) };
  }

  /** The call that the encoder holds now, whatever its scope. */
  #distinctCall(kernel: number, inputs: Inputs, attrs: Attributes, outputs: Outputs): number {
    const encoder = this.#encoder;
    const known = this.#callsByHash.get(encoder.hash) ?? [];
    const same = known.find(({ code }) => encoder.equals(code));
    if (same !== undefined) return same.call;
    const call = this.#calls.push(this.#describe(kernel, inputs, attrs, outputs)) - 1;
    this.#callsByHash.set(encoder.hash, [...known, { code: encoder.copy(), call }]);
    return call;
  }

  #describe(kernel: number, inputs: Inputs, attrs: Attributes, outputs: Outputs): KernelCall {
    const fact = ({ shape, dtype, dataId }: TensorInfo): TensorFact => ({
      shape: [...shape],
      dtype,
      origin: this.#weights.has(dataId) ? 'weight' : 'value',
    });
    const named: Record<string, TensorFact> = {};
    if (!isList(inputs))
      for (const name in inputs) if (inputs[name]?.shape !== undefined) named[name] = fact(inputs[name]);
    const kept: Record<string, Json> = {};
    for (const name of this.#kernels[kernel]!.reads) kept[name] = asJson(attrs?.[name]);
    return {
      kernel: kernelName(kernel),
      inputs: isList(inputs) ? inputs.map(fact) : named,
      outputs: listOf(outputs).map(fact) as unknown as KernelCall['outputs'],
      attrs: kept,
    };
  }
}

const listOf = (outputs: Outputs): readonly TensorInfo[] => (isList(outputs) ? outputs : [outputs]);

const isList = <T>(value: object | readonly T[]): value is readonly T[] => Array.isArray(value);

function numberOf(name: string, names: string[]): number {
  const known = names.indexOf(name);
  return known >= 0 ? known : names.push(name) - 1;
}

const asJson = (value: NamedAttrMap[string] | undefined): Json =>
  Array.isArray(value)
    ? value.map((element) => asJson(element as NamedAttrMap[string]))
    : typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean'
      ? value
      : null;
