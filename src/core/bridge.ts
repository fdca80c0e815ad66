/**
 * @file Two neighbouring columns and what stands between them: from + Σ terms + residual = to.
 * A closed-form term is a function of shapes, attributes and call counts and never reads either column: a term
 * computed as a remainder would make every residual zero. A residual that is not 0 is a bug.
 */
/** Four derivations of the same amount, none of which reads another. */
export type Column = 'textbook' | 'theory' | 'counted' | 'executed';
/** `adds`: multiply-adds and additions, as executed adds; `minMax`: running maxima, of max pooling alone. */
export type Quantity = 'multiplyAdds' | 'parameters' | 'trainable' | 'adds' | 'minMax';

/** A named part of the difference between two columns; its amount may be negative. */
export interface BridgeTerm {
  readonly term: string;
  readonly amount: number;
  /** `measured`: no closed form, since the work depends on the data; taken from the run itself. */
  readonly basis: 'closed-form' | 'measured';
}

/** From one column to the next: `fromAmount` + Σ `terms` + `residual` = `toAmount`. */
export interface Bridge {
  readonly from: Column;
  readonly to: Column;
  readonly quantity: Quantity;
  readonly fromAmount: number;
  readonly toAmount: number;
  readonly terms: readonly BridgeTerm[];
  readonly residual: number;
}

/** Σ |residual|, so that +5 and −5 do not cancel. */
export const residualOf = (bridges: readonly Bridge[]): number =>
  bridges.reduce((sum, { residual }) => sum + Math.abs(residual), 0);

export const bridge = (
  [from, to]: readonly [Column, Column],
  quantity: Quantity,
  fromAmount: number,
  toAmount: number,
  terms: readonly BridgeTerm[] = [],
): Bridge => ({
  from,
  to,
  quantity,
  fromAmount,
  toAmount,
  terms,
  residual: toAmount - fromAmount - terms.reduce((sum, { amount }) => sum + amount, 0),
});
