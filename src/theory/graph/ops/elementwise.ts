/** @file Ops on element after element: unary ones, and binary ones that broadcast. None has multiply-adds. */
import type { DType } from '../../../core/shape.ts';
import { dtype, text } from '../attributes.ts';
import { assertSame, broadcast, gives, givesAll, input, type GraphRule, type GraphRules } from '../rule.ts';
import { isKnown, tabulated, unvalued, valueAt, type GraphTensor, type Index } from '../tensor.ts';

/** What a rule makes of one element of each input. */
type Scalar = (...values: readonly number[]) => number;

/** A given type, or that of the inputs. */
type Result = DType | 'same';

const WIDER: readonly DType[] = ['bool', 'int32', 'float32', 'complex64'];

/** The type that two become together; tfjs-core 4.22, types.js, upcastType. */
function common(types: readonly (DType | null)[]): DType | null {
  const ranks = types.map((type) => (type === null ? -1 : WIDER.indexOf(type)));
  return ranks.includes(-1) ? null : (WIDER[Math.max(...ranks)] ?? null);
}

/** Where an index of the broadcast shape lies in one that was repeated. */
const within = ({ shape }: GraphTensor, index: Index): Index =>
  shape.map((size, axis) => (size === 1 ? 0 : (index[axis - shape.length + index.length] ?? 0)));

/** Inputs broadcast; values are followed where `scalar` says how. */
export function broadcasted(
  inputs: readonly GraphTensor[],
  type: DType | null,
  scalar?: Scalar,
): GraphTensor {
  const shape = broadcast(...inputs.map((tensor) => tensor.shape));
  if (scalar === undefined || !inputs.every(isKnown)) return unvalued(shape, type);
  const known = inputs.filter(isKnown);
  return tabulated(shape, type, (index) =>
    scalar(...known.map((tensor) => valueAt(tensor, within(tensor, index)))),
  );
}

const elementwise =
  (arity: number) =>
  (result: Result, scalar?: Scalar): GraphRule =>
    gives((call) => {
      const inputs = Array.from({ length: arity }, (_, i) => input(call, i));
      const type = result === 'same' ? common(inputs.map((tensor) => tensor.dtype)) : result;
      return broadcasted(inputs, type, scalar);
    });

const unary = elementwise(1);
const binary = elementwise(2);

/** The first input's shape whatever the others say: bounds, slopes, moments. tfjs gives no moments back. */
const likeFirst = gives((call) => unvalued(input(call, 0).shape, input(call, 0).dtype));

/** tfjs divides two integers as `FloorDiv` does. */
const division = gives((call) => {
  const inputs = [input(call, 0), input(call, 1)];
  const type = common(inputs.map((tensor) => tensor.dtype));
  return broadcasted(inputs, type, (a = 0, b = 0) => (type === 'float32' ? a / b : Math.floor(a / b)));
});

const biasAdd = gives((call) => {
  if (text(call.attributes, 'data_format', 'NHWC') !== 'NHWC')
    throw new Error('data_format is NCHW, which tfjs ignores here');
  return broadcasted([input(call, 0), input(call, 1)], input(call, 0).dtype);
});

const addN = gives((call) => {
  assertSame(call.inputs.map((tensor) => tensor.shape));
  const [first] = call.inputs;
  return broadcasted(call.inputs, first?.dtype ?? null, (...values) =>
    values.reduce((sum, value) => sum + value, 0),
  );
});

/** The condition decides element by element; tfjs broadcasts all three. */
const select = gives((call) => {
  const [condition, yes, no] = [input(call, 0), input(call, 1), input(call, 2)];
  const type = common([yes.dtype, no.dtype]);
  return broadcasted([condition, yes, no], type, (which = 0, a = 0, b = 0) => (which === 0 ? b : a));
});

const cast = gives((call) => broadcasted([input(call, 0)], dtype(call.attributes, 'DstT'), (x = 0) => x));

const identity = gives((call) => input(call, 0));
/** One rule for several ops. */
const each = (ops: string, rule: GraphRule): GraphRules =>
  Object.fromEntries(ops.split(' ').map((op) => [op, rule]));

const truth = (holds: boolean): number => (holds ? 1 : 0);

export const ELEMENTWISE: GraphRules = {
  ...each('Identity StopGradient Snapshot FakeQuantWithMinMaxVars Print', identity),
  IdentityN: givesAll(({ inputs }) => inputs),
  Cast: cast,

  Abs: unary('same', (x = 0) => Math.abs(x)),
  Neg: unary('same', (x = 0) => -x),
  Sign: unary('same', (x = 0) => Math.sign(x)),
  Square: unary('same', (x = 0) => x * x),
  Floor: unary('same', (x = 0) => Math.floor(x)),
  Ceil: unary('same', (x = 0) => Math.ceil(x)),
  LogicalNot: unary('bool', (x = 0) => truth(x === 0)),
  ...each('Round Relu Relu6', unary('same')),
  ...each('IsNan IsInf IsFinite', unary('bool')),
  ...each('ComplexAbs Real Imag', unary('float32')),
  ...each(
    'Acos Acosh Asin Asinh Atan Atanh Cos Cosh Sin Sinh Tan Tanh Elu Selu Sigmoid Softplus Erf Exp Expm1 Log Log1p Sqrt Rsqrt Reciprocal',
    unary('float32'),
  ),

  Add: binary('same', (a = 0, b = 0) => a + b),
  AddV2: binary('same', (a = 0, b = 0) => a + b),
  Sub: binary('same', (a = 0, b = 0) => a - b),
  Mul: binary('same', (a = 0, b = 0) => a * b),
  Minimum: binary('same', (a = 0, b = 0) => Math.min(a, b)),
  Maximum: binary('same', (a = 0, b = 0) => Math.max(a, b)),
  Pow: binary('same', (a = 0, b = 0) => a ** b),
  SquaredDifference: binary('same', (a = 0, b = 0) => (a - b) ** 2),
  FloorDiv: binary('int32', (a = 0, b = 0) => Math.floor(a / b)),
  ...each(
    'Mod FloorMod',
    binary('same', (a = 0, b = 0) => ((a % b) + b) % b),
  ),
  ...each('RealDiv Div', division),
  ...each('DivNoNan Atan2 Prelu', binary('same')),
  BiasAdd: biasAdd,
  AddN: addN,

  Equal: binary('bool', (a = 0, b = 0) => truth(a === b)),
  NotEqual: binary('bool', (a = 0, b = 0) => truth(a !== b)),
  Greater: binary('bool', (a = 0, b = 0) => truth(a > b)),
  GreaterEqual: binary('bool', (a = 0, b = 0) => truth(a >= b)),
  Less: binary('bool', (a = 0, b = 0) => truth(a < b)),
  LessEqual: binary('bool', (a = 0, b = 0) => truth(a <= b)),
  LogicalAnd: binary('bool', (a = 0, b = 0) => truth(a !== 0 && b !== 0)),
  LogicalOr: binary('bool', (a = 0, b = 0) => truth(a !== 0 || b !== 0)),
  Complex: binary('complex64'),
  ...each('Select SelectV2', select),

  ...each(
    'ClipByValue LeakyRelu Softmax LogSoftmax LRN MatrixBandPart FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3 FFT IFFT TensorScatterUpdate',
    likeFirst,
  ),
};
