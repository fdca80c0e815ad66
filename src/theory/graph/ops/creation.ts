/** @file Tensors that a graph makes of shapes and numbers. None has multiply-adds. */
import { sizeOf, type DType, type Shape } from '../../../core/shape.ts';
import { dtype } from '../attributes.ts';
import { gives, givesAll, input, numberOf, shapeOf, type GraphRule, type GraphRules } from '../rule.ts';
import { integers, isKnown, tabulated, unvalued, valueAt, type GraphTensor } from '../tensor.ts';

/** One number everywhere. */
const filled = (shape: Shape, type: DType | null, value: number): GraphTensor =>
  tabulated(shape, type, () => value);

const fill = gives((call) => {
  const value = input(call, 1);
  const type = dtype(call.attributes, 'T') ?? value.dtype;
  const shape = shapeOf(call, 0);
  return isKnown(value) ? filled(shape, type, valueAt(value, [])) : unvalued(shape, type);
});

const like = (value: number): GraphRule =>
  gives((call) => filled(input(call, 0).shape, input(call, 0).dtype, value));

const constant = (value: number): GraphRule =>
  gives((call) => filled(shapeOf(call, 0), dtype(call.attributes, 'T'), value));

/** Random numbers of the shape that the first input says. */
const random = gives((call) => unvalued(shapeOf(call, 0), dtype(call.attributes, 'dtype')));

/** From start towards stop, which is left out. */
const range = gives((call) => {
  const what = 'the range that it spans is';
  const [start, stop, step] = [numberOf(call, 0, what), numberOf(call, 1, what), numberOf(call, 2, what)];
  if (step === 0) throw new Error('its range has a step of 0');
  const count = Math.max(Math.ceil((stop - start) / step), 0);
  const type = dtype(call.attributes, 'Tidx') ?? input(call, 0).dtype;
  return tabulated([count], type, ([i = 0]) => start + i * step);
});

const linSpace = gives((call) => unvalued([numberOf(call, 2, 'its number of steps is')], 'float32'));

const multinomial = gives((call) => {
  const { shape } = input(call, 0);
  return unvalued([...shape.slice(0, -1), numberOf(call, 1, 'its number of samples is')], 'int32');
});

export const CREATIONS: GraphRules = {
  Shape: gives((call) => integers(input(call, 0).shape)),
  ShapeN: givesAll(({ inputs }) => inputs.map(({ shape }) => integers(shape))),
  Size: gives((call) => integers([sizeOf(input(call, 0).shape)], [])),
  Rank: gives((call) => integers([input(call, 0).shape.length], [])),
  NoOp: gives(() => unvalued([], 'float32')),
  // What is fed is a given, and needs no rule.
  PlaceholderWithDefault: gives((call) => input(call, 0)),
  Fill: fill,
  ZerosLike: like(0),
  OnesLike: like(1),
  Zeros: constant(0),
  Ones: constant(1),
  RandomStandardNormal: random,
  RandomUniform: random,
  RandomUniformInt: random,
  TruncatedNormal: random,
  Multinomial: multinomial,
  Range: range,
  LinSpace: linSpace,
};
