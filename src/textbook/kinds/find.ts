/** @file All layers of a model that are of a kind which the text speaks of; each row is in one of them at most. */
import { sizeOf } from '../../core/shape.ts';
import { keyOf } from '../../core/path-key.ts';
import type { TheoryRow } from '../../core/theory.ts';
import { hasBias, isDerived, type Derived } from '../layer.ts';
import { attentionsIn } from './attention.ts';
import { convolutionAt } from './convolution.ts';
import { feedForwardsIn } from './feed-forward.ts';
import type { Found } from './kind.ts';
import { productOf, productsOf, rowFinder, type RowAt } from './products.ts';

/** A dense layer on its own; a node that multiplies with weights is one. */
function denseAt(row: Derived, rowAt: RowAt): Found | null {
  if (row.className !== 'Dense') {
    const product = productOf(row, rowAt);
    if (product?.type !== 'dense') return null;
    const { rows: N, inputs, outputs: out, bias, paths, calls } = product;
    const sizes = { N, in: inputs, out, bias };
    return { kind: 'dense', paths, uses: [{ sizes, times: calls }], isOfGraph: true };
  }
  const uses = row.uses.map(({ inputs: [input = []], outputs: [output = []], calls }) => ({
    sizes: {
      N: sizeOf(input.slice(1, -1)),
      in: input.at(-1) ?? 0,
      out: output.at(-1) ?? 0,
      bias: hasBias(row) ? 1 : 0,
    },
    times: (input[0] ?? 1) * calls,
  }));
  return uses.length === 0 ? null : { kind: 'dense', paths: [row.path], uses, isOfGraph: false };
}

/** A row that adds a learned vector to each token. */
function positionsAt(row: Derived): Found | null {
  if (row.className !== 'LearnedPositions' || row.uses.length === 0) return null;
  const uses = row.uses.map(({ inputs: [input = []], calls }) => ({
    sizes: { N: sizeOf(input.slice(1, -1)), D: input.at(-1) ?? 0 },
    times: (input[0] ?? 1) * calls,
  }));
  return { kind: 'positions', paths: [row.path], uses, isOfGraph: false };
}

/** By kind, each in the order of the rows. Reads paths, class names, configs and shapes alone. */
export function findKinds(rows: readonly TheoryRow[]): readonly Found[] {
  const rowAt = rowFinder(rows);
  const attentions = attentionsIn(rows, productsOf(rows, rowAt));
  const taken = new Set(attentions.flatMap(({ paths }) => paths.map(keyOf)));
  const free = (): readonly TheoryRow[] => rows.filter(({ path }) => !taken.has(keyOf(path)));
  const feedForwards = feedForwardsIn(rows, productsOf(free(), rowAt), attentions[0]?.uses[0]?.sizes['N']);
  for (const { paths } of feedForwards) for (const path of paths) taken.add(keyOf(path));
  const single = free()
    .filter(isDerived)
    .flatMap(
      (row) =>
        convolutionAt(row, attentions.length > 0, rowAt) ?? denseAt(row, rowAt) ?? positionsAt(row) ?? [],
    );
  return [...attentions, ...feedForwards, ...single];
}
