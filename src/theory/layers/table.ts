/**
 * @file The table: one closed form for each layer class of tfjs-layers 4.22, and for the zoo's own layers.
 */
import type { LayerFormulas } from '../../core/theory.ts';
import { ACTIVATION } from './activation.ts';
import { ATTENTION } from './attention.ts';
import { CONVOLUTIONS } from './convolution.ts';
import { DENSE } from './dense.ts';
import { MERGE } from './merge.ts';
import { NORMALISATION } from './normalisation.ts';
import { OPERATIONS } from './operations.ts';
import { POOLING } from './pooling.ts';
import { RECURRENT } from './recurrent.ts';
import { SHAPE_ONLY } from './shape-only.ts';
import { wrappersOver } from './wrappers.ts';

/**
 * The table with entries of one's own added or replaced. `TimeDistributed` and `Bidirectional` know them too,
 * which a plain `{ ...LAYER_FORMULAS, Mine }` would not give.
 */
export function layerFormulasWith(own: LayerFormulas): LayerFormulas {
  const table: Record<string, LayerFormulas[string]> = {
    ...CONVOLUTIONS,
    ...DENSE,
    ...ATTENTION,
    ...NORMALISATION,
    ...POOLING,
    ...ACTIVATION,
    ...SHAPE_ONLY,
    ...MERGE,
    ...RECURRENT,
    ...OPERATIONS,
  };
  return Object.assign(table, wrappersOver(table), own);
}

export const LAYER_FORMULAS: LayerFormulas = layerFormulasWith({});
