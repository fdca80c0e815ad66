/** @file One traced pass. Its size grows with distinct (scope, call) pairs, never with the number of calls. */
import type { EntryFlow } from './flow.ts';
import type { KernelCall } from './kernel-call.ts';
import type { Shape } from './shape.ts';

/**
 * Where a kernel ran. A scope is a layer or model itself, its path only its name: that of its nested models followed by
 * its own name as `layerPaths` cuts it, so that `blocks.0.attn.qkv` is `['blocks', '0', 'attn', 'qkv']`; rows for groups are the renderer's. A `model` is a
 * whole or nested model: its own kernels are those outside its layers (slices and joins of batches; loss, metrics and
 * regularisers of a training step). `user` scopes
 * are those that a caller opens with `scope()`; the root holds what ran outside any of them. A `part` is a layer that
 * another layer holds (a recurrent layer's cell, what TimeDistributed wraps): its theory is its holder's. A `node` is
 * one of a graph model, its path the node's name as `nodePaths` cuts it, its class name the node's op.
 */
export interface Scope {
  readonly id: number;
  readonly parent: number | null;
  readonly path: readonly string[];
  readonly kind: 'root' | 'model' | 'layer' | 'part' | 'node' | 'user';
  readonly className: string;
  /** The graph node's own name, as `model.json` writes it; `null` for all other scopes. */
  readonly node: string | null;
}

/** The phases of a training step; a forward pass is all `forward`. */
export const PHASES = ['forward', 'backward', 'optimizer'] as const;
/** The part of a training step; a forward pass is all `forward`. */
export type Phase = (typeof PHASES)[number];

/** One distinct way in which a layer was called; of a graph node without shapes, how often it ran. */
export interface ScopeCall {
  readonly scope: number;
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
  readonly calls: number;
  /** Those of `calls` that were made from outside the outermost model that the layer or model is in: by the caller. */
  readonly direct: number;
}

/** `calls` executions of the distinct call `calls[call]` within one scope and phase. */
export interface Entry {
  readonly id: number;
  readonly scope: number;
  readonly phase: Phase;
  readonly call: number;
  readonly calls: number;
}

/** Work that tfjs does in plain JavaScript, outside kernels: non-max suppression, `where`, list differences. */
export interface HostWork {
  /** The node that asks for it. */
  readonly scope: number;
  readonly op: string;
  readonly calls: number;
  /**
   * From the node's start to its result, what several have in common counted once, other work between awaits
   * included: an upper bound.
   */
  readonly upperMs: number;
}

/**
 * What one pass ran: scopes, distinct kernel calls, and how often each ran in which scope and phase. `id`s are
 * indices.
 */
export interface Trace {
  readonly scopes: readonly Scope[];
  readonly scopeCalls: readonly ScopeCall[];
  readonly calls: readonly KernelCall[];
  readonly entries: readonly Entry[];
  readonly hostWork: readonly HostWork[];
  /** Indexed like `entries`; empty where data were not followed. */
  readonly flow: readonly EntryFlow[];
}

/**
 * Whatever is measured around an outermost kernel: a host clock, a GPU query, wasm counters. The tap knows no
 * more of it. `enter` and `leave` bracket the kernel alone; `book` comes afterwards, when the tap knows where the
 * measurement belongs, so that the tap's own work is never in it. A kernel that throws is entered and not left.
 */
export interface Bracket {
  readonly name: string;
  enter(): void;
  leave(): void;
  book(entry: number): void;
}

/** A bracket that knows what it measured. */
export interface Probe<T> extends Bracket {
  /** Sum per entry since the last `collect`, then starts anew. */
  collect(): ReadonlyMap<number, T>;
}
