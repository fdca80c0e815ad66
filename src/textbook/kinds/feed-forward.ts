/**
 * @file Feed-forward networks, D → Dff → D: groups of two dense layers, and wherever two products with weights follow one
 * another so, in graph models too.
 */
import type { TheoryRow } from '../../core/theory.ts';
import { mlpGroups } from '../groups.ts';
import type { Found } from './kind.ts';
import { isDerived } from '../layer.ts';
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

/** What may multiply and is no product of `products`: what lies on its other side need not follow. */
const isBetween = (row: TheoryRow): boolean =>
  !isDerived(row) || row.uses.some(({ work }) => work.some(({ op }) => op === 'multiplyAdds'));

/** How many of those stand before each row. */
function countBetween(
  rows: readonly TheoryRow[],
  products: readonly Product[],
): ReadonlyMap<TheoryRow, number> {
  const own = new Set<TheoryRow>(products.map(({ row }) => row));
  let count = 0;
  return new Map(rows.map((row) => [row, isBetween(row) && !own.has(row) ? ++count : count]));
}

/**
 * Two that have one width do not say whether one follows the other: queries and keys are such.
 * @param tokens of the model's attentions: a graph flattens examples and tokens into one axis
 */
function followed(
  rows: readonly TheoryRow[],
  products: readonly Product[],
  tokens: number | undefined,
): readonly Found[] {
  const found: Found[] = [];
  const between = countBetween(rows, products);
  for (let i = 0; i + 1 < products.length; i++) {
    const [first, second] = [products[i]!, products[i + 1]!];
    if (first.type !== 'dense' || second.type !== 'dense') continue;
    const returns = second.inputs === first.outputs && second.outputs === first.inputs;
    if (first.inputs === first.outputs || between.get(first.row) !== between.get(second.row)) continue;
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

/** @param rows all of the model's @param products of those that are in no attention */
export const feedForwardsIn = (
  rows: readonly TheoryRow[],
  products: readonly Product[],
  tokens: number | undefined,
): readonly Found[] => {
  const groups = grouped(rows);
  const known = new Set(groups.flatMap(({ paths }) => paths));
  const others = products.filter(({ row }) => !known.has(row.path));
  return [...groups, ...followed(rows, others, tokens)];
};
