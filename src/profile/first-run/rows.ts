/** @file The rows of a first pass: what happened in one place, together. */
import type { Copied, Elsewhere } from '../../backends/gpu-work.ts';
import type { FirstRun, HostKernelRow, ReadbackRow, ShaderRow, Uploads } from '../../core/first-run.ts';
import type { KernelCall, TensorSpec } from '../../core/kernel-call.ts';
import type { Trace } from '../../core/trace.ts';
import { inSteps } from '../../core/time-steps.ts';
import type { Account } from '../../timing/ledger.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A read that has begun. */
export interface Read {
  readonly what: Copied;
  readonly scope: number;
  readonly isSync: boolean;
  readonly waited: Account;
}

/** A shader that was compiled: how long the host took, and, maybe, another process. */
export interface Compiled {
  readonly host: Account;
  readonly elsewhere: Elsewhere;
  /** Whether its layer or node had run before. */
  readonly isAgain: boolean;
}

/** The part of a time elsewhere in which the host waited for outputs, in steps. */
function waitedFor({ beginMs, endMs }: Elsewhere, fromMs: number, untilMs: number): number {
  if (beginMs === null || endMs === null) return 0;
  return inSteps(Math.max(0, Math.min(endMs, untilMs) - Math.max(beginMs, fromMs)));
}

const isSameShape = (a: KernelCall, b: KernelCall): boolean =>
  JSON.stringify([shapesOf(a.inputs), shapesOf(a.outputs)]) ===
  JSON.stringify([shapesOf(b.inputs), shapesOf(b.outputs)]);

const shapesOf = (tensors: object): readonly unknown[] =>
  Object.values(tensors).map((tensor: TensorSpec) => tensor.shape);

/** Whether no entry before it, of its kernel and scope, has its shapes: of steps in a loop other attributes may differ. */
function hasNewShape({ entries, calls }: Trace, number: number): boolean {
  const { scope, call } = entries[number]!;
  const own = calls[call]!;
  // Numbers are given in the order in which entries first run.
  return !entries.slice(0, number).some((entry) => {
    const other = calls[entry.call]!;
    return entry.scope === scope && other.kernel === own.kernel && isSameShape(own, other);
  });
}

export class FirstRunRows {
  readonly #shaders = new Map<string, Writable<ShaderRow>>();
  readonly #compiled: { readonly compiled: Compiled; readonly row: Writable<ShaderRow> }[] = [];
  readonly #readbacks = new Map<string, Writable<ReadbackRow>>();
  readonly #hostKernels = new Map<number, Writable<HostKernelRow>>();
  readonly #reads: { readonly read: Read; readonly row: Writable<ReadbackRow> }[] = [];
  readonly #weights: Writable<Uploads> = { tensors: 0, bytes: 0 };
  readonly #others: Writable<Uploads> = { tensors: 0, bytes: 0 };

  /** @param compiled its times are taken at the end */
  addShader(entry: number | null, compiled: Compiled): void {
    const { isAgain } = compiled;
    const key = `${entry} ${isAgain}`;
    let row = this.#shaders.get(key);
    if (row === undefined)
      this.#shaders.set(key, (row = { entry, shaders: 0, ms: 0, isForNewShape: isAgain }));
    row.shaders++;
    this.#compiled.push({ compiled, row });
  }

  addHostKernel(entry: number, ms: number): void {
    let row = this.#hostKernels.get(entry);
    if (row === undefined) this.#hostKernels.set(entry, (row = { entry, calls: 0, ms: 0 }));
    row.calls++;
    row.ms += inSteps(ms);
  }

  /** @param read may still be waiting: its time is taken at the end */
  addRead(read: Read, kernel: string | null): void {
    const { scope, isSync, what } = read;
    const { shape, dtype } = what;
    const key = [scope, kernel, isSync, dtype, shape].join(' ');
    let row = this.#readbacks.get(key);
    if (row === undefined)
      this.#readbacks.set(key, (row = { scope, kernel, shape: [...shape], dtype, isSync, times: 0, ms: 0 }));
    row.times++;
    this.#reads.push({ read, row });
  }

  addUpload({ bytes }: Copied, isWeight: boolean): void {
    const uploads = isWeight ? this.#weights : this.#others;
    uploads.tensors++;
    uploads.bytes += bytes;
  }

  /**
   * To be called once.
   * @param trace of the same pass
   * @param fromMs, untilMs when the host waited for outputs
   * @returns also how much of that wait was for shaders, which is in their rows
   */
  taken(
    trace: Trace,
    fromMs: number,
    untilMs: number,
  ): Pick<FirstRun, 'shaders' | 'readbacks' | 'hostKernels' | 'weights' | 'others'> & {
    readonly waitedMs: number;
  } {
    let waitedMs = 0;
    for (const { compiled, row } of this.#compiled) {
      const waited = waitedFor(compiled.elsewhere, fromMs, untilMs);
      row.ms += inSteps(compiled.host.ms) + waited;
      waitedMs += waited;
    }
    for (const row of this.#shaders.values())
      if (row.entry !== null && row.isForNewShape) row.isForNewShape = hasNewShape(trace, row.entry);
    for (const { read, row } of this.#reads) row.ms += inSteps(read.waited.ms);
    return {
      shaders: [...this.#shaders.values()],
      readbacks: [...this.#readbacks.values()],
      hostKernels: [...this.#hostKernels.values()],
      weights: this.#weights,
      others: this.#others,
      waitedMs,
    };
  }
}
