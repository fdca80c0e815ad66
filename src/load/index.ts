/** @file `tfjs-flops/load`: model files and modules as workloads, in Node. */
export { fileWorkload, type FileOptions } from './workload.ts';
export { moduleWorkload } from './user-module.ts';
export type { WorkloadSpec } from '../core/environment.ts';
export type { TensorSpec } from '../core/kernel-call.ts';
export type { Margin, ZeroMargins } from '../core/zero-margins.ts';
export type { DType, Json, Shape } from '../core/shape.ts';
export type { Architecture, GraphArchitecture, LayersArchitecture, WeightEntry } from '../core/theory.ts';
export type { ModelClass, Session, Workload } from '../core/workload.ts';
export type { GivenInput, GivenInputs, GivenSizes } from '../session/declared-inputs.ts';
export type { InputSize } from '../session/input-sizes.ts';
