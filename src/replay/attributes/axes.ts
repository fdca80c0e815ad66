/** @file The axes along which a kernel reduces, joins, divides or exchanges: the first that fit its shapes. */
import { sameShape, type Shape } from '../../core/shape.ts';
import { at, firstOf, type Derivation } from './seen.ts';

const without = (shape: Shape, axis: number): Shape => shape.toSpliced(axis, 1);

/** The axes of `x` that `out` lacks, where the others follow one another as they do in `x`. */
export function droppedAxes(x: Shape, out: Shape): readonly number[] | null {
  const dropped: number[] = [];
  let kept = 0;
  for (const [axis, size] of x.entries())
    if (kept < out.length && size === out[kept]) kept++;
    else dropped.push(axis);
  return kept === out.length ? dropped : null;
}

/** Axes of size 1 in `out` alone; where there is none, one that has the size 1 in both. */
function flattened(x: Shape, out: Shape): readonly number[] | null {
  const axes = [...x.keys()];
  if (!axes.every((axis) => out[axis] === x[axis] || out[axis] === 1)) return null;
  const changed = axes.filter((axis) => out[axis] !== x[axis]);
  return changed.length > 0 ? changed : axes.filter((axis) => out[axis] === 1).slice(-1);
}

/** @param name that the kernel gives the attribute */
export const reduces =
  (name: 'axis' | 'reductionIndices'): Derivation =>
  ({ of, out }) => {
    const x = of('x');
    const keepDims = x.length > 0 && out.length === x.length;
    const axes = keepDims ? flattened(x, out) : droppedAxes(x, out);
    return axes && { [name]: axes, keepDims };
  };

/** The place of the largest element along one axis, which is dropped. */
export const searches: Derivation = ({ of, out }) => {
  const axis = firstOf(0, of('x').length - 1, (each) => sameShape(without(of('x'), each), out));
  return axis === null ? null : { axis };
};

/** The axis along which the parts lie end to end in the whole. */
const joinedAlong = (whole: Shape, parts: readonly Shape[]): number | null =>
  firstOf(
    0,
    whole.length - 1,
    (axis) =>
      parts.every((part) => sameShape(without(part, axis), without(whole, axis))) &&
      parts.reduce((sum, part) => sum + at(part, axis), 0) === whole[axis],
  );

/** The axis of the whole that the parts lack, a place of it for each. */
const stackedAlong = (whole: Shape, parts: readonly Shape[]): number | null =>
  firstOf(
    0,
    whole.length - 1,
    (axis) => whole[axis] === parts.length && parts.every((part) => sameShape(part, without(whole, axis))),
  );

export const concat: Derivation = ({ inputs, out }) => {
  const axis = joinedAlong(out, inputs);
  return axis === null ? null : { axis };
};

export const split: Derivation = ({ of, outputs }) => {
  const axis = joinedAlong(of('x'), outputs);
  return axis === null ? null : { numOrSizeSplits: outputs.map((shape) => at(shape, axis)), axis };
};

export const pack: Derivation = ({ inputs, out }) => {
  const axis = stackedAlong(out, inputs);
  return axis === null ? null : { axis };
};

export const unpack: Derivation = ({ of, outputs }) => {
  const axis = stackedAlong(of('value'), outputs);
  return axis === null ? null : { axis };
};

export const expandDims: Derivation = ({ of, out }) => {
  const dim = stackedAlong(out, [of('input')]);
  return dim === null ? null : { dim };
};

/** Each axis of `out` is the first, or the last, of its size that is free. */
function permutation(x: Shape, out: Shape, fromEnd: boolean): readonly number[] | null {
  const free = fromEnd ? [...x.keys()].toReversed() : [...x.keys()];
  const perm: number[] = [];
  for (const size of out) {
    const found = free.findIndex((axis) => x[axis] === size);
    if (found < 0) return null;
    perm.push(...free.splice(found, 1));
  }
  return free.length === 0 ? perm : null;
}

/** One that moves something, where there is one. */
export const transpose: Derivation = ({ of, out }) => {
  const perm = permutation(of('x'), out, false);
  if (perm === null) return null;
  return { perm: perm.every((axis, i) => axis === i) ? permutation(of('x'), out, true) : perm };
};

/** The result is `x` with one axis replaced by those of `indices` that are not shared as batches. */
export const gather: Derivation = ({ of, out }) => {
  const [x, indices] = [of('x'), of('indices')];
  for (let batchDims = 0; batchDims <= indices.length; batchDims++)
    for (let axis = batchDims; axis < x.length; axis++) {
      const made = [...x.slice(0, axis), ...indices.slice(batchDims), ...x.slice(axis + 1)];
      if (sameShape(x.slice(0, batchDims), indices.slice(0, batchDims)) && sameShape(made, out))
        return { axis, batchDims };
    }
  return null;
};
