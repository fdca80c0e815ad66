/** @file Einstein summation over letters, without an ellipsis, which tfjs does not parse either. */
import type { Formula } from '../core/formula.ts';
import { amount, NO_WORK, type Factors } from '../core/work.ts';
import { sizeOf, type Shape } from '../core/shape.ts';
import { assertReal } from './shapes.ts';

const EQUATION = /^[a-z]*(,[a-z]*)*->[a-z]*$/i;

/** The size of each letter, in order of appearance; a letter that is repeated must keep its size. */
function sizesOfLetters(operands: readonly string[], shapes: readonly Shape[], equation: string): Factors {
  const sizes: Record<string, number> = {};
  const wrong = (): Error =>
    new Error(
      `The einsum equation "${equation}" does not fit ${shapes.map((s) => `[${s.join(', ')}]`).join(', ')}.`,
    );
  if (operands.length !== shapes.length) throw wrong();
  operands.forEach((letters, operand) => {
    const shape = shapes[operand] ?? [];
    if (letters.length !== shape.length) throw wrong();
    shape.forEach((size, axis) => {
      if ((sizes[letters.charAt(axis)] ??= size) !== size) throw wrong();
    });
  });
  return sizes;
}

/**
 * Two operands: the product of all letters' sizes, multiply-adds if a letter is summed, else multiplies. One
 * operand: it is summed, outputs·(summed − 1) adds; a transposition or a diagonal costs nothing.
 */
export const einsum: Formula<'Einsum'> = {
  state: 'counted',
  basis: 'exact',
  source: 'Σ over the letters absent from the output: the product of all letters’ sizes',
  reads: ['equation'],
  work(call) {
    assertReal(call);
    const equation = call.attrs.equation.replace(/\s/g, '');
    if (!EQUATION.test(equation)) throw new Error(`No formula for the einsum equation "${equation}".`);
    const [left = '', output = ''] = equation.split('->');
    const operands = left.split(',');
    const shapes = call.inputs.map(({ shape }) => shape);
    const sizes = sizesOfLetters(operands, shapes, equation);
    const summed = Object.keys(sizes).filter((letter) => !output.includes(letter));
    if (operands.length === 2) {
      return summed.length > 0
        ? [amount('products', 'multiplyAdds', sizes)]
        : [amount('elementwise', 'multiplies', sizes)];
    }
    if (operands.length > 2) throw new Error(`No formula for an einsum of ${operands.length} operands.`);
    if (summed.length === 0) return NO_WORK;
    const outputs = sizeOf(call.outputs[0].shape);
    const additions = Math.max(sizeOf(summed.map((letter) => sizes[letter] ?? 0)) - 1, 0);
    return [amount('reduction', 'adds', { outputs, additions })];
  },
};
