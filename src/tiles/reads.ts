/** @file What a trace keeps for the tile forms, apart from them: a page that counts has no need of the forms. */

/** Attributes that tile forms read in addition to those that formulas read: a trace must keep them too. */
export const TILE_READS: Readonly<Record<string, readonly string[]>> = {
  BatchMatMul: ['transposeB'],
  _FusedMatMul: ['transposeB'],
  AvgPool: ['pad'],
  AvgPool3D: ['strides', 'pad'],
};
