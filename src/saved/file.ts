/**
 * @file What a file holds of a Report: `report.schema.json` is made from these types. Nothing is in it twice: what is a
 * sum or a copy of something else in the file is left out, and so is a field that is as usual, which its comment names.
 *
 * `schemaVersion` is raised by every change of these types: a file has the fields of its version and no others. A reader
 * reads its own version and those before it.
 */
import type { Column, Quantity } from '../core/bridge.ts';
import type { Environment } from '../core/environment.ts';
import type { Fit } from '../core/fit.ts';
import type { CallCost, Formula } from '../core/formula.ts';
import type { Instruction, Machine } from '../core/instructions.ts';
import type { Op } from '../core/ops.ts';
import type { Reason } from '../core/reason.ts';
import type { Finding, Peaks } from '../core/report.ts';
import type { DType, Json } from '../core/shape.ts';
import type { TextbookForm } from '../core/theory.ts';
import type { HostWork, Phase, Scope } from '../core/trace.ts';
import type { Term, Work } from '../core/work.ts';
import type { ZeroMargins } from '../core/zero-margins.ts';
import type { FileLeaks, FileMemory } from './memory.ts';
import type { FileFirstRun } from './first-run.ts';
import type { Count, Index, Milliseconds, Sizes } from './numbers.ts';

export type { FileLeaks, FileMemory } from './memory.ts';
export type { Count, Index, Milliseconds, Sizes } from './numbers.ts';

/** A tensor without its values. */
export interface FileTensor {
  readonly shape: Sizes;
  /** Usually `float32`. */
  readonly dtype?: DType;
  /** Usually `value`. */
  readonly origin?: 'weight';
  readonly zeros?: ZeroMargins;
}

/** A distinct kernel call and what one of it costs. */
export interface FileCall {
  readonly kernel: string;
  readonly inputs: { readonly [name: string]: FileTensor } | readonly FileTensor[];
  /** @minItems 1 */
  readonly outputs: readonly FileTensor[];
  /** Usually none. */
  readonly attrs?: { readonly [name: string]: Json };
  readonly cost: CallCost;
}

/** How a scope was called. */
export interface FileScopeCall {
  /** Usually none. */
  readonly inputs?: readonly Sizes[];
  /** Usually none. */
  readonly outputs?: readonly Sizes[];
  /** Usually 1. */
  readonly calls?: Count;
  /** Usually 0. */
  readonly direct?: Count;
}

/** A scope; its number is its place in the list. */
export interface FileScope {
  /** Usually 1, the model; the root has none. */
  readonly parent?: Index | null;
  /** Usually a node's own name without its first `skip` steps. */
  readonly path?: readonly string[];
  readonly node?: string;
  /** Usually 0. */
  readonly skip?: Count;
  /** Usually `node` where there is a node, else `layer`. */
  readonly kind?: Scope['kind'];
  readonly className: string;
  /** Usually one call where there is a node, else none. */
  readonly calls?: readonly FileScopeCall[];
}

/** A time over the passes. */
export interface FileTime {
  readonly meanMs: Milliseconds;
  /** Usually 0. */
  readonly madMs?: Milliseconds;
  /** `null` where the first pass is void. */
  readonly firstMs: Milliseconds | null;
}

/** How often a distinct call ran in a scope; its number is its place in the list. */
export interface FileEntry {
  readonly scope: Index;
  /** Usually `forward`. */
  readonly phase?: Phase;
  readonly call: Index;
  /** Usually 1. */
  readonly calls?: Count;
  /** Left out where nothing was timed, and where it is that of the scope's row: it is the only entry of its scope. */
  readonly time?: FileTime;
  /** Only where instructions were counted; those of which there are none are left out. */
  readonly executed?: FileInstructions;
  /** Usually 0. */
  readonly unreadCalls?: Count;
  /** Usually 1. */
  readonly mostReads?: Count;
  /** Usually none. */
  readonly sources?: { readonly [input: string]: readonly Index[] };
  /** Usually none. */
  readonly constants?: readonly string[];
}

/** Executed lanes, without those of which there are none. */
export type FileInstructions = { readonly [K in Instruction]?: Count };

/** Counted operations, without those of which there are none. */
export interface FileOps {
  readonly multiplyAdds?: Count;
  readonly multiplies?: Count;
  readonly adds?: Count;
  readonly divides?: Count;
  readonly comparisons?: Count;
  readonly transcendentals?: Count;
}

/** Counts of a row. What was counted is the sum of `byTerm` over its terms. */
export interface FileCounts {
  /** Usually none. */
  readonly byTerm?: { readonly [K in Term]?: FileOps };
  /** Usually all multiply-adds. */
  readonly inBounds?: Count;
  /** Usually 0. */
  readonly onZeros?: Count;
  /** Usually 1. */
  readonly calls?: Count;
  /** Usually 0. */
  readonly unknownCalls?: Count;
  /** Usually 0. */
  readonly upperBoundCalls?: Count;
  /** Left out where nothing was timed, and of a row without calls. */
  readonly time?: FileTime;
  /** Left out where instructions were not counted. */
  readonly executed?: FileInstructions;
  /** Usually 0. */
  readonly outputBytes?: Count;
  /** Usually 0. */
  readonly bytes?: Count;
}

/** Usually no parameters at all. */
export interface FileParameters {
  readonly trainable: Count | null;
  readonly nonTrainable: Count | null;
  /** Usually 0. */
  readonly frozen?: Count;
  readonly total: Count;
}

/** What stands between two columns; the residual is what is left of the difference. */
export interface FileBridge {
  readonly from: Column;
  readonly to: Column;
  readonly quantity: Quantity;
  readonly fromAmount: number;
  readonly toAmount: number;
  /** Usually none. */
  readonly terms?: readonly {
    readonly term: string;
    readonly amount: number;
    /** Usually `closed-form`. */
    readonly basis?: 'measured';
  }[];
}

/** Counts of a row beside theory. */
export interface FileCompared extends FileCounts {
  readonly parameters?: FileParameters;
  /** Left out for a pass that only goes forward. */
  readonly phases?: { readonly [K in Phase]: FileCounts };
}

/** A row of a scope. */
export interface FileLayer extends FileCompared {
  /** Usually theory and count of multiply-adds and of parameters, with nothing between; and those of the row's text. */
  readonly bridges?: readonly FileBridge[];
  /** `null`: only theory has it. */
  readonly scope: Index | null;
  /** Only where there is no scope. */
  readonly path?: readonly string[];
  readonly kind?: Scope['kind'];
  readonly className?: string;
  /** Usually 1. */
  readonly layerCalls?: Count;
  /** Usually none. */
  readonly outputs?: readonly Sizes[];
  /** In the list `theory`; left out where theory does not speak of it. */
  readonly theory?: Index;
  /** Why theory derives nothing; usually what its derivation says. */
  readonly why?: Reason;
}

/** A kernel's row. */
export interface FileKernel extends FileCounts {
  readonly kernel: string;
  readonly state: Formula['state'];
  readonly distinctCalls: Count;
}

/** The row of the whole pass; all counts are in it. */
export interface FileTotal extends FileCompared {
  readonly counted: { readonly [K in Op]: Count };
  readonly theory: { readonly multiplyAdds: Count; readonly parameters: FileParameters } | null;
  readonly bridges: readonly FileBridge[];
  readonly residual: number | null;
  readonly wall: (FileTime & { readonly runs: Count }) | null;
  readonly theoryCovers: number | null;
  readonly comparedRows: Count;
  readonly agreeingRows: Count;
  readonly unknownTimeShare: number | null;
}

/** One use of a layer, in theory. */
export interface FileUse {
  readonly inputs: readonly Sizes[];
  readonly outputs: readonly Sizes[];
  /** Usually none. */
  readonly work?: Work;
  /** Usually 1. */
  readonly calls?: Count;
}

/** A derivation; rows that are derived alike share it. */
export interface FileTheory {
  /** Usually empty. */
  readonly config?: { readonly [key: string]: Json };
  /** Left out where nothing is derived. */
  readonly uses?: readonly FileUse[];
  /** Usually none at all. */
  readonly parameters?: FileParameters;
  readonly given?: string;
  /** Why nothing is derived. */
  readonly why?: Reason;
}

/** Where a row of theory stands: its derivation, and the row of `layers` that it belongs to. */
export interface FileTheoryRow {
  readonly theory: Index;
  /** In `layers`; else the path and class stand here. */
  readonly row?: Index;
  readonly path?: readonly string[];
  readonly className?: string;
}

/** A textbook formula; how it reads is in `forms`. */
export interface FileForm {
  readonly form: Index;
  readonly says: TextbookForm['says'];
  /** Usually none. */
  readonly terms?: TextbookForm['terms'];
  /** What theory says of the same; left out where it does not derive all of it. */
  readonly theory?: Count;
}

/** The textbook's word on a layer, group or model. */
export interface FileTextbookRow {
  readonly path: readonly string[];
  readonly kind: 'convolution' | 'dense' | 'attention' | 'mlp' | 'model';
  readonly multiplyAdds?: FileForm;
  readonly parameters?: FileForm;
}

/** A weight. */
export interface FileWeight {
  readonly name: string;
  readonly shape: Sizes;
  /** Usually `float32`. */
  readonly dtype?: DType;
  readonly scope: Index;
  /** Usually none. */
  readonly alsoIn?: readonly Index[];
  /** `null`: not known. Usually that where the scope is a node, else true. */
  readonly trainable?: boolean | null;
  /** Usually false. */
  readonly frozen?: true;
  /** Usually true. */
  readonly read?: false;
  /** Left out where there is no file. */
  readonly diskBytes?: Count;
}

/** An input of what ran. */
export interface FileInput extends FileTensor {
  readonly name: string;
}

/** A saved Report. */
export interface ReportFile {
  readonly schemaVersion: 1;
  readonly model: string;
  readonly backend: string;
  readonly inputs: readonly FileInput[];
  readonly environment: Environment;
  readonly total: FileTotal;
  readonly findings: readonly Finding[];
  /** Whether backends would run it; left out where nobody asked. */
  readonly fits?: readonly Fit[];
  /** What the first pass was made of; left out of what did not run on a GPU. */
  readonly firstRun?: FileFirstRun;
  readonly repairs: readonly string[];
  readonly memory: FileMemory | null;
  /** Left out where nothing is left behind. */
  readonly leaks?: FileLeaks;
  readonly peaks: Peaks | null;
  readonly machine: Machine | null;
  /** Timed passes; `null` where nothing was timed. */
  readonly runs: Count | null;
  /** Whether results were followed to their readers. */
  readonly isFollowed: boolean;
  readonly kernels: readonly FileKernel[];
  readonly layers: readonly FileLayer[];
  readonly scopes: readonly FileScope[];
  readonly calls: readonly FileCall[];
  readonly entries: readonly FileEntry[];
  readonly hostWork: readonly HostWork[];
  readonly theory: readonly FileTheory[];
  /** Usually the rows of `layers` that have one, in their order. */
  readonly theoryRows?: readonly FileTheoryRow[];
  readonly forms: readonly Omit<TextbookForm, 'says' | 'terms'>[];
  readonly textbook: readonly FileTextbookRow[];
  readonly weights: readonly FileWeight[];
}
