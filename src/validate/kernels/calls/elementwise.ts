/** @file Random calls of kernels that go element by element, with every broadcast and type that they take. */
import { cast, clipByValue, leakyRelu, mul, where, type Tensor } from '@tensorflow/tfjs-core';
import type { Dice } from '../grid.ts';
import { flags, fractions, integers, kernel, shapeOf, type Make, type Makers } from './draw.ts';

/** Kernels of one input by the values that they are asked for. */
const UNARY: readonly (readonly [names: string, low: number, high: number])[] = [
  ['Abs Ceil Elu Erf Exp Expm1 Floor Neg Relu Relu6 Selu Sigmoid Sign Softplus Square Step Tanh', -8, 8],
  ['IsFinite IsInf IsNan Identity OnesLike ZerosLike', -8, 8],
  ['Asinh Atan Cos Cosh Sin Sinh Tan', -1.5, 1.5],
  ['Acos Asin Atanh', -0.99, 0.99],
  ['Acosh', 1.01, 9],
  ['Log Log1p Reciprocal Rsqrt Sqrt', 0.1, 9],
];
/** Those that take whole numbers too. */
const ALSO_INTEGERS = new Set(
  'Abs Identity Neg OnesLike Relu Relu6 Sign Square Step ZerosLike Exp'.split(' '),
);

const unary =
  (name: string, low: number, high: number): Make =>
  (dice) => {
    const isWhole = ALSO_INTEGERS.has(name) && dice.unit() < 0.3;
    const shape = shapeOf(dice, 0, 6);
    const x = isWhole
      ? integers(dice, shape, Math.ceil(low), Math.floor(high))
      : fractions(dice, shape, low, high);
    return () => kernel(name, { x });
  };

/** Two shapes of which either may be broadcast along any axis, and may lack leading ones. */
function broadcastShapes(dice: Dice): [number[], number[]] {
  const shape = shapeOf(dice, 0, 5);
  const own = (): number[] =>
    shape
      .map((size) => (dice.unit() < 0.25 ? 1 : size))
      .slice(dice.unit() < 0.3 ? dice.from(0, shape.length) : 0);
  return dice.of<() => [number[], number[]]>([
    () => [shape, shape],
    () => [shape, own()],
    () => [own(), shape],
    () => [own(), own()],
  ])();
}

const BINARY: readonly (readonly [names: string, low: number, high: number])[] = [
  [
    'Add Sub Multiply Maximum Minimum SquaredDifference Equal NotEqual Less LessEqual Greater GreaterEqual',
    -5,
    5,
  ],
  ['RealDiv FloorDiv Mod', 1, 5],
  ['Atan2', -5, 5],
  ['Pow', 0.5, 2],
];
const ONLY_FRACTIONS = new Set(['RealDiv', 'Atan2', 'Pow']);

const binary =
  (name: string, low: number, high: number): Make =>
  (dice) => {
    const shapes = broadcastShapes(dice);
    const isWhole = !ONLY_FRACTIONS.has(name) && dice.unit() < 0.4;
    const [a, b] = shapes.map((shape) =>
      isWhole ? integers(dice, shape, Math.ceil(low), Math.floor(high)) : fractions(dice, shape, low, high),
    );
    return () => kernel(name, { a, b });
  };

const logical =
  (name: string): Make =>
  (dice) => {
    const [a, b] = broadcastShapes(dice).map((shape) => flags(dice, shape));
    return () => kernel(name, { a, b });
  };

const each = (
  table: readonly (readonly [string, number, number])[],
  make: (name: string, low: number, high: number) => Make,
): Makers =>
  Object.fromEntries(
    table.flatMap(([names, low, high]) => names.split(' ').map((name) => [name, make(name, low, high)])),
  );

const anyOf = (dice: Dice, shape: readonly number[]): Tensor =>
  dice.of([() => fractions(dice, shape, -5, 5), () => integers(dice, shape), () => flags(dice, shape)])();

export const ELEMENTWISE: Makers = {
  ...each(UNARY, unary),
  ...each(BINARY, binary),
  LogicalAnd: logical('LogicalAnd'),
  LogicalOr: logical('LogicalOr'),
  BitwiseAnd(dice) {
    const shape = shapeOf(dice);
    const [a, b] = [integers(dice, shape, 0, 99), integers(dice, shape, 0, 99)];
    return () => kernel('BitwiseAnd', { a, b });
  },
  LogicalNot(dice) {
    const x = flags(dice, shapeOf(dice, 0));
    return () => kernel('LogicalNot', { x });
  },
  /** Halves are asked for too: both round them to the even number. */
  Round(dice) {
    const x = integers(dice, shapeOf(dice, 0), -9, 9, 'float32');
    const half = mul(x, dice.of([0.5, 0.37]));
    return () => kernel('Round', { x: half });
  },
  AddN(dice) {
    const shape = shapeOf(dice);
    const isWhole = dice.unit() < 0.3;
    const inputs = Array.from({ length: dice.from(1, 4) }, () =>
      isWhole ? integers(dice, shape) : fractions(dice, shape, -5, 5),
    );
    return () => kernel('AddN', inputs);
  },
  Cast(dice) {
    const dtype = dice.of(['float32', 'int32', 'bool'] as const);
    // To bool of 0 and 1 alone: others stay what they are on wasm, which docs/limits.md tells.
    const shape = shapeOf(dice, 0);
    const x =
      dtype === 'bool' ? integers(dice, shape, 0, 1, dice.of(['int32', 'float32'])) : anyOf(dice, shape);
    return () => cast(x, dtype);
  },
  ClipByValue(dice) {
    const [x, low] = [fractions(dice, shapeOf(dice), -5, 5), dice.unit() * 4 - 3];
    return () => clipByValue(x, low, low + dice.unit() * 3);
  },
  EluGrad(dice) {
    const shape = shapeOf(dice);
    const [dy, y] = [fractions(dice, shape, -2, 2), fractions(dice, shape, -1, 2)];
    return () => kernel('EluGrad', { dy, y });
  },
  LeakyRelu(dice) {
    const x = fractions(dice, shapeOf(dice), -5, 5);
    return () => leakyRelu(x, dice.unit());
  },
  Prelu(dice) {
    const shape = shapeOf(dice, 1, 4);
    const x = dice.tensor(shape);
    const alpha = dice.tensor(shape.map((size) => (dice.unit() < 0.4 ? 1 : size)));
    return () => kernel('Prelu', { x, alpha });
  },
  Select(dice) {
    const shape = shapeOf(dice);
    const isVector = dice.unit() < 0.3;
    const condition = flags(dice, isVector ? shape.slice(0, 1) : shape);
    const isWhole = dice.unit() < 0.3;
    const [a, b] = [0, 1].map(() => (isWhole ? integers(dice, shape) : fractions(dice, shape, -5, 5)));
    return () => (isVector ? kernel('Select', { condition, t: a, e: b }) : where(condition, a!, b!));
  },
};
