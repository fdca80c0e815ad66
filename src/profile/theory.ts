/** @file `theory`: what an architecture costs, from its JSON alone. Nothing is run. */
import type { Architecture, LayerTheories, TheoryRow } from '../core/theory.ts';
import { theoriesWith } from '../theory/theories.ts';
import { deriveRows } from '../theory/walk-layers.ts';

/**
 * Derives multiply-adds and parameters of each layer from a topology and its input shapes.
 * @param architecture what `model.toJSON(null, false)` or the topology of a `model.json` holds
 * @param theories closed forms by layer class, for custom layers or instead of ours, for this call only
 * @throws TfjsFlopsError `invalid-input` for a topology that is none
 */
export const theory = (architecture: Architecture, theories: LayerTheories = {}): readonly TheoryRow[] =>
  deriveRows(architecture, theoriesWith(theories));
