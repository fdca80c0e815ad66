/** @file The public face, by name. */
export { TfjsFlopsError, type ErrorCode } from './core/errors.ts';
export type { Bridge, BridgeTerm, Column, Quantity } from './core/bridge.ts';
export type { Basis, CallCost, Formula, Formulas } from './core/formula.ts';
export type {
  BackendInfo,
  ClockInfo,
  ClockKind,
  DeviceInfo,
  Environment,
  PassInfo,
  WorkloadSpec,
} from './core/environment.ts';
export type { KernelCall, Kernels, TensorSpec } from './core/kernel-call.ts';
export type { Op, OpCounts } from './core/ops.ts';
export type { Parameters, Weight } from './core/parameters.ts';
export type {
  ByPhase,
  Compared,
  Counts,
  Finding,
  KernelRow,
  LayerRow,
  Memory,
  Peaks,
  Report,
  Time,
  Total,
} from './core/report.ts';
export type { DType, Json, Shape } from './core/shape.ts';
export type {
  Architecture,
  GraphArchitecture,
  LayerConfig,
  LayerDerivation,
  LayerFormulas,
  LayerFormula,
  LayersArchitecture,
  TextbookForm,
  TextbookRow,
  TheoryRow,
  WeightEntry,
} from './core/theory.ts';
export type { Entry, HostWork, Phase, Scope, ScopeCall, Trace } from './core/trace.ts';
export type { Amount, Factors, Term, Work } from './core/work.ts';
export { amount, partOf } from './core/work.ts';
export type { Session, Workload } from './core/workload.ts';
export { count, type CountOptions } from './profile/count.ts';
export type { GivenInputs } from './session/declared-inputs.ts';
export type { ProfiledFunction } from './session/function.ts';
export type { Profilable } from './session/session.ts';
export { compare, type CompareOptions } from './compare/compare.ts';
export { compareBackends, type BackendCandidate } from './compare/backends.ts';
export type {
  Agreement,
  Candidate,
  Comparison,
  CountDifference,
  Interval,
  KernelDifference,
  Pairing,
  Rounds,
} from './core/comparison.ts';
export { parameters, type ModelParameters } from './profile/parameters.ts';
export { profile, type ProfileOptions } from './profile/profile.ts';
export { theory } from './profile/theory.ts';
export {
  formatComparison,
  formatTable,
  formatWhy,
  groupsOf,
  layerOf,
  type ComparisonOptions,
  type Depth,
  type GroupOptions,
  type LayerGroup,
  type TableOptions,
  type TextOptions,
  type WhyOptions,
} from './report/index.ts';
export type { GraphModelLike } from './trace/graph-scopes.ts';
export type { LayersModelLike } from './trace/layers-model.ts';
export { scope } from './trace/user-scope.ts';
