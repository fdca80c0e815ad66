/** @file Matrix products: two matrices in a batch, and Einstein's sum convention. */
import { backend_util, type Tensor } from '@tensorflow/tfjs-core';
import { broadcast, wider } from '../axes.ts';
import { demand, described, named, rule, text, type Described, type ShapeRules } from '../rule.ts';

interface Transposed {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  /** Only where it is fused. */
  readonly activation?: string;
}

/** Activations with a slope give floats. */
const SLOPED: ReadonlySet<string | undefined> = new Set(['prelu', 'leakyrelu']);

const matmul = rule<{ a: Described; b: Described }, Transposed>(
  ({ a, b }, { transposeA, transposeB, activation }) => {
    const [rankA, rankB] = [a.shape.length, b.shape.length];
    demand(
      rankA >= 2 && rankB >= 2,
      () => `a product takes matrices, got ${text(a.shape)} and ${text(b.shape)}`,
    );
    const [rows, innerA] = transposeA ? [rankA - 1, rankA - 2] : [rankA - 2, rankA - 1];
    const [innerB, columns] = transposeB ? [rankB - 1, rankB - 2] : [rankB - 2, rankB - 1];
    demand(
      a.shape[innerA] === b.shape[innerB],
      () =>
        `the inner sizes of a product differ: ${text(a.shape)}${transposeA ? ' transposed' : ''} and ` +
        `${text(b.shape)}${transposeB ? ' transposed' : ''}`,
    );
    const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const dtype = SLOPED.has(activation) ? 'float32' : wider(a.dtype, b.dtype);
    return described([...batch, a.shape[rows]!, b.shape[columns]!], dtype);
  },
);

/** `ij,jk->ik`: each letter is a size. */
const einsum = rule<readonly Described[], { equation: string }>((all, { equation }) => {
  const { allDims, idDims } = backend_util.decodeEinsumEquation(equation, all.length);
  backend_util.checkEinsumDimSizes(allDims.length, idDims, all as unknown as Tensor[]);
  const [left = '', right = ''] = equation.replaceAll(/\s/g, '').split('->');
  const sizes = new Map<string, number>();
  for (const [i, letters] of left.split(',').entries())
    demand(
      letters.length === all[i]!.shape.length,
      () =>
        `${letters} of ${equation} are ${letters.length} axes, and ${text(all[i]!.shape)} has ${all[i]!.shape.length}`,
    );
  for (const [i, letters] of left.split(',').entries())
    for (const [axis, letter] of letters.split('').entries()) sizes.set(letter, all[i]!.shape[axis]!);
  return described(
    right.split('').map((letter) => sizes.get(letter)!),
    all.map(({ dtype }) => dtype).reduce((one, other) => wider(one, other)),
  );
});

export const PRODUCT: ShapeRules = { ...named('BatchMatMul _FusedMatMul', matmul), Einsum: einsum };
