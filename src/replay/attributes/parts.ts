/** @file Kernels that take a part of a tensor, put a border around it, repeat it or deal it out. */
import { sizeOf, type Shape } from '../../core/shape.ts';
import { at, firstOf, type Attributes, type Derivation } from './seen.ts';

export const slice: Derivation = ({ of, out }) =>
  out.length === of('x').length && out.every((size, axis) => size <= at(of('x'), axis))
    ? { begin: out.map(() => 0), size: out }
    : null;

/** What becomes of an axis: a part of it stays, one place of it is taken, or a new one is put before it. */
type Step = 'keep' | 'shrink' | 'new';

/** The steps that lead from `x` to `out`; those that keep axes are tried first. */
function steps(x: Shape, out: Shape): readonly Step[] | null {
  const [[size, ...restOfX], [wanted, ...restOfOut]] = [x, out];
  if (size === undefined && wanted === undefined) return [];
  const then = (step: Step, nextX: Shape, nextOut: Shape): readonly Step[] | null => {
    const rest = steps(nextX, nextOut);
    return rest && [step, ...rest];
  };
  return (
    (size !== undefined && wanted !== undefined && wanted <= size
      ? then('keep', restOfX, restOfOut)
      : null) ??
    (size !== undefined && size > 0 ? then('shrink', restOfX, out) : null) ??
    (wanted === 1 ? then('new', x, restOfOut) : null)
  );
}

export const stridedSlice: Derivation = ({ of, out }) => {
  const found = steps(of('x'), out);
  if (found === null) return null;
  let axis = 0;
  const end = found.map((step) => {
    if (step === 'keep') return at(out, axis++);
    if (step === 'new') axis++;
    return 1;
  });
  const maskOf = (step: Step): number =>
    found.reduce((mask, each, i) => mask + (each === step ? 2 ** i : 0), 0);
  return {
    begin: found.map(() => 0),
    end,
    strides: found.map(() => 1),
    beginMask: 0,
    endMask: 0,
    ellipsisMask: 0,
    newAxisMask: maskOf('new'),
    shrinkAxisMask: maskOf('shrink'),
  };
};

/** A border as wide in front of each axis as behind it, or one less. */
const border = (x: Shape, out: Shape): readonly (readonly number[])[] | null =>
  x.length === out.length && x.every((size, axis) => size <= at(out, axis))
    ? x.map((size, axis) => {
        const added = at(out, axis) - size;
        return [Math.floor(added / 2), Math.ceil(added / 2)];
      })
    : null;

export const pad: Derivation = ({ of, out }) => {
  const paddings = border(of('x'), out);
  return paddings && { paddings, constantValue: 0 };
};
/** Neither border may be wider than the axis. */
export const mirrorPad: Derivation = ({ of, out }) => {
  const paddings = border(of('x'), out);
  const fits = paddings?.every(([, behind], axis) => behind! <= at(of('x'), axis));
  return fits === true ? { paddings, mode: 'symmetric' } : null;
};

export const tile: Derivation = ({ of, out }) => {
  const reps = of('x').map((size, axis) => (size === 0 ? 1 : at(out, axis) / size));
  return reps.length === out.length && reps.every(Number.isInteger) ? { reps } : null;
};

/** Blocks along as many axes, of which the batch is `ratio` times as long: as square as can be. */
function blocks(ratio: number, axes: number, fits: (block: Shape) => boolean): Shape | null {
  const squarest = (left: number, count: number): readonly Shape[] => {
    if (count === 1) return [[left]];
    const root = left ** (1 / count);
    const divisors = Array.from({ length: left }, (_, i) => i + 1)
      .filter((each) => left % each === 0)
      .toSorted((a, b) => Math.abs(a - root) - Math.abs(b - root));
    return divisors.flatMap((first) => squarest(left / first, count - 1).map((rest) => [first, ...rest]));
  };
  return squarest(ratio, axes).find(fits) ?? null;
}

/** @param long the tensor before it is dealt out @param dealt the one whose batch holds the blocks */
function dealing(long: Shape, dealt: Shape): { block: Shape; excess: readonly Shape[] } | null {
  const ratio = at(dealt, 0) / at(long, 0);
  if (!Number.isInteger(ratio) || long.length !== dealt.length) return null;
  // Channels, which mostly are last, are dealt out where nothing else fits.
  const last = long.length - 1;
  const counts = [...[...long.keys()].slice(1, last).toReversed(), last];
  for (const axes of counts) {
    const excess = (block: Shape): readonly number[] =>
      block.map((size, i) => at(dealt, i + 1) * size - at(long, i + 1));
    const isSame = long.slice(axes + 1).every((size, i) => size === dealt[axes + 1 + i]);
    const block = isSame ? blocks(ratio, axes, (each) => excess(each).every((extra) => extra >= 0)) : null;
    if (block !== null) return { block, excess: excess(block).map((extra) => [0, extra]) };
  }
  return null;
}

export const spaceToBatch: Derivation = ({ of, out }) => {
  const found = dealing(of('x'), out);
  return found && { blockShape: found.block, paddings: found.excess };
};
export const batchToSpace: Derivation = ({ of, out }) => {
  const found = dealing(out, of('x'));
  return found && { blockShape: found.block, crops: found.excess };
};

export const depthToSpace: Derivation = ({ of, out }) => {
  const layouts = [
    ['NHWC', 3],
    ['NCHW', 1],
  ] as const;
  for (const [dataFormat, channels] of layouts) {
    const blockSize = firstOf(
      1,
      at(of('x'), channels),
      (size) =>
        at(out, channels) * size * size === at(of('x'), channels) &&
        [1, 2, 3].every((axis) => axis === channels || at(out, axis) === at(of('x'), axis) * size) &&
        sizeOf(out) === sizeOf(of('x')),
    );
    if (blockSize !== null) return { blockSize, dataFormat } satisfies Attributes;
  }
  return null;
};
