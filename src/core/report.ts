/**
 * @file The one result type: plain data that faces render and that JSON holds without loss. It carries the whole
 * trace, so that a saved report can be explained later. Rows hold self values: Σ layers = total for every count.
 * So does time: each is a mean over the same passes.
 */
import type { Bridge } from './bridge.ts';
import type { Environment } from './environment.ts';
import type { Leaks } from './leaks.ts';
import type { Instructions, Machine } from './instructions.ts';
import type { FirstRun } from './first-run.ts';
import type { Fit } from './fit.ts';
import type { CallCost, Formula } from './formula.ts';
import type { TensorSpec } from './kernel-call.ts';
import type { Op, OpCounts } from './ops.ts';
import type { Parameters, Weight } from './parameters.ts';
import type { Reason } from './reason.ts';
import type { Json, Shape } from './shape.ts';
import type { TextbookRow, TheoryRow } from './theory.ts';
import type { Phase, Scope, Trace } from './trace.ts';
import type { Term } from './work.ts';

/** Milliseconds over repeated passes; the first pass stands apart and is in neither mean nor deviation. */
export interface Time {
  /** Over the passes in the middle half by their total; the same ones for every row, so that rows add up exactly. */
  readonly meanMs: number;
  /** Median absolute deviation over all passes. */
  readonly madMs: number;
  /** `null` where the device declared the first pass void, and where it was over before anybody looked. */
  readonly firstMs: number | null;
  readonly runs: number;
}

/** Counts of a row; `byTerm` splits `counted` by reason. */
export interface Counts {
  readonly counted: OpCounts;
  readonly byTerm: Readonly<Partial<Record<Term, Partial<Record<Op, number>>>>>;
  /** Multiply-adds that touch real elements; the rest of `counted.multiplyAdds` falls on padding. */
  readonly inBounds: number;
  /** The part of that rest on zeros of a padding layer or kernel; what remains is a convolution's own padding. */
  readonly onZeros: number;
  readonly calls: number;
  readonly unknownCalls: number;
  /** Calls whose count is an upper bound, since it depends on data. */
  readonly upperBoundCalls: number;
  /** Kernel self time; `null` where nothing was timed. */
  readonly time: Time | null;
  /** What the backend really executed; `null` where that was not counted. */
  readonly executed: Instructions | null;
  /** Bytes of the tensors that the kernels made; views (Reshape, Identity) make none. */
  readonly outputBytes: number;
  /** Bytes that the kernels move at least: what they read of each input, once, and outputs written once; views move none. */
  readonly bytes: number;
}

/** The parts of a row's counts in a training step. */
export type ByPhase = Readonly<Record<Phase, Counts>>;

/** Counts of a row beside what theory derives for it, and the bridges between neighbouring columns. */
export interface Compared extends Counts {
  /** `null`: no theory for this row. */
  readonly theory: { readonly multiplyAdds: number; readonly parameters: Parameters } | null;
  /** Parameters of the live variables that the row owns. */
  readonly parameters: Parameters;
  readonly bridges: readonly Bridge[];
  /** In a row Σ |residual| of its bridges; in the total the sum of the rows', so that +5 and −5 do not cancel. `null`: nothing to compare. */
  readonly residual: number | null;
  /** `null` for a forward pass; of a training step theory is held against `forward` alone. */
  readonly phases: ByPhase | null;
}

/** What one scope did itself, without the scopes below it. */
export interface LayerRow extends Compared {
  /** `null`: theory derives a layer that the live model does not have. */
  readonly scope: number | null;
  readonly path: readonly string[];
  readonly kind: Scope['kind'];
  readonly className: string;
  /** The graph node's own name, as `model.json` writes it; `null` for all other rows. */
  readonly node: string | null;
  /** How often the layer was called; 0 for the root. */
  readonly layerCalls: number;
  /** The shapes of the layer's outputs, from its first call. */
  readonly outputs: readonly Shape[];
  /** Why theory is `null`. */
  readonly why: Reason | null;
}

/** Counts of all calls of one kernel. `distinctCalls` differ in shapes, attributes or which inputs are weights. */
export interface KernelRow extends Counts {
  readonly kernel: string;
  readonly state: Formula['state'];
  readonly distinctCalls: number;
}

/** A textbook row with its bridges to theory. */
export type JudgedTextbookRow = TextbookRow & { readonly bridges: readonly Bridge[] };

/** The whole run: each count is the sum of the rows in `layers`. */
export interface Total extends Compared {
  /** Wall-clock of untapped passes, interleaved with the tapped ones. */
  readonly wall: Time | null;
  /** Share of the multiply-adds in rows that theory derives, 0 … 1; `null` where none were counted, or some are unknown. */
  readonly theoryCovers: number | null;
  /** Rows whose multiply-adds theory and count both know, and in how many of those the two are the same number. */
  readonly comparedRows: number;
  readonly agreeingRows: number;
  /** Share of kernel time in unknown kernels; `null` where nothing was timed. */
  readonly unknownTimeShare: number | null;
}

/** Bytes of a model and of its pass. */
export interface Memory {
  /** The weight files; `null` where the model came from none. */
  readonly diskBytes: number | null;
  readonly weightBytes: number;
  /** The most that was alive right after a kernel, weights and inputs included: what `tf.memory()` says then. */
  readonly peakBytes: number;
  /** The part of `peakBytes` that was alive before the pass: weights, inputs, and whatever else the caller holds. */
  readonly beforeBytes: number;
  /** Where the peak was reached. */
  readonly peakScope: number;
  /** Indexed like `entries`: the most that was alive right after a call of it. */
  readonly liveBytes: readonly number[];
}

/** What a backend reached on this machine, measured: the limits of what kernels can reach. */
export interface Peaks {
  /** The best of a sweep of matrix products. */
  readonly multiplyAddsPerSecond: number;
  /** The best of a sweep of element-wise kernels, inputs and outputs together. */
  readonly bytesPerSecond: number;
  /** The least time that a kernel takes, however small: what launching costs. */
  readonly launchMs: number;
}

/** An amount of work, or a rate of it, as a sentence writes it: in another unit it is written anew. */
export interface WrittenWork {
  /** `1,024 multiply-adds`, `0.8 G/s`. */
  readonly text: string;
  readonly multiplyAdds: number;
  readonly isPerSecond: boolean;
}

/** A command that a remedy prints. */
export interface RemedyCommand {
  /** As the remedy writes it. */
  readonly text: string;
  /** How its program is had: `pip install tensorflowjs`. */
  readonly from: string;
  /** Whether our tests run it; what they do not is advice. */
  readonly tried: boolean;
}

/** Something that a user can act on. */
export interface Finding {
  /** `batch-norm-unfolded`, for programs. */
  readonly rule: string;
  /** The column that `▲` marks in the rows: `time` for a finding on what takes time. */
  readonly marks: 'time' | null;
  /** What was seen, with its figures, in one sentence. */
  readonly what: string;
  /** The figures of `what` that are work. */
  readonly work: readonly WrittenWork[];
  readonly cause: string;
  /** Empty where nothing is known to help. */
  readonly remedy: string;
  /** Absent where the remedy prints none. */
  readonly command?: RemedyCommand;
  /** The figures of `what`, for programs. */
  readonly evidence: { readonly [key: string]: Json };
  /** Indices into `layers`. */
  readonly rows: readonly number[];
}

/**
 * What `count` and `profile` return: plain data, which JSON holds without loss. Times are in milliseconds, memory in
 * bytes; a multiply-add is one multiplication and one addition.
 */
export interface Report extends Trace {
  readonly schemaVersion: 1;
  readonly model: string;
  readonly backend: string;
  readonly inputs: readonly (TensorSpec & { readonly name: string })[];
  /** Versions, flags, weights, clock: what one must know to trust or repeat the run. */
  readonly environment: Environment;
  /** `costs[i]` explains `calls[i]`. */
  readonly costs: readonly CallCost[];
  /** Indexed like `entries`. */
  readonly entryTimes: readonly (Time | null)[];
  /** Indexed like `entries`; empty where executed instructions were not counted. */
  readonly entryExecuted: readonly Instructions[];
  /** On what they were counted. */
  readonly machine: Machine | null;
  readonly theoryRows: readonly TheoryRow[];
  readonly textbook: readonly JudgedTextbookRow[];
  readonly weights: readonly Weight[];
  readonly layers: readonly LayerRow[];
  readonly kernels: readonly KernelRow[];
  readonly total: Total;
  readonly memory: Memory | null;
  /** What each pass leaves behind. */
  readonly leaks: Leaks;
  /** `null` where they were not measured. */
  readonly peaks: Peaks | null;
  /** What was changed on a copy of the model's JSON so that tfjs loads it. */
  readonly repairs: readonly string[];
  readonly findings: readonly Finding[];
  /** Whether backends would run it; only where that was asked for. */
  readonly fits?: readonly Fit[];
  /** What the first pass was made of; only of a profile on webgl or webgpu. */
  readonly firstRun?: FirstRun;
}
