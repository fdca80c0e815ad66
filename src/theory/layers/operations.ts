/**
 * @file Functions of tfjs that a file calls as layers: `tf.transpose`, `tf.matMul`. Only products of matrices are
 * multiply-adds; of the others the shape of the output is to be derived. `takes` holds the arguments: values,
 * `{ input: 0 }` for an input of the layer, `{ size: 0, axis: 1 }` for one of its sizes.
 */
import { isObject, sizeOf, type Json, type Shape } from '../../core/shape.ts';
import type { LayerFormula, LayerFormulas } from '../../core/theory.ts';
import { amount, NO_WORK, type Work } from '../../core/work.ts';
import { axisOf, dim, owned } from '../config.ts';
import { Arguments } from './arguments.ts';

type Outputs = (args: Arguments) => Shape | readonly Shape[];

const isList = (outputs: Shape | readonly Shape[]): outputs is readonly Shape[] => Array.isArray(outputs[0]);

const operation =
  (outputs: Outputs, work: (args: Arguments) => Work = () => NO_WORK): LayerFormula =>
  (config, inputs) => {
    const args = new Arguments(config, inputs);
    const made = outputs(args);
    return { outputs: isList(made) ? made : [made], work: work(args), parameters: owned(config, 0) };
  };

const same = operation((args) => args.shape('x'));

/** From the last axis backwards: equal, or one of them 1, or missing. */
function together(...shapes: readonly Shape[]): Shape {
  const rank = Math.max(...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, i) => {
    const sizes = shapes.map((shape) => shape[i - rank + shape.length] ?? 1);
    const largest = Math.max(...sizes);
    if (sizes.some((size) => size !== 1 && size !== largest))
      throw new Error(`[${shapes.map((shape) => shape.join(', ')).join('] and [')}] do not broadcast`);
    return largest;
  });
}

const elementwise = operation((args) => together(args.shape('x'), args.shape('y')));

const reduction = operation((args) => {
  const x = args.shape('x');
  const gone = args.axes('axis', x.length);
  return x.flatMap((size, axis) => {
    if (!gone.has(axis)) return [size];
    return args.isTrue('keepdims') ? [1] : [];
  });
});

/** The size written as −1 is what the elements leave for it. */
const reshape = operation((args) => {
  const wanted = args.numbers('shape');
  const open = sizeOf(args.shape('x')) / sizeOf(wanted.filter((size) => size !== -1));
  const shape = wanted.map((size) => (size === -1 ? open : size));
  if (sizeOf(shape) === sizeOf(args.shape('x'))) return shape;
  throw new Error(`[${shape.join(', ')}] does not hold [${args.shape('x').join(', ')}]`);
});

interface Product {
  readonly batch: Shape;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

function productOf(args: Arguments): Product {
  const [a, b] = [args.shape('a'), args.shape('b')];
  const [rows, inner] = args.isTrue('turned') ? [dim(a, -1), dim(a, -2)] : [dim(a, -2), dim(a, -1)];
  const [other, columns] = args.isTrue('flipped') ? [dim(b, -1), dim(b, -2)] : [dim(b, -2), dim(b, -1)];
  if (inner !== other) throw new Error(`[${a.join(', ')}] and [${b.join(', ')}] are no product`);
  return { batch: together(a.slice(0, -2), b.slice(0, -2)), rows, inner, columns };
}

const matMul = operation(
  (args) => {
    const { batch, rows, columns } = productOf(args);
    return [...batch, rows, columns];
  },
  (args) => {
    const { batch, rows, inner, columns } = productOf(args);
    return [amount('products', 'multiplyAdds', { inner, rows, columns, products: sizeOf(batch) })];
  },
);

/** Positions that a range takes of an axis, as Python counts them. */
function lengthOf(size: number, start: number | null, stop: number | null, step: number): number {
  const positions = Array.from({ length: size }, (_, i) => (step > 0 ? i : size - 1 - i));
  const from0 = (at: number): number => (at < 0 ? at + size : at);
  const isIn = (at: number): boolean =>
    step > 0
      ? at >= (start === null ? 0 : from0(start)) && at < (stop === null ? size : from0(stop))
      : at <= (start === null ? size : from0(start)) && at > (stop === null ? -1 : from0(stop));
  return Math.ceil(positions.filter(isIn).length / Math.abs(step));
}

const slice = operation((args) => {
  const x = args.shape('x');
  const spec = args.value('spec');
  const parts: readonly Json[] = Array.isArray(spec) ? spec : [spec];
  const named = parts.filter((part) => isObject(part)).length;
  const output: number[] = [];
  let axis = 0;
  const takeAll = (): void => {
    for (const end = axis + x.length - named; axis < end; axis++) output.push(dim(x, axis));
  };
  for (const part of parts) {
    if (part === 'new') output.push(1);
    else if (!isObject(part)) takeAll();
    else {
      const size = dim(x, axis++);
      if ('index' in part) continue;
      const [start, stop, step] = ['start', 'stop', 'step'].map((key) => {
        const value = part[key] ?? null;
        return value === null ? null : args.number(value);
      });
      output.push(lengthOf(size, start ?? null, stop ?? null, step ?? 1));
    }
  }
  return [...output, ...x.slice(axis)];
});

/** [B, H, W, C] with other heights, widths and channels. */
const space = (
  change: (args: Arguments, size: number, axis: number) => number,
  channels = (_: Arguments, c: number): number => c,
) =>
  operation((args) => {
    const x = args.shape('x');
    return [
      dim(x, 0),
      ...x.slice(1, -1).map((size, axis) => change(args, size, axis)),
      channels(args, dim(x, -1)),
    ];
  });

const block = (args: Arguments): number => args.number(args.value('block'));

const pool = space((args, size, axis) => {
  const along = (name: string): number => {
    const sizes = args.numbers(name);
    return sizes.length === 4 ? sizes[axis + 1]! : (sizes[axis] ?? sizes[0]!);
  };
  const padding = args.value('padding');
  const isSame = typeof padding === 'string' && padding.toUpperCase() === 'SAME';
  return isSame
    ? Math.ceil(size / along('strides'))
    : Math.floor((size - along('window')) / along('strides')) + 1;
});

const each = (names: string, formula: LayerFormula): LayerFormulas =>
  Object.fromEntries(names.split(' ').map((name) => [`tf.${name}`, formula]));

const withAxis = (shape: Shape, axis: Json, ...sizes: readonly number[]): Shape =>
  shape.toSpliced(axisOf(axis, shape.length), 1, ...sizes);

export const OPERATIONS: LayerFormulas = {
  ...each(
    'cast abs exp log sqrt rsqrt square reciprocal sin cos erf floor ceil round sign log1p expm1 tanh sigmoid neg zerosLike',
    same,
  ),
  ...each(
    'onesLike relu relu6 elu selu softplus softmax logSoftmax gelu leakyRelu hardSigmoid hardSwish mish',
    same,
  ),
  ...each('l2Normalize clip roll', same),
  ...each('add sub mul div floorDiv mod maximum minimum pow squaredDifference', elementwise),
  ...each('greater greaterEqual less lessEqual equal notEqual', elementwise),
  ...each('mean sum max min prod variance deviation', reduction),
  'tf.where': operation((args) => together(args.shape('condition'), args.shape('x'), args.shape('y'))),
  'tf.argMax': operation((args) => withAxis(args.shape('x'), args.value('axis'))),
  'tf.transpose': operation((args) => {
    const x = args.shape('x');
    if (args.value('perm') === null) return x.toReversed();
    return args.numbers('perm').map((axis) => dim(x, axis));
  }),
  'tf.reshape': reshape,
  'tf.shape': operation((args) => [args.shape('x').length]),
  'tf.pad': operation((args) => {
    const pairs = args.value('paddings');
    if (!Array.isArray(pairs)) throw new Error('its paddings depend on the values of an input');
    return args.shape('x').map((size, axis) => {
      const pair = (pairs as readonly (readonly Json[])[])[axis] ?? [];
      return pair.reduce((sum: number, margin) => sum + args.number(margin), size);
    });
  }),
  'tf.concat': operation((args) => {
    const [first = [], ...others] = args.shapes('list');
    const axis = axisOf(args.value('axis'), first.length);
    return first.with(
      axis,
      others.reduce((sum, other) => sum + dim(other, axis), dim(first, axis)),
    );
  }),
  'tf.stack': operation((args) => {
    const shapes = args.shapes('list');
    const one = together(...shapes);
    return one.toSpliced(axisOf(args.value('axis'), one.length + 1), 0, shapes.length);
  }),
  'tf.unstack': operation((args) => {
    const x = args.shape('x');
    const axis = axisOf(args.value('axis'), x.length);
    return Array.from({ length: dim(x, axis) }, () => x.toSpliced(axis, 1));
  }),
  'tf.split': operation((args) => {
    const x = args.shape('x');
    const axis = axisOf(args.value('axis'), x.length);
    const parts = args.value('parts');
    if (Array.isArray(parts)) return args.numbers('parts').map((part) => x.with(axis, part));
    const count = args.number(parts);
    return Array.from({ length: count }, () => x.with(axis, dim(x, axis) / count));
  }),
  'tf.expandDims': operation((args) => {
    const x = args.shape('x');
    return x.toSpliced(axisOf(args.value('axis'), x.length + 1), 0, 1);
  }),
  'tf.squeeze': operation((args) => {
    const x = args.shape('x');
    const gone = args.axes('axis', x.length);
    return x.filter((size, axis) => size !== 1 || !gone.has(axis));
  }),
  'tf.tile': operation((args) =>
    args.shape('x').map((size, axis) => size * (args.numbers('reps')[axis] ?? 1)),
  ),
  'tf.broadcastTo': operation((args) => args.numbers('shape')),
  'tf.gather': operation((args) => withAxis(args.shape('x'), args.value('axis'), ...args.shape('indices'))),
  'tf.matMul': matMul,
  'tf.resize': operation((args) => {
    const x = args.shape('x');
    const [height = 0, width = 0] = args.numbers('to');
    return [dim(x, 0), height, width, dim(x, 3)];
  }),
  'tf.depthToSpace': space(
    (args, size) => size * block(args),
    (args, channels) => channels / block(args) ** 2,
  ),
  'tf.spaceToDepth': space(
    (args, size) => size / block(args),
    (args, channels) => channels * block(args) ** 2,
  ),
  'tf.encode': operation((args) => {
    const x = args.shape('x');
    const isOneEach = args.value('mode') === 'each' && dim(x, -1) > 1;
    return [...(isOneEach ? x : x.slice(0, -1)), args.number(args.value('tokens'))];
  }),
  'tf.repeat': operation((args) => {
    const x = args.shape('x');
    const axis = axisOf(args.value('axis'), x.length);
    return x.with(axis, dim(x, axis) * args.number(args.value('times')));
  }),
  'tf.centerCrop': operation((args) => {
    const x = args.shape('x');
    return [dim(x, 0), args.number(args.value('height')), args.number(args.value('width')), dim(x, 3)];
  }),
  'tf.avgPool': pool,
  'tf.maxPool': pool,
  'tf.oneHot': operation((args) => [...args.shape('indices'), args.number(args.value('depth'))]),
  'tf.slice': slice,
};
