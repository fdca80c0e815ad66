/** @file Matrix products over the last two axes, and Einstein sums. */
import { sizeOf, type Shape } from '../../../core/shape.ts';
import { amount, NO_WORK } from '../../../core/work.ts';
import { flag, text } from '../attributes.ts';
import { broadcast, input, written, type GraphRule, type GraphRules } from '../rule.ts';
import { unvalued } from '../tensor.ts';

interface Matrices {
  readonly batch: Shape;
  readonly rows: number;
  readonly columns: number;
}

function readMatrices(shape: Shape, isTransposed: boolean): Matrices {
  const [rows, columns] = shape.slice(-2);
  if (rows === undefined || columns === undefined)
    throw new Error(`it takes matrices, got ${written(shape)}`);
  const batch = shape.slice(0, -2);
  return isTransposed ? { batch, rows: columns, columns: rows } : { batch, rows, columns };
}

/** y[m, n] = Σₖ a[m, k]·b[k, n] for each matrix; batches broadcast. @param keys the attributes that transpose a and b */
const matrixProduct =
  (keys: readonly [string, string]): GraphRule =>
  (call) => {
    const [{ shape: left }, { shape: right }] = [input(call, 0), input(call, 1)];
    const a = readMatrices(left, flag(call.attributes, keys[0]));
    const b = readMatrices(right, flag(call.attributes, keys[1]));
    if (a.columns !== b.rows)
      throw new Error(
        `${written(left)} and ${written(right)} have no axis to sum over: ${a.columns} and ${b.rows}`,
      );
    const batch = broadcast(a.batch, b.batch);
    const { rows, columns: contracted } = a;
    const { columns } = b;
    return {
      outputs: [unvalued([...batch, rows, columns], 'float32')],
      work: [
        amount('products', 'multiplyAdds', {
          rows,
          contracted,
          columns,
          ...(batch.length > 0 && { batch: sizeOf(batch) }),
        }),
      ],
    };
  };

const EQUATION = /^([a-z]*(?:,[a-z]*)*)->([a-z]*)$/i;

/** The operands' letters and the output's. tfjs takes one or two operands, without ellipsis or repeated letters. */
function readEquation(equation: string): { operands: readonly string[]; output: string } {
  const [, left, output] = EQUATION.exec(equation.replaceAll(/\s/g, '')) ?? [];
  if (left === undefined || output === undefined)
    throw new Error(`tfjs does not run the equation "${equation}"`);
  const operands = left.split(',');
  const isPlain = [...operands, output].every((letters) => new Set(letters).size === letters.length);
  if (operands.length > 2 || !isPlain) throw new Error(`tfjs does not run the equation "${equation}"`);
  return { operands, output };
}

/**
 * Of two operands: a product for each combination of all letters, multiply-adds where a letter is summed over. Of
 * one: its elements are added up, which is no product.
 */
const einsum: GraphRule = (call) => {
  const equation = text(call.attributes, 'equation');
  const { operands, output } = readEquation(equation);
  const shapes = call.inputs.map(({ shape }) => shape);
  const wrong = (): Error => new Error(`"${equation}" does not fit ${shapes.map(written).join(', ')}`);
  if (operands.length !== shapes.length) throw wrong();
  const sizes = new Map<string, number>();
  operands.forEach((letters, i) => {
    const shape = shapes[i] ?? [];
    if (shape.length !== letters.length) throw wrong();
    shape.forEach((size, axis) => {
      const letter = letters.charAt(axis);
      if ((sizes.get(letter) ?? size) !== size) throw wrong();
      sizes.set(letter, size);
    });
  });
  const shape = output.split('').map((letter) => {
    const size = sizes.get(letter);
    if (size === undefined) throw wrong();
    return size;
  });
  const isSummed = [...sizes.keys()].some((letter) => !output.includes(letter));
  const hasProducts = operands.length === 2 && isSummed;
  return {
    outputs: [unvalued(shape, 'float32')],
    work: hasProducts ? [amount('products', 'multiplyAdds', Object.fromEntries(sizes))] : NO_WORK,
  };
};

export const MATRIX_PRODUCTS: GraphRules = {
  MatMul: matrixProduct(['transpose_a', 'transpose_b']),
  _FusedMatMul: matrixProduct(['transpose_a', 'transpose_b']),
  BatchMatMul: matrixProduct(['adj_x', 'adj_y']),
  BatchMatMulV2: matrixProduct(['adj_x', 'adj_y']),
  Einsum: einsum,
};
