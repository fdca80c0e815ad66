/** @file Paddings, and blocks that move between space, batch and channels. None has multiply-adds. */
import { sizeOf } from '../../../core/shape.ts';
import { ofRank } from '../../config.ts';
import { number } from '../attributes.ts';
import { gives, input, numbersOf, type GraphCall, type GraphRules } from '../rule.ts';
import { unvalued } from '../tensor.ts';
import { layoutOf } from './window.ts';

/** Pairs of numbers, one an axis. */
function pairsAt(
  call: GraphCall,
  index: number,
  what: string,
  count: number,
): readonly (readonly [number, number])[] {
  const flat = numbersOf(call, index, what);
  if (flat.length !== 2 * count)
    throw new Error(`it must have ${count} pairs of numbers, got ${flat.length} numbers`);
  return Array.from({ length: count }, (_, i) => [flat[2 * i] ?? 0, flat[2 * i + 1] ?? 0]);
}

const pad = gives((call) => {
  const { shape, dtype } = input(call, 0);
  const paddings = pairsAt(call, 1, 'its paddings are', shape.length);
  return unvalued(
    shape.map((size, axis) => size + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0)),
    dtype,
  );
});

/** Blocks of space become examples; sizes that are no multiple of the block are an error. */
const spaceToBatch = gives((call) => {
  const { shape, dtype } = input(call, 0);
  const blocks = numbersOf(call, 1, 'its block is');
  const paddings = pairsAt(call, 2, 'its paddings are', blocks.length);
  const [batch = 0, ...rest] = shape;
  const space = blocks.map((block, i) => {
    const [before, after] = paddings[i] ?? [0, 0];
    return ((rest[i] ?? 0) + before + after) / block;
  });
  return unvalued([batch * sizeOf(blocks), ...space, ...rest.slice(blocks.length)], dtype);
});

const batchToSpace = gives((call) => {
  const { shape, dtype } = input(call, 0);
  const blocks = numbersOf(call, 1, 'its block is');
  const crops = pairsAt(call, 2, 'its crops are', blocks.length);
  const [batch = 0, ...rest] = shape;
  const space = blocks.map((block, i) => {
    const [before, after] = crops[i] ?? [0, 0];
    return (rest[i] ?? 0) * block - before - after;
  });
  return unvalued([batch / sizeOf(blocks), ...space, ...rest.slice(blocks.length)], dtype);
});

/** Blocks of channels become space. */
const depthToSpace = gives((call) => {
  const { shape, dtype } = input(call, 0);
  const block = number(call.attributes, 'block_size');
  const isFirst = layoutOf(call.attributes, 2) === 'first';
  const channels = isFirst ? 1 : 3;
  return unvalued(
    ofRank(shape, 4).map((size, axis) =>
      axis === 0 ? size : axis === channels ? size / block ** 2 : size * block,
    ),
    dtype,
  );
});

export const PADDINGS: GraphRules = {
  Pad: pad,
  PadV2: pad,
  MirrorPad: pad,
  SpaceToBatchND: spaceToBatch,
  BatchToSpaceND: batchToSpace,
  DepthToSpace: depthToSpace,
};
