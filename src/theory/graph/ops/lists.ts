/**
 * @file Lists of tensors, TensorFlow 2's TensorList and TensorFlow 1's TensorArray. What a list holds goes by its handle,
 * a TensorArray's by its flow, as tfjs-converter 4.22 keeps it: nothing is reserved, a list is as long as what was
 * written. None has multiply-adds.
 */
import { sizeOf, type DType, type Shape } from '../../../core/shape.ts';
import { dtype, number, shape as shapeAttribute } from '../attributes.ts';
import {
  DynamicError,
  gives,
  givesAll,
  input,
  numberOf,
  numbersOf,
  written,
  type GraphCall,
  type GraphRules,
} from '../rule.ts';
import { integers, isKnown, rearranged, unvalued, type GraphTensor, type TensorList } from '../tensor.ts';

/** Longer ones are not followed. */
const MOST_ITEMS = 16_384;

const handleOf = (list: TensorList, dtypeOf: DType | null = null): GraphTensor => ({
  ...unvalued([], dtypeOf),
  list,
});

function listAt(call: GraphCall, index: number): TensorList {
  const { list } = input(call, index);
  if (list !== undefined) return list;
  throw new DynamicError(`${call.op} depends on data`, call.op);
}

/** Sizes, −1 where open, as an input says them; a scalar says that not even their number is known. */
function elementAt(call: GraphCall, index: number): Shape | null {
  const { shape } = input(call, index);
  return shape.length === 0 ? null : numbersOf(call, index, 'the shape of its elements is');
}

/** Two half-known shapes as one. */
function merged(one: Shape | null, other: Shape | null): Shape | null {
  if (one === null || other === null) return one ?? other;
  if (one.length === other.length && one.every((size, i) => size < 0 || other[i]! < 0 || size === other[i]))
    return one.map((size, i) => (size < 0 ? other[i]! : size));
  throw new Error(`its elements are ${written(one)} and ${written(other)}`);
}

const isOpen = (shape: Shape | null): boolean => shape === null || shape.some((size) => size < 0);

/** The shape that all elements have; tfjs reads the elements only where the graph leaves it open. */
function elementOf(list: TensorList, said: Shape | null): Shape {
  let element = merged(list.element, said);
  if (isOpen(element)) for (const item of list.items) element = merged(element, item?.shape ?? null);
  if (element === null || isOpen(element)) throw new Error('the shape of its elements is open');
  return element;
}

function itemAt({ items }: TensorList, index: number): GraphTensor {
  const item = items[index];
  if (item !== undefined && item !== null) return item;
  throw new Error(`it takes element ${index} of a list of ${items.length}, which was not written`);
}

function withItem({ element, items }: TensorList, index: number, item: GraphTensor): TensorList {
  if (!Number.isInteger(index) || index < 0) throw new Error(`it writes element ${index}`);
  if (index >= MOST_ITEMS)
    throw new Error(`it writes element ${index}, and lists are followed to ${MOST_ITEMS}`);
  const { list: _, ...plain } = item;
  const longer: (GraphTensor | null)[] = [...items];
  while (longer.length <= index) longer.push(null);
  longer[index] = plain;
  return { element, items: longer };
}

/** The elements along the first axis. */
function unstacked(tensor: GraphTensor): readonly GraphTensor[] {
  const [count = 0, ...rest] = tensor.shape;
  if (tensor.shape.length === 0) throw new Error('it takes a list apart, and got a scalar');
  if (count > MOST_ITEMS)
    throw new Error(`it makes ${count} elements, and lists are followed to ${MOST_ITEMS}`);
  const isSmall = isKnown(tensor) && sizeOf(tensor.shape) <= 256;
  return Array.from({ length: count }, (_, i) =>
    isSmall
      ? rearranged(tensor, rest, (index) => [i, ...index])
      : { ...unvalued(rest, tensor.dtype), ...from(tensor) },
  );
}

const from = ({ isFromInput }: GraphTensor): Pick<GraphTensor, 'isFromInput'> =>
  isFromInput === true ? { isFromInput } : {};

const scattered = (list: TensorList, places: readonly number[], tensor: GraphTensor): TensorList => {
  const items = unstacked(tensor);
  if (items.length !== places.length)
    throw new Error(`it puts ${items.length} elements at ${places.length} places`);
  return places.reduce((grown, place, i) => withItem(grown, place, items[i]!), list);
};

/** Parts of these lengths along the first axis. */
function partsOf(tensor: GraphTensor, lengths: readonly number[]): readonly GraphTensor[] {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total !== tensor.shape[0])
    throw new Error(`parts of ${written(lengths)} do not make ${written(tensor.shape)}`);
  return lengths.map((length) => unvalued([length, ...tensor.shape.slice(1)], tensor.dtype));
}

const stackedAll = (list: TensorList, said: Shape | null, type: DType | null): GraphTensor => {
  for (let i = 0; i < list.items.length; i++) itemAt(list, i);
  return unvalued([list.items.length, ...elementOf(list, said)], type);
};

/** Without a known list, what the graph says of it: it is then so whatever happened to the list. */
const stack = gives((call) => {
  const count = number(call.attributes, 'num_elements', -1);
  const type = dtype(call.attributes, 'element_dtype');
  const said = input(call, 1).shape.length > 0 && !isKnown(input(call, 1)) ? null : elementAt(call, 1);
  const { list } = input(call, 0);
  if (list !== undefined) {
    if (count >= 0 && count !== list.items.length)
      throw new Error(`it stacks ${count} elements of a list of ${list.items.length}`);
    return stackedAll(list, said, type);
  }
  if (count < 0 || said === null || isOpen(said))
    throw new DynamicError(`${call.op} depends on data`, call.op);
  return unvalued([count, ...said], type);
});

const listConcat = gives((call) => {
  const list = listAt(call, 0);
  // tfjs takes it from the attribute also where TensorFlow has an input for it.
  const said = shapeAttribute(call.attributes, 'element_shape');
  const [rows = 0, ...rest] = elementOf(list, said);
  return unvalued([rows * list.items.length, ...rest], dtype(call.attributes, 'element_dtype'));
});

/** Lists that one node makes of a tensor. @param places where its elements go */
const scatter = gives((call) => {
  const element = elementAt(call, 2);
  return handleOf(scattered({ element, items: [] }, numbersOf(call, 1, 'its indices are'), input(call, 0)));
});

const empty = gives((call) => handleOf({ element: elementAt(call, 0), items: [] }));

export const TENSOR_LISTS: GraphRules = {
  TensorListReserve: empty,
  EmptyTensorList: empty,
  TensorListFromTensor: gives((call) =>
    handleOf({ element: elementAt(call, 1), items: unstacked(input(call, 0)) }),
  ),
  TensorListScatter: scatter,
  TensorListScatterV2: scatter,
  TensorListSplit: gives((call) => {
    // tfjs gives each part the shape of one row.
    if (numbersOf(call, 2, 'its lengths are').some((length) => length !== 1))
      throw new Error('tfjs splits into single rows alone');
    return handleOf({ element: elementAt(call, 1), items: unstacked(input(call, 0)) });
  }),
  TensorListGetItem: gives((call) => {
    const list = listAt(call, 0);
    const index = input(call, 1);
    const element = elementOf(list, elementAt(call, 2));
    // Whichever it is, all are of one shape.
    if (!isKnown(index)) return unvalued(element, dtype(call.attributes, 'element_dtype'));
    return { ...itemAt(list, numberOf(call, 1, '')), shape: element };
  }),
  TensorListSetItem: gives((call) =>
    handleOf(withItem(listAt(call, 0), numberOf(call, 1, 'its index is'), input(call, 2))),
  ),
  TensorListPushBack: gives((call) => {
    const list = listAt(call, 0);
    return handleOf(withItem(list, list.items.length, input(call, 1)));
  }),
  TensorListPopBack: () => {
    throw new Error('tfjs gives one output where TensorFlow gives two');
  },
  TensorListStack: stack,
  TensorListGather: gives((call) => {
    const list = listAt(call, 0);
    // tfjs passes over indices beyond the length of the list.
    const count = Math.min(input(call, 1).shape[0] ?? 0, list.items.length);
    return unvalued([count, ...elementOf(list, elementAt(call, 2))], dtype(call.attributes, 'element_dtype'));
  }),
  TensorListConcat: listConcat,
  TensorListConcatV2: listConcat,
  TensorListLength: gives((call) => integers([listAt(call, 0).items.length], [])),
  TensorListResize: gives((call) => {
    const { element, items } = listAt(call, 0);
    const size = numberOf(call, 1, 'its size is');
    if (!(size >= 0 && size <= MOST_ITEMS)) throw new Error(`it makes a list of ${size}`);
    return handleOf({ element, items: Array.from({ length: size }, (_, i) => items[i] ?? null) });
  }),
};

const array = givesAll(({ attributes }) => [
  unvalued([]),
  handleOf({ element: shapeAttribute(attributes, 'element_shape'), items: [] }),
]);

/** tfjs takes an element shape without axes for an open one. */
const arrayElement = ({ element, items }: TensorList): Shape =>
  elementOf({ element: element?.length === 0 ? null : element, items }, null);

export const TENSOR_ARRAYS: GraphRules = {
  TensorArrayV3: array,
  TensorArrayWriteV3: gives((call) =>
    handleOf(withItem(listAt(call, 3), numberOf(call, 1, 'its index is'), input(call, 2))),
  ),
  TensorArrayReadV3: gives((call) => {
    const list = listAt(call, 2);
    if (!isKnown(input(call, 1))) return unvalued(arrayElement(list), dtype(call.attributes, 'dtype'));
    return itemAt(list, numberOf(call, 1, ''));
  }),
  TensorArrayGatherV3: gives((call) => {
    const list = listAt(call, 2);
    const count = Math.min(input(call, 1).shape[0] ?? 0, list.items.length);
    return unvalued([count, ...arrayElement(list)], dtype(call.attributes, 'dtype'));
  }),
  TensorArrayScatterV3: gives((call) =>
    handleOf(scattered(listAt(call, 3), numbersOf(call, 1, 'its indices are'), input(call, 2))),
  ),
  TensorArrayConcatV3: gives((call) => {
    const list = listAt(call, 1);
    const shapes = list.items.map((_, i) => itemAt(list, i).shape);
    const rows = shapes.reduce((sum, [count = 0]) => sum + count, 0);
    return unvalued([rows, ...(shapes[0]?.slice(1) ?? [])], dtype(call.attributes, 'dtype'));
  }),
  TensorArraySplitV3: gives((call) => {
    const { element } = listAt(call, 3);
    return handleOf({ element, items: partsOf(input(call, 1), numbersOf(call, 2, 'its lengths are')) });
  }),
  TensorArraySizeV3: gives((call) => integers([listAt(call, 1).items.length], [])),
  TensorArrayCloseV3: gives(() => unvalued([])),
};
