/**
 * @file Attention: the groups of layers that say so by their class, and wherever products of matrices follow one another
 * as attention's do, in graph models too: maps to Q, K and V, scores [N, N], their application, and the output projection.
 */
import type { TheoryRow } from '../../core/theory.ts';
import { attentionGroups } from '../groups.ts';
import type { Found } from './kind.ts';
import { isIdle } from '../layer.ts';
import { isNode, pathsOf, type DenseProduct, type PairProduct, type Product } from './products.ts';

type Paths = readonly (readonly string[])[];

/** By the names of the parts of its kind. */
const partsOf = (
  maps: Paths,
  scores: Paths,
  apply: Paths,
  projection: Paths,
): NonNullable<Found['parts']> => ({
  'Q, K and V': maps,
  'attention scores': scores,
  'apply attention': apply,
  'output projection': projection,
});

/** The four rows of a group that do work, in their order. */
function partsOfGroup(rows: readonly TheoryRow[]): NonNullable<Found['parts']> {
  const [maps = [], scores = [], apply = [], projection = []] = rows
    .filter((row) => !isIdle(row))
    .map(({ path }) => [path]);
  return partsOf(maps, scores, apply, projection);
}

const grouped = (rows: readonly TheoryRow[]): readonly Found[] =>
  attentionGroups(rows).map(({ rows: own, uses, d, heads, headWidth, dOut, biases }) => ({
    kind: 'attention',
    paths: own.map(({ path }) => path),
    parts: partsOfGroup(own),
    uses: uses.map(({ n, batch, calls }) => ({
      sizes: {
        N: n,
        D: d,
        Dk: heads * headWidth,
        h: heads,
        projection: dOut,
        mapBias: biases.maps > 0 ? 1 : 0,
        projectionBias: biases.projection > 0 ? 1 : 0,
      },
      times: batch * calls,
    })),
    isOfGraph: false,
  }));

const isDense = (product: Product | undefined): product is DenseProduct => product?.type === 'dense';

/** The last maps before the scores: one to all three, or three alike. @param width of Q, K and V each, `h·d` */
function mapsBefore(
  before: readonly Product[],
  width: (rows: number) => number,
): readonly DenseProduct[] | null {
  const [third, second, first] = [before.at(-1), before.at(-2), before.at(-3)];
  if (!isDense(third)) return null;
  if (third.outputs === 3 * width(third.rows)) return [third];
  const three = [first, second, third];
  if (!three.every(isDense)) return null;
  const isAlike = three.every(
    ({ rows, inputs, outputs }) =>
      rows === third.rows && inputs === third.inputs && outputs === width(third.rows),
  );
  return isAlike ? three : null;
}

/** @param before the products since the last attention @param next what follows the application */
function foundAt(
  before: readonly Product[],
  scores: PairProduct,
  apply: PairProduct,
  next: Product | undefined,
): Found | null {
  const { m: n, k: headWidth, matrices, calls } = scores;
  const isApplied = apply.m === n && apply.k === n && apply.n === headWidth && apply.matrices === matrices;
  if (scores.n !== n || !isApplied) return null;
  const maps = mapsBefore(before, (rows) => (matrices * n * headWidth) / rows);
  if (maps === null) return null;
  const { rows, inputs } = maps[0]!;
  const width = (matrices * n * headWidth) / rows;
  const [heads, examples] = [width / headWidth, rows / n];
  if (!Number.isInteger(heads) || !Number.isInteger(examples)) return null;
  const projection = isDense(next) && next.rows === rows && next.inputs === width ? next : null;
  const all = [...maps, scores, apply, ...(projection === null ? [] : [projection])];
  const mapBias = maps[0]!.bias;
  if (!all.every((product) => product.calls === calls) || maps.some(({ bias }) => bias !== mapBias))
    return null;
  return {
    kind: 'attention',
    paths: all.flatMap(pathsOf),
    parts: partsOf(
      maps.flatMap(pathsOf),
      pathsOf(scores),
      pathsOf(apply),
      projection === null ? [] : pathsOf(projection),
    ),
    uses: [
      {
        sizes: {
          N: n,
          D: inputs,
          Dk: width,
          h: heads,
          projection: projection?.outputs ?? 0,
          mapBias,
          projectionBias: projection?.bias ?? 0,
        },
        times: examples * calls,
      },
    ],
    isOfGraph: isNode(scores.row),
  };
}

function followed(products: readonly Product[]): readonly Found[] {
  const found: Found[] = [];
  let start = 0;
  for (const [i, scores] of products.entries()) {
    const apply = products[i + 1];
    if (i < start || scores.type !== 'pair' || apply?.type !== 'pair') continue;
    const one = foundAt(products.slice(start, i), scores, apply, products[i + 2]);
    if (one === null) continue;
    found.push(one);
    start = i + 2;
  }
  return found;
}

/** @param products of `rows` */
export const attentionsIn = (rows: readonly TheoryRow[], products: readonly Product[]): readonly Found[] => [
  ...grouped(rows),
  ...followed(products),
];
