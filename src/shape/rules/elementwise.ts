/** @file Kernels that work element by element: one input, or several that are stretched against each other. */
import type { DType } from '../../core/shape.ts';
import { broadcast, front, summed, wider } from '../axes.ts';
import { demand, described, named, rule, text, type Described, type OnX, type ShapeRules } from '../rule.ts';

interface Pair {
  readonly a: Described;
  readonly b: Described;
}

const same = rule<OnX>(({ x }) => described(x.shape, x.dtype));
const sameOf = (input: string) =>
  rule<Readonly<Record<string, Described>>>((inputs) => {
    const { shape, dtype } = inputs[input]!;
    return described(shape, dtype);
  });
const as = (dtype: DType, input = 'x') =>
  rule<Readonly<Record<string, Described>>>((inputs) => described(inputs[input]!.shape, dtype));

const scan = rule<OnX, { axis: number }>(({ x }, { axis }) => {
  front(axis, x.shape.length);
  return described(x.shape, summed(x.dtype));
});

export const ELEMENTWISE: ShapeRules = {
  ...named(
    'Abs Acos Acosh Asin Asinh Atan Atanh Ceil ClipByValue Cos Cosh Elu Erf Expm1 Floor Identity Log Log1p LRN ' +
      'Neg OnesLike Reciprocal Relu Relu6 Round Rsqrt Selu Sigmoid Sign Sin Sinh Softplus Sqrt Square Step Tan Tanh ' +
      'ZerosLike FusedBatchNorm StaticRegexReplace',
    same,
  ),
  ...named('FFT IFFT', sameOf('input')),
  ...named('Exp LeakyRelu', as('float32')),
  Prelu: rule<{ x: Described; alpha: Described }>(({ x, alpha }) =>
    described(broadcast(x.shape, alpha.shape), 'float32'),
  ),
  EluGrad: as('float32', 'y'),
  LRNGrad: rule<{ x: Described; dy: Described }>(({ x, dy }) => described(x.shape, dy.dtype)),
  ...named('Cumsum Cumprod', scan),
  Softmax: rule<{ logits: Described }>(({ logits: { shape, dtype } }) => {
    demand(shape.length > 0, () => 'a single number has no axis to take the softmax along');
    return described(shape, dtype);
  }),
  ...named('IsFinite IsInf IsNan LogicalNot', as('bool')),
  Cast: rule<OnX, { dtype: DType }>(({ x }, { dtype }) => described(x.shape, dtype)),
  ComplexAbs: as('float32'),
  ...named(
    'Real Imag',
    rule<{ input: Described }>(({ input: { shape, dtype } }) => {
      demand(
        dtype === 'complex64',
        () => `parts of complex numbers are asked for, and there are ${dtype} ones`,
      );
      return described(shape, 'float32');
    }),
  ),
  Complex: rule<{ real: Described; imag: Described }>(({ real, imag }) => {
    demand(
      real.shape.join() === imag.shape.join(),
      () => `the parts of a complex tensor have shapes ${text(real.shape)} and ${text(imag.shape)}, not one`,
    );
    return described(real.shape, 'complex64');
  }),
  ...named(
    'Add Atan2 Maximum Minimum Mod Multiply Pow RealDiv SquaredDifference Sub BitwiseAnd',
    rule<Pair>(({ a, b }) => described(broadcast(a.shape, b.shape), wider(a.dtype, b.dtype))),
  ),
  ...named(
    'Equal NotEqual Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr LogicalXor',
    rule<Pair>(({ a, b }) => described(broadcast(a.shape, b.shape), 'bool')),
  ),
  // As on cpu; the wasm backend says float32.
  FloorDiv: rule<Pair>(({ a, b }) => described(broadcast(a.shape, b.shape), 'int32')),
  Select: rule<{ condition: Described; t: Described; e: Described }>(({ t, e }) =>
    described(t.shape, wider(t.dtype, e.dtype)),
  ),
  AddN: rule<readonly Described[]>((all) => {
    const [first] = all as readonly [Described];
    for (const { shape } of all)
      demand(
        shape.join() === first.shape.join(),
        () => `AddN takes tensors of one shape, got ${text(first.shape)} and ${text(shape)}`,
      );
    return described(first.shape, first.dtype);
  }),
};
