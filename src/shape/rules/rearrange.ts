/** @file Kernels that keep every element and lay them out anew. */
import type { Shape } from '../../core/shape.ts';
import { front, product } from '../axes.ts';
import { demand, described, refuse, rule, text, type Described, type OnX, type ShapeRules } from '../rule.ts';

/** The size that −1 stands for, in a shape of as many elements. */
function whole(shape: Shape, elements: number): Shape {
  const open = shape.indexOf(-1);
  let filled = shape;
  if (open >= 0) {
    // Of the only −1.
    const others = -product(shape);
    demand(
      others !== 0,
      () => `what −1 stands for in ${text(shape)} is not to be told: the other sizes have no elements`,
    );
    filled = shape.with(open, elements / others);
  }
  let isWhole = product(filled) === elements;
  for (let i = 0; i < filled.length; i++) if (!Number.isInteger(filled[i]) || filled[i]! < 0) isWhole = false;
  if (!isWhole) refuse(`${elements} elements do not fill ${text(shape)}`);
  return filled;
}

/** Height and width of an image's blocks, and their channels. */
const spread = rule<OnX, { blockSize: number; dataFormat: string }>(({ x }, { blockSize, dataFormat }) => {
  const [batch = 0, second = 0, third = 0, last = 0] = x.shape;
  const area = blockSize * blockSize;
  const isLast = dataFormat !== 'NCHW';
  const channels = isLast ? last : second;
  demand(channels % area === 0, () => `${channels} channels do not make blocks of ${blockSize}×${blockSize}`);
  return described(
    isLast
      ? [batch, second * blockSize, third * blockSize, channels / area]
      : [batch, channels / area, third * blockSize, last * blockSize],
    x.dtype,
  );
});

type Borders = readonly (readonly [number, number])[];

export const REARRANGE: ShapeRules = {
  Reshape: rule<OnX, { shape: Shape }>(({ x }, { shape }) =>
    described(whole(shape, product(x.shape)), x.dtype),
  ),
  ExpandDims: rule<{ input: Described }, { dim: number }>(({ input }, { dim }) =>
    described(input.shape.toSpliced(front(dim, input.shape.length + 1), 0, 1), input.dtype),
  ),
  Transpose: rule<OnX, { perm: readonly number[] }>(({ x }, { perm }) => {
    demand(
      perm.length === x.shape.length,
      () => `${perm.length} axes do not order those of ${text(x.shape)}`,
    );
    return described(
      perm.map((axis) => x.shape[axis]!),
      x.dtype,
    );
  }),
  Reverse: rule<OnX, { dims?: number | readonly number[] | null }>(({ x }, { dims }) => {
    for (const axis of typeof dims === 'number' ? [dims] : (dims ?? [])) front(axis, x.shape.length);
    return described(x.shape, x.dtype);
  }),
  DepthToSpace: spread,
  SpaceToBatchND: rule<OnX, { blockShape: Shape; paddings: Borders }>(({ x }, { blockShape, paddings }) => {
    const inside = blockShape.map((block, i) => {
      const padded = x.shape[i + 1]! + paddings[i]![0] + paddings[i]![1];
      demand(padded % block === 0, () => `blocks of ${block} do not divide ${padded} of ${text(x.shape)}`);
      return padded / block;
    });
    const [batch, ...rest] = x.shape;
    return described([batch! * product(blockShape), ...inside, ...rest.slice(inside.length)], x.dtype);
  }),
  BatchToSpaceND: rule<OnX, { blockShape: Shape; crops: Borders }>(({ x }, { blockShape, crops }) => {
    const [batch, ...rest] = x.shape;
    const blocks = product(blockShape);
    demand(batch! % blocks === 0, () => `blocks of ${text(blockShape)} do not divide a batch of ${batch}`);
    const inside = blockShape.map((block, i) => rest[i]! * block - crops[i]![0] - crops[i]![1]);
    return described([batch! / blocks, ...inside, ...rest.slice(inside.length)], x.dtype);
  }),
};
