/**
 * @file What the column of theory is called. A LayersModel's JSON has layers, to which textbooks give closed forms; a graph has
 * operations, whose shapes are inferred from its inputs.
 */
import type { LayerRow } from '../core/report.ts';

export const theoryWord = ({ kind }: Pick<LayerRow, 'kind'>): 'theory' | 'inferred' =>
  kind === 'node' ? 'inferred' : 'theory';

/** That of a whole report, which holds a graph if any theory is inferred. */
export function reportWord({ layers }: { readonly layers: readonly Pick<LayerRow, 'kind' | 'theory'>[] }): {
  theory: 'theory' | 'inferred';
  row: 'layer' | 'node';
} {
  const isGraph = layers.some(({ kind, theory }) => kind === 'node' && theory !== null);
  return isGraph ? { theory: 'inferred', row: 'node' } : { theory: 'theory', row: 'layer' };
}
