/** @file A measured matrix product. */

/** A product, and how long it took both ways. */
export interface ProductTime {
  readonly isTransposed: boolean;
  /** Matrices in the batch. */
  readonly batch: number;
  /** m×k times k×n. */
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly togetherMs: number;
  readonly apartMs: number;
}
