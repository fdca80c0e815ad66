/**
 * @file What a backend is. What is known of one that runs here is in `table.ts`, how one is started in `start.ts`: two
 * tables, since bundles of the library for browsers hold the first alone, which imports nothing of Node and no optional
 * peer.
 */
import type { BackendInfo } from '../core/environment.ts';
import type { TfjsFlopsError } from '../core/errors.ts';
import type { Clock } from '../timing/kernel-timer.ts';
import type { GpuWatcher, GpuWork } from './gpu-work.ts';

/** To be called when the device is lost, with the reason, or when it can no longer be trusted, with the error. */
export type Lose = (reason: string | TfjsFlopsError) => void;

/** A backend that runs in this process; `current` is what tfjs's `backend()` returns while it is active. */
export interface Backend {
  /** As tfjs registers it. */
  readonly name: string;
  /** Whether kernels run to their end before they return. */
  readonly kernelsAreSynchronous: boolean;
  /** What can time its kernels. */
  clock(current: object): Clock;
  /** Its part of a report's environment. */
  info(current: object): BackendInfo | Promise<BackendInfo>;
  /** Listens for the loss of its device; returns what stops that. */
  watchLoss(current: object, lose: Lose): () => void;
  /** Tells what the host does for its GPU; absent where there is none, `null` where it does not show that. */
  watchWork?(current: object, watcher: GpuWatcher): GpuWork | null;
}

/** Whether a backend is available here; where not, why, and the command that brings it, where there is one. */
export type Status =
  | { readonly available: true; readonly info: BackendInfo }
  | { readonly available: false; readonly why: string; readonly command: string | null };

export type Unavailable = Extract<Status, { available: false }>;

/** How a backend is started in this process. */
export interface BackendStart {
  readonly name: string;
  /** Nothing that it starts stays. */
  status(): Promise<Status>;
  /**
   * Loads and activates it.
   * @returns its versions and flags, as in its status
   * @throws TfjsFlopsError `unknown-backend` with the reason of its status
   */
  start(): Promise<BackendInfo>;
}
