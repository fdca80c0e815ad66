/** @file The shapes that operations make of those of their inputs; `null` is a size that is left open. */
import { partsFor, rangeOf, type Given, type Part, type Value } from './takes.ts';

export type OpenShape = readonly (number | null)[];

/** An input in the place of an argument. */
export class Input {
  readonly shape: OpenShape;
  constructor(shape: OpenShape) {
    this.shape = shape;
  }
}

type V = Value<Input>;
type ShapeOf = (takes: Given<Input>) => OpenShape | readonly OpenShape[];

const isInput = (value: V | undefined): value is Input => value instanceof Input;

/** The shape of an input, or of a constant. */
const shape = (value: V | undefined): OpenShape => {
  if (isInput(value)) return value.shape;
  return Array.isArray(value) ? [value.length, ...shape((value as readonly V[])[0])] : [];
};

const text = (value: V | undefined): string => (typeof value === 'string' ? value : '');

/** A size that an input holds is not known before the run. */
const size = (value: V | undefined): number | null =>
  isInput(value) || value === null || value === undefined ? null : Number(value);

/** @throws where an input holds them, and with them the number of axes */
function sizes(value: V | undefined): (number | null)[] {
  if (isInput(value)) {
    const [count] = value.shape;
    if (count === null || count === undefined)
      throw new Error('its shape is held by a tensor of unknown length');
    return Array.from({ length: count }, () => null);
  }
  return ([value ?? []].flat() as readonly V[]).map(size);
}

const from0 = (axis: number, rank: number): number => {
  const at = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(at) && at >= 0 && at < rank) return at;
  throw new Error(`its input has no axis ${axis}`);
};

const axesOf = (value: V | undefined, rank: number): ReadonlySet<number> =>
  new Set(
    value === null || value === undefined
      ? Array.from({ length: rank }, (_, i) => i)
      : sizes(value).map((axis) => from0(Number(axis), rank)),
  );

/** Sizes of 1 are stretched to the other's; an open one may be 1. */
function stretched(a: OpenShape, b: OpenShape): OpenShape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const one = i < rank - a.length ? 1 : a[i - rank + a.length]!;
    const other = i < rank - b.length ? 1 : b[i - rank + b.length]!;
    if (one === other || other === 1) return one;
    if (one === 1) return other;
    return one ?? other;
  });
}

const same: ShapeOf = ({ x }) => shape(x);
const binary: ShapeOf = ({ x, y }) => stretched(shape(x), shape(y));

const reduced: ShapeOf = ({ x, axis, keepdims }) => {
  const input = shape(x);
  const gone = axesOf(axis, input.length);
  return keepdims === true
    ? input.map((dim, i) => (gone.has(i) ? 1 : dim))
    : input.filter((_, i) => !gone.has(i));
};

const product = (dims: OpenShape): number | null =>
  dims.reduce<number | null>((all, dim) => (all === null || dim === null ? null : all * dim), 1);

/** The one size that is −1 takes what the others leave. */
const reshape: ShapeOf = ({ x, shape: wanted }) => {
  const dims = sizes(wanted);
  const fixed = product(dims.filter((dim) => dim !== -1));
  const all = product(shape(x));
  return dims.map((dim) => (dim !== -1 ? dim : all === null || fixed === null ? null : all / fixed));
};

const concat: ShapeOf = ({ list, axis }) => {
  const [first = [], ...others] = (list as readonly V[]).map(shape);
  const at = from0(Number(axis), first.length);
  return others.reduce(
    (joined, other) =>
      joined.map((dim, i) => {
        const added = other[i] ?? null;
        if (i !== at) return dim ?? added;
        return dim === null || added === null ? null : dim + added;
      }),
    first,
  );
};

const inserted = (dims: OpenShape, axis: number, dim: number | null): OpenShape =>
  dims.toSpliced(from0(axis, dims.length + 1), 0, dim);

const split: ShapeOf = ({ x, parts, axis }) => {
  const input = shape(x);
  const at = from0(Number(axis), input.length);
  const whole = input[at]!;
  const each = Array.isArray(parts)
    ? sizes(parts)
    : Array.from({ length: Number(parts) }, () => (whole === null ? null : whole / Number(parts)));
  return each.map((part) => input.with(at, part));
};

const squeeze: ShapeOf = ({ x, axis }) => {
  const input = shape(x);
  if (axis === null) return input.filter((dim) => dim !== 1);
  const gone = axesOf(axis, input.length);
  return input.filter((_, i) => !gone.has(i));
};

const matMul: ShapeOf = ({ a, b, turned, flipped }) => {
  const [one, other] = [shape(a), shape(b)];
  const rows = one.at(turned === true ? -1 : -2) ?? null;
  const columns = other.at(flipped === true ? -2 : -1) ?? null;
  return [...stretched(one.slice(0, -2), other.slice(0, -2)), rows, columns];
};

const slice: ShapeOf = ({ x, spec }) => {
  const input = shape(x);
  let axis = 0;
  return partsFor([spec].flat() as Part<Input>[], input.length).flatMap((part) => {
    if (part === 'new') return [1];
    const whole = input[axis++]!;
    if ('index' in part) return [];
    if (
      part.start === null &&
      part.stop === null &&
      (part.step === null || Math.abs(Number(part.step)) === 1)
    )
      return [whole];
    if (whole === null || isInput(part.start) || isInput(part.stop)) return [null];
    const [start, stop] = [part.start, part.stop].map((value) => (value === null ? null : Number(value)));
    return [rangeOf(whole, start!, stop!, Number(part.step ?? 1))[1]];
  });
};

/** The same operation on height and width, channels last. */
const overSpace =
  (
    change: (takes: Given<Input>, dim: number | null, axis: number) => number | null,
    channels: ShapeOf = ({ x }) => shape(x).slice(-1),
  ): ShapeOf =>
  (takes) => {
    const input = shape(takes['x']);
    const space = input.slice(1, -1).map((dim, axis) => change(takes, dim, axis));
    return [input[0] ?? null, ...space, ...(channels(takes) as OpenShape)];
  };

const scaled = (dim: number | null, factor: number): number | null => (dim === null ? null : dim * factor);

const pooled = overSpace(({ window, strides, padding }, dim, axis) => {
  if (dim === null) return null;
  const at = (value: V | undefined): number => {
    const all = sizes(value);
    return Number(all.length === 4 ? all[axis + 1] : (all[axis] ?? all[0]));
  };
  const span = text(padding).toLowerCase() === 'same' ? 1 : at(window);
  return Math.ceil((dim - span + 1) / at(strides));
});

const UNCHANGED =
  'cast abs exp log sqrt rsqrt square reciprocal sin cos erf floor ceil round sign log1p expm1 tanh sigmoid neg ' +
  'zerosLike onesLike relu relu6 elu selu softplus softmax logSoftmax gelu leakyRelu hardSigmoid hardSwish mish ' +
  'l2Normalize clip roll';
const STRETCHED =
  'add sub mul div floorDiv mod maximum minimum pow squaredDifference greater greaterEqual less lessEqual equal notEqual';
const REDUCED = 'mean sum max min prod variance deviation';

const each = (names: string, rule: ShapeOf): Readonly<Record<string, ShapeOf>> =>
  Object.fromEntries(names.split(' ').map((name) => [name, rule]));

export const SHAPES: Readonly<Record<string, ShapeOf>> = {
  ...each(UNCHANGED, same),
  ...each(STRETCHED, binary),
  ...each(REDUCED, reduced),
  where: ({ condition, x, y }) => stretched(shape(condition), stretched(shape(x), shape(y))),
  argMax: ({ x, axis }) => {
    const input = shape(x);
    return input.toSpliced(from0(Number(axis), input.length), 1);
  },
  transpose: ({ x, perm }) => {
    const input = shape(x);
    return perm === null
      ? input.toReversed()
      : sizes(perm).map((axis) => input[from0(Number(axis), input.length)]!);
  },
  reshape,
  shape: ({ x }) => [shape(x).length],
  pad: ({ x, paddings }) =>
    shape(x).map((dim, i) => {
      const [before = 0, after = 0] = sizes((paddings as readonly V[])[i]);
      return dim === null || before === null || after === null ? null : dim + before + after;
    }),
  concat,
  stack: ({ list, axis }) => {
    const parts = (list as readonly V[]).map(shape);
    return inserted(parts.reduce(stretched), Number(axis), parts.length);
  },
  unstack: ({ x, axis, num }) => {
    const input = shape(x);
    const at = from0(Number(axis), input.length);
    const count = input[at] ?? size(num);
    if (count === null) throw new Error('it takes apart an axis of unknown size');
    return Array.from({ length: count }, () => input.toSpliced(at, 1));
  },
  split,
  expandDims: ({ x, axis }) => inserted(shape(x), Number(axis), 1),
  squeeze,
  tile: ({ x, reps }) => {
    const times = sizes(reps);
    return shape(x).map((dim, i) => (times[i] === null ? null : scaled(dim, times[i] ?? 1)));
  },
  broadcastTo: ({ shape: wanted }) => sizes(wanted),
  gather: ({ x, indices, axis }) => {
    const input = shape(x);
    return input.toSpliced(from0(Number(axis), input.length), 1, ...shape(indices));
  },
  matMul,
  resize: ({ x, to }) => {
    const [height = null, width = null] = sizes(to);
    const input = shape(x);
    return [input[0] ?? null, height, width, input[3] ?? null];
  },
  depthToSpace: overSpace(
    ({ block }, dim) => scaled(dim, Number(block)),
    ({ x, block }) => [scaled(shape(x).at(-1) ?? null, 1 / Number(block) ** 2)],
  ),
  spaceToDepth: overSpace(
    ({ block }, dim) => scaled(dim, 1 / Number(block)),
    ({ x, block }) => [scaled(shape(x).at(-1) ?? null, Number(block) ** 2)],
  ),
  encode: ({ x, tokens, mode }) => {
    const input = shape(x);
    const kept = mode === 'each' && input.at(-1) !== 1 ? input : input.slice(0, -1);
    return [...kept, Number(tokens)];
  },
  repeat: ({ x, times, axis }) => {
    const input = shape(x);
    const at = from0(Number(axis), input.length);
    return input.with(at, scaled(input[at]!, Number(times)));
  },
  centerCrop: ({ x, height, width }) => [shape(x)[0] ?? null, size(height), size(width), shape(x)[3] ?? null],
  avgPool: pooled,
  maxPool: pooled,
  oneHot: ({ indices, depth }) => [...shape(indices), Number(depth)],
  slice,
};

/** The sizes that an operation asks of its input. */
export const sizeOfInput = ({ shape: dims }: Input, axis: number): number | null => dims.at(axis) ?? null;
