/** @file A pass beside the one that shapes alone give: what differs, or why that is not known. */

/** A distinct call in its layer or node that one of the two passes ran more often. */
export interface ShapeDifference {
  readonly scope: number;
  readonly kernel: string;
  /** `Relu 1×8×8×3 → 1×8×8×3`, types where they are not float32. */
  readonly call: string;
  /** How often it ran, and how often it should have by shapes. */
  readonly ran: number;
  readonly expected: number;
}

/** What came of holding a pass against its shapes. */
export interface ShapeCheck {
  /** Kernel calls that were compared. */
  readonly calls: number;
  /** Empty where all agree. */
  readonly differences: readonly ShapeDifference[];
  /** Whether the same calls ran in another order. */
  readonly isReordered: boolean;
  /** The sentence with which the pass on shapes stopped where the other did not; `null`: it did not. */
  readonly stopped: string | null;
  /** Why some calls, or all, are not compared: a clause; `null`: all are. */
  readonly why: string | null;
}
