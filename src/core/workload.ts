/**
 * @file A workload is a recipe, not a live model: each backend needs the model built anew, and replacing a wasm
 * backend destroys a live model's weights.
 */
import type { Json } from './shape.ts';
import type { TensorFact } from './kernel-call.ts';
import type { Architecture } from './theory.ts';

/** A model built on the current backend, ready to run. */
export interface Session {
  /** One forward pass; tensors that it returns are disposed of by the caller. */
  run(): unknown;
  readonly architecture: Architecture | null;
  /** Live LayersModels whose layers become scopes. */
  readonly models: readonly object[];
  readonly inputs: readonly (TensorFact & { readonly name: string })[];
  /** How the values of the inputs were drawn, where they were generated: `uniform in [0, 1)`. */
  readonly inputValues?: string;
  dispose(): void;
}

export interface Workload {
  readonly name: string;
  /** What it is, for a title line: `MobileNetV2 1.0`. */
  readonly title: string;
  /** How to repeat it: options, weights, seed. */
  readonly spec: { readonly [key: string]: Json };
  open(): Promise<Session>;
}
