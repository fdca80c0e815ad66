/**
 * @file Turns a stream of kernel calls into distinct calls and counts. Memory grows with distinct (scope, call)
 * pairs; no tensor is kept, only shapes.
 */
import type { KernelCall } from '../core/kernel-call.ts';
import type { Bracket, Phase, Trace } from '../core/trace.ts';
import {
  hashOf,
  hashOfAttributes,
  DistinctCall,
  type Attributes,
  type Inputs,
  type Outputs,
} from './distinct-call.ts';
import { Scopes } from './scopes.ts';
import { kernelName, type KernelObserver } from './tap.ts';
import type { WeightTable } from './weights.ts';
import { mayHaveZeros, ZeroTable } from './zeros.ts';

/** The attributes of a kernel that its formulas read, by name: a trace keeps these. */
export type Reads = (kernel: string) => readonly string[];

interface NumberedCall {
  readonly id: number;
  readonly call: DistinctCall;
  /** The output holds the input's elements as they are: a weight stays a weight. */
  readonly passesWeight: boolean;
  /** Its outputs can have a border of zeros that is known: spares the look at all other kernels. */
  readonly mayHaveZeros: boolean;
}

interface Entry {
  readonly id: number;
  readonly scope: number;
  readonly phase: Phase;
  readonly distinct: NumberedCall;
  calls: number;
  /** The entry that followed it last time. */
  next: Entry | null;
}

const PASSES_WEIGHTS = new Set(['Reshape', 'Identity', 'Cast', 'Transpose']);

export class Recorder implements KernelObserver {
  readonly scopes: Scopes = new Scopes();
  /** The recorder's own first error: it must not break the model that runs, and is thrown after the pass. */
  fault: unknown;
  /** The last kernel that threw, and its scope. */
  failure: { readonly kernel: string; readonly scope: number } | null = null;
  readonly #reads: Reads;
  readonly #probe: Bracket | null;
  readonly #weights: WeightTable;
  readonly #zeros = new ZeroTable();
  readonly #descriptions: KernelCall[] = [];
  readonly #callsByHash = new Map<number, NumberedCall[]>();
  /** Those that are too many of one size, by their attributes too. */
  readonly #callsByAttributes = new Map<number, NumberedCall[]>();
  readonly #entries: Entry[] = [];
  /** Entries by the number of their distinct call, then by scope; several of one are of different phases. */
  readonly #entriesByCall: Map<number, Entry[]>[] = [];
  #last: Entry | null = null;

  constructor(reads: Reads, weights: WeightTable, probe: Bracket | null = null) {
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

  failed(kernel: number): void {
    this.failure = { kernel: kernelName(kernel), scope: this.scopes.current };
  }

  record(kernel: number, inputs: Inputs, attrs: Attributes, outputs: Outputs): void {
    try {
      const entry = this.#find(kernel, inputs, attrs, outputs);
      entry.calls++;
      if (entry.distinct.passesWeight) this.#weights.passOn(outputs);
      if (entry.distinct.mayHaveZeros) this.#zeros.note(kernelName(kernel), inputs, attrs, outputs);
      this.#probe?.book(entry.id);
    } catch (error) {
      this.fault ??= error;
    }
  }

  /** The entry of the last kernel. */
  get entryNow(): number {
    return this.#last?.id ?? 0;
  }

  /** Kernel calls of the pass until now. */
  get callsSoFar(): number {
    return this.#entries.reduce((sum, { calls }) => sum + calls, 0);
  }

  /** The pass since the last `takePass` or `repeats`: counts start anew, numbers of scopes, calls and entries stay. */
  takePass(): Trace {
    const trace: Trace = {
      scopes: this.scopes.taken(),
      scopeCalls: this.scopes.calls.take(),
      calls: [...this.#descriptions],
      entries: this.#entries.map(({ id, scope, phase, distinct, calls }) => ({
        id,
        scope,
        phase,
        call: distinct.id,
        calls,
      })),
      hostWork: this.scopes.takeHostWork(),
      flow: [],
    };
    for (const entry of this.#entries) entry.calls = 0;
    return trace;
  }

  /** Whether the pass since the last `takePass` or `repeats` ran the kernels of `pass`, as often; counts start anew. */
  repeats(pass: Trace): boolean {
    let isSame = true;
    for (const entry of this.#entries) {
      if (entry.calls !== (pass.entries[entry.id]?.calls ?? 0)) isSame = false;
      entry.calls = 0;
    }
    this.scopes.calls.drop();
    this.scopes.takeHostWork();
    return isSame;
  }

  #find(kernel: number, inputs: Inputs, attrs: Attributes, outputs: Outputs): Entry {
    const { current: scope, phase } = this.scopes;
    // Passes repeat themselves: the entry that followed last time is tried before the table.
    const expected = this.#last?.next ?? null;
    if (
      expected !== null &&
      expected.scope === scope &&
      expected.phase === phase &&
      expected.distinct.call.is(kernel, inputs, attrs, outputs, this.#weights, this.#zeros)
    )
      return (this.#last = expected);
    const entry = this.#entryIn(scope, phase, this.#distinctCall(kernel, inputs, attrs, outputs));
    if (this.#last !== null) this.#last.next = entry;
    return (this.#last = entry);
  }

  #entryIn(scope: number, phase: Phase, distinct: NumberedCall): Entry {
    const byScope = (this.#entriesByCall[distinct.id] ??= new Map<number, Entry[]>());
    const known = byScope.get(scope);
    let entry = known?.find((other) => other.phase === phase);
    if (entry === undefined) {
      entry = { id: this.#entries.length, scope, phase, distinct, calls: 0, next: null };
      this.#entries.push(entry);
      if (known === undefined) byScope.set(scope, [entry]);
      else known.push(entry);
    }
    return entry;
  }

  #distinctCall(kernel: number, inputs: Inputs, attrs: Attributes, outputs: Outputs): NumberedCall {
    const hash = hashOf(kernel, inputs, outputs);
    const same = this.#among(this.#callsByHash.get(hash), kernel, inputs, attrs, outputs);
    if (same !== undefined) return same;
    const name = kernelName(kernel);
    const reads = this.#reads(name);
    let bucket = bucketOf(this.#callsByHash, hash);
    if (bucket.length >= MANY) {
      // Of one size, each with attributes of its own, as the slices of a long list are.
      bucket = bucketOf(this.#callsByAttributes, hashOfAttributes(hash, reads, attrs));
      const other = this.#among(bucket, kernel, inputs, attrs, outputs);
      if (other !== undefined) return other;
    }
    const live = { kernel, inputs, attrs, outputs };
    const call = new DistinctCall(live, reads, this.#weights, this.#zeros);
    const passesWeight = PASSES_WEIGHTS.has(name) && call.readsWeight;
    const distinct = { id: this.#descriptions.length, call, passesWeight, mayHaveZeros: mayHaveZeros(name) };
    this.#descriptions.push(call.description);
    bucket.push(distinct);
    return distinct;
  }

  #among(
    known: readonly NumberedCall[] | undefined,
    kernel: number,
    inputs: Inputs,
    attrs: Attributes,
    outputs: Outputs,
  ): NumberedCall | undefined {
    return known?.find(({ call }) => call.is(kernel, inputs, attrs, outputs, this.#weights, this.#zeros));
  }
}

/** Distinct calls of one size that are compared one by one. */
const MANY = 8;

function bucketOf(buckets: Map<number, NumberedCall[]>, hash: number): NumberedCall[] {
  let bucket = buckets.get(hash);
  if (bucket === undefined) buckets.set(hash, (bucket = []));
  return bucket;
}
