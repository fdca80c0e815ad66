/** @file `theory`: what an architecture costs, from its JSON alone. Nothing is run. */
import type { Architecture, LayerFormulas, TheoryRow } from '../core/theory.ts';
import { deriveGraphRows } from '../theory/graph/derive.ts';
import { layerFormulasWith } from '../theory/layers/table.ts';
import { deriveRows } from '../theory/layers/walk.ts';

/** @param layerFormulas all of them, by layer class; a graph model's operations have their own */
export const rowsOf = (architecture: Architecture, layerFormulas: LayerFormulas): readonly TheoryRow[] =>
  architecture.format === 'layers' ? deriveRows(architecture, layerFormulas) : deriveGraphRows(architecture);

/**
 * Derives multiply-adds and parameters of each layer from a topology and its input shapes; of a graph model, of each
 * node that its outputs need.
 * @param architecture what `model.toJSON(null, false)` or the topology of a `model.json` holds
 * @param layerFormulas closed forms by layer class, for custom layers or instead of ours, for this call only
 * @throws TfjsFlopsError `invalid-input` for a topology that is none
 */
export const theory = (architecture: Architecture, layerFormulas: LayerFormulas = {}): readonly TheoryRow[] =>
  rowsOf(architecture, layerFormulasWith(layerFormulas));
