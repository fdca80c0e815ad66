/** @file What each operation computes: the function of tfjs, with TensorFlow's meaning of its arguments. */
import * as tf from '@tensorflow/tfjs';
import { partsFor, rangeOf, type Given, type Part, type Value } from './takes.ts';

type V = Value<tf.Tensor>;
type Run = (takes: Given<tf.Tensor>) => tf.Tensor | tf.Tensor[];

const isTensor = (value: V | undefined): value is tf.Tensor => value instanceof tf.Tensor;

/** A constant gets the type of the tensor that it meets. */
function operand(value: V | undefined, beside?: V): tf.Tensor {
  if (isTensor(value)) return value;
  return tf.tensor(value as tf.TensorLike, undefined, isTensor(beside) ? beside.dtype : undefined);
}

const text = (value: V | undefined): string => (typeof value === 'string' ? value : '');

/** A whole number, also as a tensor that holds it. */
const whole = (value: V | undefined): number => Number(isTensor(value) ? value.dataSync()[0] : value);

/** Whole numbers, also as a tensor that holds them. */
const wholes = (value: V | undefined): number[] =>
  isTensor(value) ? Array.from(value.dataSync()) : ([value ?? []].flat() as readonly V[]).map(whole);

/** `undefined` where all axes are meant. */
const axes = (value: V | undefined): number[] | undefined =>
  value === null || value === undefined ? undefined : wholes(value);

const unary =
  (run: (x: tf.Tensor) => tf.Tensor): Run =>
  ({ x }) =>
    run(operand(x));

const binary =
  (run: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor): Run =>
  ({ x, y }) =>
    run(operand(x, y), operand(y, x));

const reduction =
  (run: (x: tf.Tensor, axis: number[] | undefined, keepdims: boolean) => tf.Tensor): Run =>
  ({ x, axis, keepdims }) =>
    run(operand(x), axes(axis), keepdims === true);

const moments = (x: tf.Tensor, axis: number[] | undefined, keepdims: boolean): tf.Tensor =>
  tf.moments(x, axis, keepdims).variance;

function slice({ x, spec }: Given<tf.Tensor>): tf.Tensor {
  const input = operand(x);
  const begin: number[] = [];
  const end: number[] = [];
  const strides: number[] = [];
  const shape: number[] = [];
  let [beginMask, endMask] = [0, 0];
  for (const part of partsFor([spec].flat() as Part<tf.Tensor>[], input.rank)) {
    if (part === 'new') {
      shape.push(1);
      continue;
    }
    const axis = begin.length;
    const size = input.shape[axis]!;
    if ('index' in part) {
      const index = whole(part.index);
      begin.push(index < 0 ? index + size : index);
      end.push(begin.at(-1)! + 1);
      strides.push(1);
      continue;
    }
    const [start, stop] = [part.start, part.stop].map((value) => (value === null ? null : whole(value)));
    const step = part.step === null ? 1 : whole(part.step);
    if (start === null) beginMask |= 1 << axis;
    if (stop === null) endMask |= 1 << axis;
    begin.push(start ?? 0);
    end.push(stop ?? 0);
    strides.push(step);
    shape.push(rangeOf(size, start ?? null, stop ?? null, step)[1]);
  }
  return tf.reshape(tf.stridedSlice(input, begin, end, strides, beginMask, endMask), shape);
}

/** Elements that leave at one end of an axis come in at the other. */
function roll({ x, shift, axis }: Given<tf.Tensor>): tf.Tensor {
  const shifts = wholes(shift);
  return wholes(axis).reduce((rolled, each, i) => {
    const at = each < 0 ? each + rolled.rank : each;
    const size = rolled.shape[at]!;
    const last = (((shifts[i] ?? 0) % size) + size) % size;
    if (last === 0) return rolled;
    return tf.concat(tf.split(rolled, [size - last, last], at).toReversed(), at);
  }, operand(x));
}

function resize({ x, to, method }: Given<tf.Tensor>): tf.Tensor {
  const [height = 0, width = 0] = wholes(to);
  const image = operand(x) as tf.Tensor4D;
  // TensorFlow 2 puts the corners of pixels, not their centres, on those of the other grid.
  return method === 'nearest'
    ? tf.image.resizeNearestNeighbor(image, [height, width], false, true)
    : tf.image.resizeBilinear(image, [height, width], false, true);
}

function spaceToDepth({ x, block }: Given<tf.Tensor>): tf.Tensor {
  const input = operand(x);
  const [batch = 0, height = 0, width = 0, channels = 0] = input.shape;
  const size = whole(block);
  const blocks = tf.reshape(input, [batch, height / size, size, width / size, size, channels]);
  const [rows, columns] = [height / size, width / size];
  return tf.reshape(tf.transpose(blocks, [0, 1, 3, 2, 4, 5]), [batch, rows, columns, size * size * channels]);
}

function gelu(x: tf.Tensor, isApproximate: boolean): tf.Tensor {
  const inner = isApproximate
    ? tf.tanh(tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.mul(x, tf.square(x))))))
    : tf.erf(tf.div(x, Math.SQRT2));
  return tf.mul(tf.mul(0.5, x), tf.add(1, inner));
}

function pad({ x, paddings, mode, value }: Given<tf.Tensor>): tf.Tensor {
  const pairs = (paddings as readonly V[]).map((pair) => wholes(pair) as [number, number]);
  return mode === 'CONSTANT'
    ? tf.pad(operand(x), pairs, whole(value))
    : tf.mirrorPad(operand(x), pairs, mode === 'REFLECT' ? 'reflect' : 'symmetric');
}

const windowOf = (value: V | undefined): [number, number] => {
  const sizes = wholes(value);
  const [height = 1, width = height] = sizes.length === 4 ? sizes.slice(1, 3) : sizes;
  return [height, width];
};

const pool =
  (run: typeof tf.avgPool): Run =>
  ({ x, window, strides, padding }) =>
    run(
      operand(x) as tf.Tensor4D,
      windowOf(window),
      windowOf(strides),
      text(padding).toLowerCase() as 'same' | 'valid',
    );

const DTYPES: Readonly<Record<string, tf.NumericDataType | 'bool'>> = { int32: 'int32', bool: 'bool' };

const list = (value: V | undefined): tf.Tensor[] => {
  const parts = value as readonly V[];
  const beside = parts.find(isTensor);
  return parts.map((part) => operand(part, beside));
};

/** Each element of an axis several times, one behind the other. */
function repeat({ x, times, axis }: Given<tf.Tensor>): tf.Tensor {
  const input = operand(x);
  const at = whole(axis) < 0 ? whole(axis) + input.rank : whole(axis);
  const reps = Array.from({ length: input.rank + 1 }, (_, i) => (i === at + 1 ? whole(times) : 1));
  const shape = input.shape.with(at, input.shape[at]! * whole(times));
  return tf.reshape(tf.tile(tf.expandDims(input, at + 1), reps), shape);
}

/** What stands in the middle of an image. */
function centerCrop({ x, height, width }: Given<tf.Tensor>): tf.Tensor {
  const input = operand(x) as tf.Tensor4D;
  const [batch, rows, columns, channels] = input.shape;
  const [down, right] = [rows - whole(height), columns - whole(width)];
  if (down < 0 || right < 0)
    throw new Error(`it crops an image of ${rows} × ${columns} to ${whole(height)} × ${whole(width)}`);
  const from = [0, Math.floor(down / 2), Math.floor(right / 2), 0];
  return tf.slice(input, from, [batch, whole(height), whole(width), channels]);
}

/** Which of the tokens occur, or how often each does; `each` has a row for every index. */
function encode({ x, tokens, mode }: Given<tf.Tensor>): tf.Tensor {
  const indices = tf.cast(operand(x) as tf.Tensor2D, 'int32');
  const count = whole(tokens);
  if (mode !== 'each') return tf.denseBincount(indices, tf.tensor2d([], [0, 0]), count, mode === 'any');
  const last = indices.shape.at(-1) === 1 ? tf.squeeze(indices, [-1]) : indices;
  return tf.cast(tf.oneHot(last, count), 'float32');
}

export const RUN: Readonly<Record<string, Run>> = {
  transpose: ({ x, perm }) => tf.transpose(operand(x), axes(perm)),
  reshape: ({ x, shape }) => tf.reshape(operand(x), wholes(shape)),
  cast: ({ x, dtype }) => tf.cast(operand(x), DTYPES[text(dtype)] ?? 'float32'),
  shape: ({ x }) => tf.tensor1d(operand(x).shape, 'int32'),
  pad,
  concat: ({ list: parts, axis }) => tf.concat(list(parts), whole(axis)),
  stack: ({ list: parts, axis }) => tf.stack(list(parts), whole(axis)),
  unstack: ({ x, axis }) => tf.unstack(operand(x), whole(axis)),
  split: ({ x, parts, axis }) =>
    tf.split(operand(x), Array.isArray(parts) ? wholes(parts) : whole(parts), whole(axis)),
  expandDims: ({ x, axis }) => tf.expandDims(operand(x), whole(axis)),
  squeeze: ({ x, axis }) => tf.squeeze(operand(x), axes(axis)),
  tile: ({ x, reps }) => tf.tile(operand(x), wholes(reps)),
  broadcastTo: ({ x, shape }) => tf.broadcastTo(operand(x), wholes(shape)),
  gather: ({ x, indices, axis }) =>
    tf.gather(
      operand(x),
      isTensor(indices) ? tf.cast(indices, 'int32') : tf.tensor(indices as tf.TensorLike, undefined, 'int32'),
      whole(axis),
    ),
  matMul: ({ a, b, turned, flipped }) => tf.matMul(operand(a), operand(b), turned === true, flipped === true),
  add: binary(tf.add),
  sub: binary(tf.sub),
  mul: binary(tf.mul),
  div: binary(tf.div),
  floorDiv: binary(tf.floorDiv),
  mod: binary(tf.mod),
  maximum: binary(tf.maximum),
  minimum: binary(tf.minimum),
  pow: binary(tf.pow),
  squaredDifference: binary(tf.squaredDifference),
  greater: binary(tf.greater),
  greaterEqual: binary(tf.greaterEqual),
  less: binary(tf.less),
  lessEqual: binary(tf.lessEqual),
  equal: binary(tf.equal),
  notEqual: binary(tf.notEqual),
  where: ({ condition, x, y }) => tf.where(tf.cast(operand(condition), 'bool'), operand(x, y), operand(y, x)),
  mean: reduction(tf.mean),
  sum: reduction(tf.sum),
  max: reduction(tf.max),
  min: reduction(tf.min),
  prod: reduction(tf.prod),
  variance: reduction(moments),
  deviation: reduction((x, axis, keepdims) => tf.sqrt(moments(x, axis, keepdims))),
  argMax: ({ x, axis }) => tf.argMax(operand(x), whole(axis)),
  ...Object.fromEntries(
    Object.entries({
      abs: tf.abs<tf.Tensor>, exp: tf.exp<tf.Tensor>, log: tf.log<tf.Tensor>, sqrt: tf.sqrt<tf.Tensor>,
      rsqrt: tf.rsqrt<tf.Tensor>, square: tf.square<tf.Tensor>, reciprocal: tf.reciprocal<tf.Tensor>,
      sin: tf.sin<tf.Tensor>, cos: tf.cos<tf.Tensor>, erf: tf.erf<tf.Tensor>, floor: tf.floor<tf.Tensor>,
      ceil: tf.ceil<tf.Tensor>, round: tf.round<tf.Tensor>, sign: tf.sign<tf.Tensor>, log1p: tf.log1p<tf.Tensor>,
      expm1: tf.expm1<tf.Tensor>, tanh: tf.tanh<tf.Tensor>, sigmoid: tf.sigmoid<tf.Tensor>, neg: tf.neg<tf.Tensor>,
      zerosLike: tf.zerosLike<tf.Tensor>, onesLike: tf.onesLike<tf.Tensor>, relu: tf.relu<tf.Tensor>,
      relu6: tf.relu6<tf.Tensor>, elu: tf.elu<tf.Tensor>, selu: tf.selu<tf.Tensor>, softplus: tf.softplus<tf.Tensor>,
    }).map(([name, run]) => [name, unary(run)]),
  ), // prettier-ignore
  softmax: ({ x, axis }) => softmax(operand(x), whole(axis), tf.softmax),
  logSoftmax: ({ x, axis }) => softmax(operand(x), whole(axis), tf.logSoftmax),
  gelu: ({ x, approximate }) => gelu(operand(x), approximate === true),
  leakyRelu: ({ x, alpha }) => tf.leakyRelu(operand(x), Number(alpha)),
  hardSigmoid: unary((x) => tf.clipByValue(tf.add(tf.mul(x, 0.2), 0.5), 0, 1)),
  // M. Sandler et al., MobileNetV3, arXiv:1905.02244.
  hardSwish: unary((x) => tf.mul(x, tf.div(tf.relu6(tf.add(x, 3)), 6))),
  mish: unary((x) => tf.mul(x, tf.tanh(tf.softplus(x)))),
  l2Normalize: ({ x, axis, epsilon }) => {
    const sum = tf.sum(tf.square(operand(x)), axes(axis), true);
    return tf.mul(operand(x), tf.rsqrt(tf.maximum(sum, Number(epsilon))));
  },
  clip: ({ x, least, most }) => tf.clipByValue(operand(x), whole(least), whole(most)),
  resize,
  depthToSpace: ({ x, block }) => tf.depthToSpace(operand(x) as tf.Tensor4D, whole(block), 'NHWC'),
  spaceToDepth,
  roll,
  repeat,
  encode,
  centerCrop,
  avgPool: pool(tf.avgPool),
  maxPool: pool(tf.maxPool),
  oneHot: ({ indices, depth }) => tf.oneHot(tf.cast(operand(indices), 'int32'), whole(depth)),
  slice,
};

/** tfjs takes the last axis alone. */
function softmax(x: tf.Tensor, axis: number, run: (x: tf.Tensor) => tf.Tensor): tf.Tensor {
  const last = x.rank - 1;
  const at = axis < 0 ? axis + x.rank : axis;
  if (at === last) return run(x);
  const swapped = x.shape.map((_, i) => (i === at ? last : i === last ? at : i));
  return tf.transpose(run(tf.transpose(x, swapped)), swapped);
}
