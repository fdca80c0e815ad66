/** @file `theory`: what an architecture costs, from its JSON alone. Nothing is run. */
import type { Architecture, LayerFormulas, SeenCalls, TheoryRow } from '../core/theory.ts';
import { deriveGraphRows } from '../theory/graph/derive.ts';
import { layerFormulasWith } from '../theory/layers/table.ts';
import { checkDeclaredInputs, deriveRows } from '../theory/layers/walk.ts';
import { checkArchitecture } from './architecture.ts';
import { checkLayerFormulas } from './options.ts';

/**
 * Theory for these input shapes, whatever the architecture declares.
 * @param layerFormulas all of them, by layer class; a graph model's operations have their own
 * @param seen calls of layers that ran, for those without a closed form
 */
export const rowsOf = (
  architecture: Architecture,
  layerFormulas: LayerFormulas,
  seen?: SeenCalls,
): readonly TheoryRow[] =>
  architecture.format === 'layers'
    ? deriveRows(architecture, layerFormulas, seen)
    : deriveGraphRows(architecture);

/**
 * Derives multiply-adds and parameters of each layer from a topology and its input shapes; of a graph model, of each
 * node that its outputs need. Nothing is run.
 * @param architecture what `model.toJSON(null, false)` or the topology of a `model.json` holds, and the shapes of the
 *   inputs, batch first
 * @param layerFormulas closed forms by layer class, for custom layers or instead of the built-in ones, for this call only
 * @throws TfjsFlopsError `invalid-input` for an architecture or a topology that is none and for inputs that it does not
 *   declare, `invalid-option`
 * @example
 * const topology = model.toJSON(null, false);
 * const rows = theory({ format: 'layers', topology, inputs: [[1, 224, 224, 3]] });
 */
export function theory(architecture: Architecture, layerFormulas: LayerFormulas = {}): readonly TheoryRow[] {
  checkArchitecture(architecture);
  checkLayerFormulas(layerFormulas);
  if (architecture.format === 'layers') checkDeclaredInputs(architecture);
  return rowsOf(architecture, layerFormulasWith(layerFormulas));
}
