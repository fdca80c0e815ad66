/** @file Elements by index: gathered, scattered, one-hot. None has multiply-adds. */
import { axisOf } from '../../config.ts';
import { dtype, number } from '../attributes.ts';
import { axisAt, gives, input, numberOf, shapeOf, written, type GraphRules } from '../rule.ts';
import { isKnown, rearranged, unvalued, valueAt, type GraphTensor } from '../tensor.ts';

/** A new last axis: tfjs does not read where else it might be. */
const oneHot = gives((call) => {
  const { shape } = input(call, 0);
  const axis = axisOf(number(call.attributes, 'axis', -1), shape.length + 1);
  if (axis !== shape.length) throw new Error(`axis is ${axis}, which tfjs ignores here`);
  return unvalued([...shape, numberOf(call, 1, 'its depth is')], dtype(call.attributes, 'T'));
});

/**
 * For each index what lies there along the axis; the first `batch` axes of both go together.
 */
function gathered(x: GraphTensor, indices: GraphTensor, axis: number, batch: number): GraphTensor {
  if (axis < batch || batch > indices.shape.length)
    throw new Error(`batch_dims ${batch} does not fit axis ${axis}`);
  const inner = indices.shape.slice(batch);
  const shape = [...x.shape.slice(0, axis), ...inner, ...x.shape.slice(axis + 1)];
  if (!isKnown(indices)) return unvalued(shape, x.dtype);
  return rearranged(x, shape, (index) => {
    const place = valueAt(indices, [...index.slice(0, batch), ...index.slice(axis, axis + inner.length)]);
    if (place < 0 || place >= (x.shape[axis] ?? 0))
      throw new Error(`there is no element ${place} in ${written(x.shape)}`);
    return [...index.slice(0, axis), place, ...index.slice(axis + inner.length)];
  });
}

const gather = gives((call) => gathered(input(call, 0), input(call, 1), 0, 0));

const gatherV2 = gives((call) => {
  const [x, indices] = [input(call, 0), input(call, 1)];
  const batch = number(call.attributes, 'batch_dims', 0);
  return gathered(
    x,
    indices,
    axisAt(call, 2, x.shape.length),
    batch < 0 ? batch + indices.shape.length : batch,
  );
});

/** The last axis of the indices says where along the first axes. */
const gatherNd = gives((call) => {
  const [{ shape, dtype: type }, indices] = [input(call, 0), input(call, 1).shape];
  const depth = indices.at(-1) ?? 0;
  if (indices.length === 0 || depth > shape.length)
    throw new Error(`indices of ${written(indices)} do not fit ${written(shape)}`);
  return unvalued([...indices.slice(0, -1), ...shape.slice(depth)], type);
});

const scatterNd = gives((call) => unvalued(shapeOf(call, 2), input(call, 1).dtype));
const sparseToDense = gives((call) => unvalued(shapeOf(call, 1), input(call, 2).dtype));

/** A value for each key; the default value tells the type. Tables hold scalars in tfjs. */
const tableFind = gives((call) => unvalued(input(call, 1).shape, input(call, 2).dtype));

/** The handle of a table. */
const handle = gives(() => unvalued([]));

export const LOOKUPS: GraphRules = {
  OneHot: oneHot,
  Gather: gather,
  GatherV2: gatherV2,
  GatherNd: gatherNd,
  ScatterNd: scatterNd,
  SparseToDense: sparseToDense,
  StringToHashBucketFast: gives((call) => unvalued(input(call, 0).shape, 'int32')),
  HashTable: handle,
  HashTableV2: handle,
  LookupTableFind: tableFind,
  LookupTableFindV2: tableFind,
  LookupTableSize: gives(() => unvalued([], 'int32')),
  LookupTableSizeV2: gives(() => unvalued([], 'int32')),
};
