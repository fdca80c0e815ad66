/**
 * @file Feed-forward networks, D → Dff → D: groups of two dense layers, and wherever two products with weights follow one
 * another so, in graph models too.
 */
import type { TheoryRow } from '../../core/theory.ts';
import { mlpGroups } from '../groups.ts';
import type { Found } from './kind.ts';
import { isNode, type Product } from './products.ts';

const grouped = (rows: readonly TheoryRow[]): readonly Found[] =>
  mlpGroups(rows).map(({ rows: own, uses, d, dff, hasBias }) => ({
    kind: 'feed-forward',
    paths: own.map(({ path }) => path),
    uses: uses.map(({ n, batch, calls }) => ({
      sizes: {
        N: n,
        D: d,
        Dff: dff,
        firstBias: hasBias.first ? 1 : 0,
        secondBias: hasBias.second ? 1 : 0,
      },
      times: batch * calls,
    })),
    isOfGraph: false,
  }));

/** @param tokens of the model's attentions: a graph flattens examples and tokens into one axis */
function followed(products: readonly Product[], tokens: number | undefined): readonly Found[] {
  const found: Found[] = [];
  for (let i = 0; i + 1 < products.length; i++) {
    const [first, second] = [products[i]!, products[i + 1]!];
    if (first.type !== 'dense' || second.type !== 'dense') continue;
    const returns = second.inputs === first.outputs && second.outputs === first.inputs;
    if (!returns || second.rows !== first.rows || second.calls !== first.calls) continue;
    const { rows, inputs, outputs, calls } = first;
    const n = tokens !== undefined && rows % tokens === 0 ? tokens : rows;
    found.push({
      kind: 'feed-forward',
      paths: [...first.paths, ...second.paths],
      uses: [
        {
          sizes: { N: n, D: inputs, Dff: outputs, firstBias: first.bias, secondBias: second.bias },
          times: (rows / n) * calls,
        },
      ],
      isOfGraph: isNode(first.row),
    });
    i++;
  }
  return found;
}

/** @param products of `rows` that are in no attention */
export const feedForwardsIn = (
  rows: readonly TheoryRow[],
  products: readonly Product[],
  tokens: number | undefined,
): readonly Found[] => {
  const groups = grouped(rows);
  const known = new Set(groups.flatMap(({ paths }) => paths));
  const others = products.filter(({ row }) => !known.has(row.path));
  return [...groups, ...followed(others, tokens)];
};
