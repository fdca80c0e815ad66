/** @file Theory reads an architecture's JSON and its input shapes; it never sees a live model. */
import type { Parameters } from './parameters.ts';
import type { Reason } from './reason.ts';
import type { DType, Json, Shape } from './shape.ts';
import type { Factors, Work } from './work.ts';

/** A LayersModel as text: what `model.toJSON(null, false)` or the topology of a `model.json` holds. */
export interface LayersArchitecture {
  readonly format: 'layers';
  readonly topology: Json;
  /** One per model input, batch first. */
  readonly inputs: readonly Shape[];
  /**
   * The models that were frozen as a whole, by the names of the nested models down to them; `[]` is the outermost.
   * tfjs-layers does not write it into its JSON, a live model says it.
   */
  readonly frozen?: readonly (readonly string[])[] | undefined;
}

/** A tensor of a weight manifest. */
export interface WeightEntry {
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A graph model as text: a `model.json` and the integers that its shape arithmetic reads. */
export interface GraphArchitecture {
  readonly format: 'graph';
  /** The GraphDef: `node`, `library`. */
  readonly topology: Json;
  /** By the placeholder's name, batch first. */
  readonly inputs: ReadonlyMap<string, Shape>;
  /** The nodes that are asked for. */
  readonly outputs: readonly string[];
  readonly weights: readonly WeightEntry[];
  /** Values of the integer weights (shapes, axes, paddings), by name. */
  readonly constants: ReadonlyMap<string, readonly number[]>;
}

/** A model as text, with the shapes of its inputs: all that theory reads. */
export type Architecture = LayersArchitecture | GraphArchitecture;

/** A model and how often a pass ran it on inputs of these shapes. */
export interface ModelRuns {
  /** Steps before the paths of its layers: its name, where several models ran. */
  readonly prefix: readonly string[];
  /** `null`: the model does not say what it is made of. */
  readonly architecture: Architecture | null;
  readonly calls: number;
}

/** A layer's `config` as the model's JSON holds it. */
export type LayerConfig = { readonly [key: string]: Json };

/** What one use of a layer does to its inputs, and the parameters that the layer owns. */
export interface LayerDerivation {
  readonly outputs: readonly Shape[];
  /** Multiply-adds are owed; other operations are optional. */
  readonly work: Work;
  readonly parameters: Parameters;
}

/** A closed form per layer class. @throws any error: the row is then not derivable, with its message */
export type LayerFormula = (config: LayerConfig, inputs: readonly Shape[]) => LayerDerivation;

/** A closed form for each layer class; one without is not derivable. */
export type LayerFormulas = { readonly [className: string]: LayerFormula | undefined };

/** One place in the graph where a layer is applied (a shared layer has several). */
export interface LayerUse {
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
  /** The work of one application. */
  readonly work: Work;
  /** Applications: 1 per model run; more where a caller ran the model several times on such inputs. */
  readonly calls: number;
}

/** What went in and out of a layer in a pass. */
export interface SeenCall {
  readonly inputs: readonly Shape[];
  readonly outputs: readonly Shape[];
}

/** Calls of layers that ran, by the key of a layer's path: where a layer has no closed form, theory goes on from them. */
export type SeenCalls = ReadonlyMap<string, readonly SeenCall[]>;

/** One layer of the architecture. Parameters are counted once, work once per use. */
export type TheoryRow = {
  readonly path: readonly string[];
  readonly className: string;
  /** In a report without its name and how its weights are drawn and trained. */
  readonly config: LayerConfig;
} & (
  | {
      readonly state: 'derived';
      readonly uses: readonly LayerUse[];
      readonly parameters: Parameters;
      /** A layer before it without a closed form, whose output shape is the one that ran; absent where all is derived. */
      readonly given?: string;
    }
  | { readonly state: 'not-derivable'; readonly why: Reason }
);

/** A textbook formula as the text gives it, in this project's unit. */
export interface TextbookForm {
  /** `F1` … `F9`, `P1` … `P6`; several joined where the text adds them up. */
  readonly form: string;
  /** What it is of: `convolution`, `attention scores`. */
  readonly name: string;
  /** The right-hand side as the text writes it. */
  readonly text: string;
  /** Summands, each a product of named factors; their sum is what the text says. */
  readonly says: readonly { readonly factors: Factors }[];
  /** What the text leaves out or adds too much (negative `sign`): closed forms, never a difference of totals. */
  readonly terms: readonly { readonly term: string; readonly sign: 1 | -1; readonly factors: Factors }[];
}

/** The textbook's word on one layer, one group of layers (attention, MLP), or the whole model (`path` empty). */
export interface TextbookRow {
  readonly path: readonly string[];
  readonly kind: 'convolution' | 'dense' | 'attention' | 'mlp' | 'model';
  readonly multiplyAdds: TextbookForm | null;
  readonly parameters: TextbookForm | null;
}
