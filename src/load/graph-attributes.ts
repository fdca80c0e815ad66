/**
 * @file Attributes of a graph's nodes: the JSON form of TensorFlow's AttrValue. Integers may be strings, bytes are
 * base64 or a list of numbers, and what is zero may be left out.
 */
import type { Json } from '../core/shape.ts';
import { isList, isRecord, shown, type JsonRecord } from './json.ts';

type Check = (value: Json) => boolean;

const isInteger: Check = (value) =>
  Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d+$/.test(value));
const isNumber: Check = (value) =>
  typeof value === 'number' ||
  (typeof value === 'string' && (value === 'NaN' || !Number.isNaN(Number(value))));
const isText: Check = (value) => typeof value === 'string';
const isBytes: Check = (value) => isText(value) || (isList(value) && value.every(isInteger));
const isType: Check = (value) => isText(value) || isInteger(value);
const isFunction: Check = (value) => isRecord(value) && typeof value['name'] === 'string';

const isSize: Check = (dim) => {
  if (!isRecord(dim)) return false;
  const size = dim['size'] ?? 0;
  return isInteger(size) && Number(size) >= -1;
};

const isShape: Check = (value) => {
  if (!isRecord(value)) return false;
  const dim = value['dim'] ?? [];
  return isList(dim) && dim.every(isSize);
};

const SINGLE: ReadonlyMap<string, Check> = new Map([
  ['s', isBytes],
  ['i', isInteger],
  ['f', isNumber],
  ['b', (value) => typeof value === 'boolean'],
  ['type', isType],
  ['shape', isShape],
  ['tensor', isRecord],
  ['func', isFunction],
]);

const isListOfValues: Check = (value) =>
  isRecord(value) &&
  Object.entries(value).every(
    ([kind, entries]) => isList(entries) && entries.every(SINGLE.get(kind) ?? isRecord),
  );

/**
 * Entries that may be read. Attributes whose names begin with `_` are notes that TensorFlow's optimiser leaves
 * (`_input_shapes` with sizes of −2, `_output_shapes`): tfjs reads none of them, so whatever they hold is right.
 */
const readEntries = (attr: JsonRecord): readonly (readonly [string, Json])[] =>
  Object.entries(attr).filter(([name]) => !name.startsWith('_'));

/** What is wrong with a node's `attr`, as the rest of a sentence about the node; `null` where nothing is. */
export function faultOfAttributes(attr: Json): string | null {
  if (!isRecord(attr)) return `has attr ${shown(attr)}, not an object`;
  for (const [name, value] of readEntries(attr)) {
    if (!isRecord(value)) return `has attribute ${shown(name)} ${shown(value)}, not an object`;
    for (const [kind, held] of Object.entries(value)) {
      const check = kind === 'list' ? isListOfValues : SINGLE.get(kind);
      if (check !== undefined && !check(held))
        return `has attribute ${shown(name)} with ${kind} ${shown(held)}, which is no such value`;
    }
  }
  return null;
}

/** Names of the functions that attributes call: bodies of loops, branches, calls. */
export function functionsOf(attr: Json): readonly string[] {
  const held = isRecord(attr) ? readEntries(attr) : [];
  return held.flatMap(([, value]) => {
    const { func } = value as { readonly func?: { readonly name: string } };
    return func === undefined ? [] : [func.name];
  });
}
