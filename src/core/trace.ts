/** @file One traced pass. Its size grows with distinct (scope, call) pairs, never with the number of calls. */
import type { KernelCall } from './kernel-call.ts';
import type { Shape } from './shape.ts';

/**
 * Where a kernel ran. A layer's path is that of its nested models followed by its own name split at dots, so
 * that `blocks.0.attn.qkv` is `['blocks', '0', 'attn', 'qkv']`; rows for groups are the renderer's. A `model` is a
 * whole or nested model: its own kernels are those outside its layers (slices and joins of batches). `user` scopes
 * are those that a caller opens with `scope()`; the root holds what ran outside any of them.
 */
export interface Scope {
  readonly id: number;
  readonly parent: number | null;
  readonly path: readonly string[];
  readonly kind: 'root' | 'model' | 'layer' | 'user';
  readonly className: string;
}

/** One distinct way in which a layer was called. */
export interface ScopeCall {
  readonly scope: number;
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
  readonly calls: number;
}

/** `calls` executions of the distinct call `calls[call]` within one scope. */
export interface Entry {
  readonly id: number;
  readonly scope: number;
  readonly call: number;
  readonly calls: number;
}

export interface Trace {
  readonly scopes: readonly Scope[];
  readonly scopeCalls: readonly ScopeCall[];
  readonly calls: readonly KernelCall[];
  readonly entries: readonly Entry[];
  /** Names of the variables that a kernel of the pass read, in the model's order. */
  readonly weightsRead: readonly string[];
}

/**
 * Whatever is measured around an outermost kernel: a host clock, a GPU query, wasm counters. The tap knows no
 * more of it. `enter` and `leave` bracket the kernel alone; `book` comes afterwards, when the tap knows where the
 * measurement belongs, so that the tap's own work is never in it. A kernel that throws is entered and not left.
 */
export interface Probe<T> {
  readonly name: string;
  enter(): void;
  leave(): void;
  book(entry: number): void;
  /** Sum per entry since the last `collect`, then starts anew. */
  collect(): ReadonlyMap<number, T>;
}
