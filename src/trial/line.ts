/** @file A formula on trial: what it says of a model's layers beside what the run shows of them. */
import type { KindName, Sizes } from '../textbook/kinds/kind.ts';
import type { Says } from '../textbook/verdict/explain.ts';
import type { Judged, Shown, Verdict } from '../textbook/verdict/judge.ts';

/** Why layers of a kind are left out of a line. */
export type Lack = 'unknown' | 'run otherwise' | 'other owner' | 'no such size' | 'not summed';

/** What a formula is of. */
export type LineKind = KindName | 'model';

/** A formula, of what, and its value for one example at sizes. */
export interface Asked {
  /** `F1`; `null` for the reader's own. */
  readonly form: string | null;
  readonly kind: KindName;
  readonly quantity: Judged;
  readonly text: string;
  /** The same over the letters of the kind alone, where `text` refers to another formula. */
  readonly spelled?: string;
  /** The part of the layers of which it speaks; absent where it is all of them. */
  readonly part?: string;
  /** Of an own formula the letters that it reads. */
  readonly names?: ReadonlySet<string>;
  readonly says: Says;
}

export interface FormulaLine {
  /** `F1`; `null` for the reader's own. */
  readonly form: string | null;
  readonly kind: LineKind;
  readonly quantity: Judged;
  readonly text: string;
  /** `null` where the model has no layer of the kind, or none of which it is known. */
  readonly verdict: Verdict | null;
  /** Sizes that are the same in all layers. */
  readonly sizes: Sizes;
  /** Letters on which the layers' cost depends and that an own formula does not read. */
  readonly unread: readonly string[];
  /** Layers that are not in the verdict. */
  readonly left: readonly { readonly lack: Lack; readonly layers: number }[];
  /** What was asked, and the layers that the verdict is on, to try other sizes; `null` for the model as a whole. */
  readonly tried: { readonly asked: Asked; readonly layers: readonly Shown[] } | null;
}
