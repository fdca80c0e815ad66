/** @file Kernels that do the same for each output: operations read off each equation. */
import type { KernelCall } from '../../../src/core/kernel-call.ts';
import type { OpCounts } from '../../../src/core/ops.ts';
import type { Term } from '../../../src/core/work.ts';
import { c64, callOf, f32, tensor, type FormulaCase } from '../formula-case.ts';

const [rows, columns] = [3, 5];
const o = rows * columns;

type Row = readonly [kernels: string, ops: Partial<OpCounts>];

/** One operand. */
const UNARY: readonly Row[] = [
  ['Neg', { adds: o }], // 0 − x
  ['Square', { multiplies: o }],
  ['Reciprocal', { divides: o }],
  ['Abs Floor Ceil Round', { comparisons: o }],
  ['Sign', { comparisons: 2 * o }], // above 0, below 0
  ['ClipByValue', { comparisons: 2 * o }], // max, min
  ['Exp Expm1 Log Log1p Sqrt Rsqrt Erf', { transcendentals: o }],
  ['Sin Cos Tan Asin Acos Atan Sinh Cosh Tanh Asinh Acosh Atanh', { transcendentals: o }],
  ['LogicalNot IsNan IsInf IsFinite', { comparisons: o }],
];

const ACTIVATIONS: readonly Row[] = [
  ['Relu Step', { comparisons: o }],
  ['Relu6', { comparisons: 2 * o }],
  ['LeakyRelu', { comparisons: o, multiplies: o }], // x > 0 ? x : α·x
  ['Elu', { comparisons: o, transcendentals: o, adds: o }], // x ≥ 0 ? x : eˣ − 1
  ['Selu', { comparisons: o, transcendentals: o, adds: o, multiplies: 2 * o }], // λ·x : λα·(eˣ − 1)
  ['Sigmoid', { transcendentals: o, adds: o, divides: o }], // 1 / (1 + e⁻ˣ)
  ['Softplus', { transcendentals: 2 * o, adds: o }], // log(1 + eˣ)
];

/** Two operands, [rows, 1] and [columns], so that the output is larger than both. */
const BINARY: readonly Row[] = [
  ['Add Sub', { adds: o }],
  ['Multiply', { multiplies: o }],
  ['RealDiv', { divides: o }],
  ['FloorDiv', { divides: o, comparisons: o }], // divide, round
  ['Mod', { divides: o, comparisons: o, multiplies: o, adds: o }], // a − b·⌊a / b⌋
  ['SquaredDifference', { adds: o, multiplies: o }],
  ['Maximum Minimum BitwiseAnd', { comparisons: o }],
  ['Pow Atan2', { transcendentals: o }],
  ['Equal NotEqual Less LessEqual Greater GreaterEqual', { comparisons: o }],
  ['LogicalAnd LogicalOr LogicalXor', { comparisons: o }],
];

const casesOf = (table: readonly Row[], term: Term, callFor: (kernel: string) => KernelCall): FormulaCase[] =>
  table.flatMap(([kernels, ops]) =>
    kernels.split(' ').map((kernel) => ({ name: kernel, call: callFor(kernel), expected: { [term]: ops } })),
  );

const unary = (kernel: string): KernelCall =>
  callOf(kernel, { x: f32(rows, columns) }, f32(rows, columns), {});
const binary = (kernel: string): KernelCall =>
  callOf(kernel, { a: f32(rows, 1), b: f32(columns) }, f32(rows, columns), {});

const complex = (kernel: string, ops: Partial<OpCounts>): FormulaCase => ({
  name: `${kernel} of complex numbers`,
  call: callOf(kernel, { a: c64(rows, columns), b: c64(columns) }, c64(rows, columns), {}),
  expected: { elementwise: ops },
});

const operands = 4;

const OTHERS: readonly FormulaCase[] = [
  complex('Add', { adds: 2 * o }),
  complex('Sub', { adds: 2 * o }),
  complex('Multiply', { multiplies: 4 * o, adds: 2 * o }), // (ac − bd) + (ad + bc)i
  {
    name: 'NotEqual of complex numbers',
    call: callOf('NotEqual', { a: c64(rows, columns), b: c64(columns) }, tensor('bool', rows, columns), {}),
    expected: { elementwise: { comparisons: 2 * o } },
  },
  {
    name: 'ComplexAbs',
    call: callOf('ComplexAbs', { x: c64(rows, columns) }, f32(rows, columns), {}),
    expected: { elementwise: { multiplies: 2 * o, adds: o, transcendentals: o } }, // √(re² + im²)
  },
  {
    name: 'AddN of four',
    call: callOf(
      'AddN',
      Array.from({ length: operands }, () => f32(rows, columns)),
      f32(rows, columns),
      {},
    ),
    expected: { elementwise: { adds: (operands - 1) * o } },
  },
  {
    name: 'Select with a condition of rank 1',
    call: callOf(
      'Select',
      { condition: tensor('bool', rows), t: f32(rows, columns), e: f32(rows, columns) },
      f32(rows, columns),
      {},
    ),
    expected: { elementwise: { comparisons: o } },
  },
  {
    name: 'Prelu',
    call: callOf('Prelu', { x: f32(rows, columns), alpha: f32(columns) }, f32(rows, columns), {}),
    expected: { activation: { comparisons: o, multiplies: o } },
  },
  {
    name: 'EluGrad',
    call: callOf('EluGrad', { dy: f32(rows, columns), y: f32(rows, columns) }, f32(rows, columns), {}),
    expected: { activation: { comparisons: o, adds: o, multiplies: o } }, // y ≥ 0 ? dy : dy·(y + 1)
  },
  {
    name: 'Range of nine',
    call: callOf('Range', {}, f32(9), {}),
    expected: { elementwise: { adds: 9 - 1 } },
  },
  {
    name: 'LinSpace of nine',
    call: callOf('LinSpace', {}, f32(9), {}),
    expected: { elementwise: { adds: 9 - 1 + 1, divides: 1 } }, // step = (stop − start) / (n − 1)
  },
  {
    name: 'RaggedRange',
    call: callOf(
      'RaggedRange',
      { starts: f32(2), limits: f32(2), deltas: f32(2) },
      [tensor('int32', 3), f32(11)],
      {},
    ),
    expected: { elementwise: { adds: 11 } },
  },
];

export const ELEMENTWISE_CASES: readonly FormulaCase[] = [
  ...casesOf(UNARY, 'elementwise', unary),
  ...casesOf(ACTIVATIONS, 'activation', unary),
  ...casesOf(BINARY, 'elementwise', binary),
  ...OTHERS,
];
