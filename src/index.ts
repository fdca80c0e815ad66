/** @file The public face, by name: functions, then types by subject. */
export { compareBackends, type BackendCandidate, type CompareBackendsOptions } from './compare/backends.ts';
export type { RoundOptions } from './compare/candidates.ts';
export { compare, type CompareOptions } from './compare/compare.ts';
export { compareReports } from './compare/reports.ts';
export { fits, type FitOptions } from './fits/fits.ts';
export type { FitLimits } from './fits/limits.ts';
export { checkBudget } from './gate/check.ts';
export { count } from './profile/count.ts';
export { countShapes } from './profile/count-shapes.ts';
export type { CustomFormulas } from './profile/custom-formulas.ts';
export type { CountOptions, ProfileOptions, ShapeOptions } from './profile/options.ts';
export { parameters, type ModelParameters } from './profile/parameters.ts';
export type { PeaksOption } from './profile/peaks.ts';
export { profile } from './profile/profile.ts';
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
export { readReport } from './profile/read-report.ts';
export { writeReport } from './saved/write.ts';
export { scope } from './trace/user-scope.ts';

export type { Breach } from './gate/breach.ts';
export type { Budget } from './gate/budget.ts';
export type { Limit } from './gate/limit.ts';
export type { RowFigure } from './gate/pairs.ts';
export type { GivenInput, GivenInputs } from './session/declared-inputs.ts';
export type { Callable, ProfiledFunction } from './session/function.ts';
export type { Profilable } from './session/session.ts';
export type { GraphModelLike, GraphModelMethods } from './trace/graph-scopes.ts';
export type { LayerLike, LayersModelLike, LayerWeight } from './trace/layers-model.ts';
export type { Described, RuleInputs, ShapeRule, ShapeRules } from './shape/rule.ts';
export type { ModelLike } from './trace/tracer.ts';
export type { VariableLike } from './trace/weights.ts';
export type { ModelClass, Session, Workload } from './core/workload.ts';

export type {
  Figure,
  FigureChange,
  AttributeChange,
  Changes,
  KernelDifference,
  MatchGrade,
  RowChange,
  RowMatch,
} from './core/changes.ts';
export type {
  Agreement,
  Candidate,
  Comparison,
  CountDifference,
  Interval,
  Pairing,
  Rounds,
} from './core/comparison.ts';
export type {
  FirstRun,
  FirstRunParts,
  GpuMemory,
  HostKernelRow,
  ReadbackRow,
  ShaderRow,
  Uploads,
} from './core/first-run.ts';
export type { ShapeCheck, ShapeDifference } from './core/pass-check.ts';
export type {
  BackendInfo,
  ClockInfo,
  ClockKind,
  DeviceInfo,
  Environment,
  PassInfo,
  WorkloadSpec,
} from './core/environment.ts';
export type {
  ByPhase,
  Compared,
  Counts,
  Finding,
  JudgedTextbookRow,
  KernelRow,
  LayerRow,
  Memory,
  Peaks,
  RemedyCommand,
  Report,
  Time,
  Total,
  WrittenWork,
} from './core/report.ts';
export type { Bridge, BridgeTerm, Column, Quantity } from './core/bridge.ts';
export type { Fit, FitReason, FitReasonKind, FitVerdict } from './core/fit.ts';
export type { Instruction, Instructions, Machine } from './core/instructions.ts';
export type { EntryFlow } from './core/flow.ts';
export type { LeakMaker, Leaks } from './core/leaks.ts';
export type { Parameters, Weight } from './core/parameters.ts';
export type { Bracket, Entry, HostWork, Phase, Probe, Scope, ScopeCall, Trace } from './core/trace.ts';

export type {
  Architecture,
  GraphArchitecture,
  LayerConfig,
  LayerDerivation,
  LayerFormula,
  LayerFormulas,
  LayersArchitecture,
  LayerUse,
  TextbookForm,
  TextbookRow,
  TheoryRow,
  WeightEntry,
} from './core/theory.ts';
export type { Reason, ReasonKind } from './core/reason.ts';
export type { Basis, CallCost, Formula, Formulas } from './core/formula.ts';
export type {
  FusedAttributes,
  FusedInputs,
  KernelCall,
  Kernels,
  KernelSignature,
  LayoutAttributes,
  NamedInputs,
  NoAttributes,
  PoolAttributes,
  TensorSpec,
  TransposeAttributes,
  WindowAttributes,
  WindowPadding,
  WindowSizes,
} from './core/kernel-call.ts';
export type { Margin, ZeroMargins } from './core/zero-margins.ts';
export { amount, partOf, type Amount, type Factors, type Term, type Work } from './core/work.ts';
export type { Op, OpCounts } from './core/ops.ts';
export type { DType, Json, Shape } from './core/shape.ts';
export type { Unit } from './core/unit.ts';

export type { ExecutedBackend, ExecutedOptions } from './executed/index.ts';
export {
  TfjsFlopsError,
  type ErrorCode,
  type ErrorData,
  type ErrorDetails,
  type Listed,
  type OptionValue,
  type Remedy,
} from './core/errors.ts';
