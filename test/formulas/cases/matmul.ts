/** @file Matrix products and einsum: expected numbers by hand. */
import { callOf, f32, type FormulaCase } from '../formula-case.ts';

const [m, k, n] = [3, 5, 7];

const matmul = (
  name: string,
  a: readonly number[],
  b: readonly number[],
  y: readonly number[],
  transposes: { transposeA: boolean; transposeB: boolean },
  multiplyAdds: number,
): FormulaCase => ({
  name: `BatchMatMul ${name}`,
  call: callOf('BatchMatMul', { a: f32(...a), b: f32(...b) }, f32(...y), transposes),
  expected: { products: { multiplyAdds } },
});

const plain = { transposeA: false, transposeB: false };
const batch = 4;
const [outer, inner] = [2, 6];

const einsum = (
  name: string,
  equation: string,
  shapes: readonly (readonly number[])[],
  y: readonly number[],
  expected: FormulaCase['expected'],
): FormulaCase => ({
  name: `Einsum ${equation}: ${name}`,
  call: callOf(
    'Einsum',
    shapes.map((shape) => f32(...shape)),
    f32(...y),
    { equation },
  ),
  expected,
});

const [b, h, q, s, d] = [2, 3, 4, 5, 6];

export const MATMUL_CASES: readonly FormulaCase[] = [
  matmul('rank 2', [m, k], [k, n], [m, n], plain, m * k * n),
  matmul('batch', [batch, m, k], [batch, k, n], [batch, m, n], plain, batch * m * k * n),
  matmul('a transposed', [k, m], [k, n], [m, n], { transposeA: true, transposeB: false }, m * k * n),
  matmul('b transposed', [m, k], [n, k], [m, n], { transposeA: false, transposeB: true }, m * k * n),
  matmul(
    'broadcast over both batches',
    [outer, 1, m, k],
    [1, inner, k, n],
    [outer, inner, m, n],
    plain,
    outer * inner * m * k * n,
  ),
  einsum(
    'matrix product',
    'ij, jk -> ik',
    [
      [m, k],
      [k, n],
    ],
    [m, n],
    { products: { multiplyAdds: m * k * n } },
  ),
  einsum(
    'attention scores',
    'bqhd,bshd->bhqs',
    [
      [b, q, h, d],
      [b, s, h, d],
    ],
    [b, h, q, s],
    { products: { multiplyAdds: b * h * q * s * d } },
  ),
  einsum('outer product', 'i,j->ij', [[m], [n]], [m, n], { elementwise: { multiplies: m * n } }),
  einsum(
    'product per element',
    'ij,ij->ij',
    [
      [m, k],
      [m, k],
    ],
    [m, k],
    { elementwise: { multiplies: m * k } },
  ),
  einsum(
    'inner product',
    'ij,ij->',
    [
      [m, k],
      [m, k],
    ],
    [],
    { products: { multiplyAdds: m * k } },
  ),
  einsum(
    'a letter of one operand summed',
    'ij,jk->k',
    [
      [m, k],
      [k, n],
    ],
    [n],
    {
      products: { multiplyAdds: m * k * n },
    },
  ),
  einsum('rows summed', 'ij->i', [[m, k]], [m], { reduction: { adds: m * (k - 1) } }),
  einsum('transposition', 'ij->ji', [[m, k]], [k, m], {}),
  einsum('trace', 'ii->', [[n, n]], [], { reduction: { adds: n - 1 } }),
  einsum('diagonal', 'ii->i', [[n, n]], [n], {}),
  einsum('diagonal times a vector, summed', 'ii,i->', [[n, n], [n]], [], { products: { multiplyAdds: n } }),
];
