/**
 * @file The tfjs layer that says exactly what an operation says. Where none does (a difference of two tensors, a
 * quotient of two, a slice), the operation is refused.
 */
import { isNumbers, type Fields, type OpenShape, type Value } from './fields.ts';
import { isRef, type Model, type Ref } from './model.ts';
import { refsOf, type Kind, type Operation } from './operations.ts';
import { dtypeOf, shapeOf } from './shapes.ts';

export interface StandIn {
  readonly className: string;
  readonly config: Fields;
  readonly inputs: readonly Ref[];
}

/** @returns why there is none, as the end of a sentence about the layer */
type StandInOf = (operation: Operation, model: Model) => StandIn | string;

const activation =
  (name: string): StandInOf =>
  ({ operands: [x], options }) =>
    x !== undefined && isRef(x) && isEmpty(options)
      ? { className: 'Activation', config: { activation: name }, inputs: [x] }
      : `has arguments that no activation of tfjs takes: ${JSON.stringify(options)}`;

const isEmpty = (options: Fields): boolean => Object.values(options).every((value) => value === null);

const isFloat = (ref: Ref, model: Model): boolean => dtypeOf(ref, model)?.startsWith('float') ?? true;

/** x·scale + offset. */
function rescaled(x: Ref, scale: number, offset: number, model: Model): StandIn | string {
  if (!isFloat(x, model)) return 'works on integers, which tfjs would turn into float32';
  return { className: 'Rescaling', config: { scale, offset }, inputs: [x] };
}

/**
 * Merge layers of tfjs pair the axes of tensors from the front where their ranks differ (layers/merge.js), numpy and
 * Keras from the back: the ranks must be known and equal.
 */
function joined(className: string, operands: readonly Value[], model: Model): StandIn | string {
  const inputs = operands.filter(isRef);
  const ranks = inputs.map((ref) => shapeOf(ref, model)?.length);
  if (ranks.some((rank) => rank === undefined)) return 'joins tensors whose rank the file does not give';
  if (ranks[0] !== ranks[1]) return `joins tensors of ${ranks.join(' and ')} dimensions`;
  return { className, config: {}, inputs };
}

/** A merge layer for two tensors, `scalar` for a tensor and a number. */
const arithmetic =
  (
    className: string | null,
    scalar: (x: number, isFirst: boolean) => readonly [scale: number, offset: number] | null,
  ): StandInOf =>
  ({ operands, options }, model) => {
    const [a, b] = operands;
    if (operands.length !== 2 || !isEmpty(options)) return 'has arguments beside its two operands';
    if (isRef(a) && isRef(b))
      return className === null ? 'has no tfjs class for two tensors' : joined(className, operands, model);
    const [tensor, number] = isRef(a) ? [a, b] : [b, a];
    if (!isRef(tensor) || typeof number !== 'number') return 'has a constant that is no number';
    const line = scalar(number, isRef(a));
    return line === null ? 'has no tfjs class' : rescaled(tensor, ...line, model);
  };

const none = (): null => null;

const softmax: StandInOf = ({ operands: [x], options }) => {
  const axis = options['axis'] ?? -1;
  return isRef(x) && axis === -1
    ? { className: 'Softmax', config: { axis: -1 }, inputs: [x] }
    : `is over axis ${JSON.stringify(axis)}, not the last`;
};

/** The mean over all positions is global pooling. */
const mean: StandInOf = ({ operands: [x], options }, model) => {
  const shape = isRef(x) ? shapeOf(x, model) : null;
  const { axis, keepdims } = options;
  const axes = [axis ?? null]
    .flat()
    .map((entry) => Number(entry) + (Number(entry) < 0 ? (shape?.length ?? 0) : 0));
  const positions = shape === null ? [] : shape.slice(1, -1).map((_, index) => index + 1);
  const isGlobal = axes.length === positions.length && positions.every((position) => axes.includes(position));
  if (!isRef(x) || axis === null || !isGlobal || axes.length > 2)
    return 'is a mean over other axes than all but the first and the last';
  return {
    className: `GlobalAveragePooling${axes.length}D`,
    config: { keepdims: keepdims === true },
    inputs: [x],
  };
};

const sizeOf = (shape: OpenShape): number => shape.reduce<number>((all, size) => all * (size ?? 1), 1);

/** The batch must stay as it is. */
const reshape: StandInOf = ({ operands: [x, argument], options }, model) => {
  const shape = options['newshape'] ?? options['shape'] ?? argument;
  const [batch, ...sizes] = isNumbers(shape) ? shape : [];
  if (!isRef(x) || batch !== -1 || sizes.length === 0 || sizes.some((size) => size < 1))
    return `reshapes to ${JSON.stringify(shape ?? null)}, which a layer of tfjs can say of [-1, sizes] alone`;
  const elements = sizeOf(sizes);
  const known = shapeOf(x, model)?.slice(1) ?? null;
  // Where they are not those of an example, −1 is no batch.
  if (known !== null && !known.includes(null) && sizeOf(known) !== elements)
    return `reshapes examples of [${known.join(', ')}] to ${JSON.stringify(shape)}`;
  return { className: 'Reshape', config: { target_shape: sizes }, inputs: [x] };
};

const concatenate: StandInOf = ({ operands: [list], options }, model) => {
  const inputs = refsOf(list ?? null);
  const { axis } = options;
  const rank = inputs[0] === undefined ? undefined : shapeOf(inputs[0], model)?.length;
  if (inputs.length < 2 || typeof axis !== 'number' || axis === 0 || axis === -(rank ?? 0))
    return `joins along axis ${JSON.stringify(axis ?? null)}`;
  return { className: 'Concatenate', config: { axis }, inputs };
};

/** What stands in for each operation. */
export const STAND_INS: Readonly<Record<Kind, StandInOf>> = {
  add: arithmetic('Add', (x) => [1, x]),
  subtract: arithmetic(null, (x, isFirst) => (isFirst ? [1, -x] : [-1, x])),
  multiply: arithmetic('Multiply', (x) => [x, 0]),
  divide: arithmetic(null, (x, isFirst) => (isFirst ? [1 / x, 0] : null)),
  maximum: arithmetic('Maximum', none),
  minimum: arithmetic('Minimum', none),
  relu: activation('relu'),
  relu6: ({ operands: [x], options }) =>
    isRef(x) && isEmpty(options)
      ? { className: 'ReLU', config: { max_value: 6 }, inputs: [x] }
      : 'has arguments beside its input',
  sigmoid: activation('sigmoid'),
  tanh: activation('tanh'),
  silu: activation('swish'),
  elu: activation('elu'),
  selu: activation('selu'),
  softplus: activation('softplus'),
  softsign: activation('softsign'),
  softmax,
  mean,
  reshape,
  concatenate,
  identity: activation('linear'),
};
