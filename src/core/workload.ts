/**
 * @file A workload says how a model is built and what it runs on, since each backend needs the model built anew, and
 * replacing a wasm backend destroys a live model's weights.
 */
import type { WorkloadSpec } from './environment.ts';
import type { TensorSpec } from './kernel-call.ts';
import type { Architecture } from './theory.ts';

/** A class, by what its instances inherit. */
export interface ModelClass {
  readonly prototype: object;
}

/** A model built on the current backend, ready to run. */
export interface Session {
  /** One pass; tensors that it returns, also in a promise, are disposed of by the caller. */
  run(): unknown;
  readonly architecture: Architecture | null;
  /** Live LayersModels and GraphModels whose layers and nodes become scopes. */
  readonly models: readonly object[];
  /** Classes of models that its function may run without listing them, besides those that tfjs-layers registers. */
  readonly modelClasses?: readonly ModelClass[] | undefined;
  readonly inputs: readonly (TensorSpec & { readonly name: string })[];
  /** How the values of the inputs were drawn, where they were generated: `uniform in [0, 1)`. */
  readonly inputValues?: string;
  /** What was changed on a copy of the model's JSON so that tfjs loads it. */
  readonly repairs?: readonly string[];
  /** Bytes of the weight files, by the name of the weight. */
  readonly diskBytes?: ReadonlyMap<string, number>;
  dispose(): void;
}

/**
 * How a model is built and what it runs on: what `profile` can open on any backend. `zooWorkload`, `fileWorkload` and
 * `moduleWorkload` make one.
 */
export interface Workload {
  readonly name: string;
  /** What it is, for a title line: `MobileNetV2 1.0`. */
  readonly title: string;
  /** How to repeat it: options, weights, seed. */
  readonly spec: WorkloadSpec;
  /** `true` for a live model or function, whose tensors are on one backend: another cannot open it. Default: `false`. */
  readonly isLive?: boolean | undefined;
  open(): Promise<Session>;
}
