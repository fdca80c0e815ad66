/** @file What every backend that runs in this process says of itself. */
import type { Json } from '../core/shape.ts';

/** Adapter, versions, flags: what one must know to trust a run on it. */
export type Facts = { readonly [key: string]: Json };

export type Status =
  | { readonly available: true; readonly facts: Facts }
  /** What is missing in one sentence, and the command that brings it, where there is one. */
  | { readonly available: false; readonly why: string; readonly command: string | null };

export interface Backend {
  readonly name: string;
  /** Whether it can be had here; nothing that it starts stays. */
  status(): Promise<Status>;
  /**
   * Loads and activates it.
   * @returns what a report's environment says of it
   * @throws TfjsFlopsError `unknown-backend` with the reason of its status
   */
  start(): Promise<Facts>;
}
