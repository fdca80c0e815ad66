/** @file What a graph's node is that has no row of its own: a weight, an input, or one that did not run. */
import type { LayerRow, Report } from '../core/report.ts';
import { brackets, count } from './format.ts';

/** What is known of it, and the row that it belongs to. */
export interface RowlessNode {
  readonly what: string;
  /** That of the node that owns the weight; `null` where there is none. */
  readonly row: LayerRow | null;
}

/** @param name as `model.json` writes it; `null` for a name that no node has */
export function rowlessNode({ weights, inputs, scopes, layers }: Report, name: string): RowlessNode | null {
  const weight = weights.find((each) => each.name === name);
  if (weight !== undefined) {
    const row = layers.find(({ scope }) => scope === weight.scope) ?? null;
    const size = weight.shape.reduce((product, length) => product * length, 1);
    const owner = row === null ? ', which no node of the pass reads' : '';
    return {
      what: `a weight, ${brackets(weight.shape)} ${weight.dtype}: ${count(size, 'number')}${owner}`,
      row,
    };
  }
  const input = inputs.find((each) => each.name === name);
  if (input !== undefined) return { what: `an input, ${brackets(input.shape)} ${input.dtype}`, row: null };
  if (scopes.some(({ node }) => node === name))
    return { what: 'a node that did not run in this pass, and owns nothing', row: null };
  return null;
}
