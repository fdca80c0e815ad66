/** @file Sizes of tensors that a file reads while it runs: `tf.shape(x)[1]`, also unstacked or stacked again. */
import { fieldsAt, isFields, listAt, numberAt, type Fields, type Value } from './fields.ts';
import { classOf, isRef, layerNamed, type Model, type Ref } from './model.ts';
import { shapeOf } from './shapes.ts';

/** A number, or the size of a tensor along an axis. */
export type Size = number | { readonly of: Ref; readonly axis: number };

const inputsOf = (layer: Fields): Ref[] => {
  const [call] = listAt(layer, 'inbound_nodes');
  return Array.isArray(call) ? call.filter(isRef) : [];
};

/** The tensor whose shape a reference is, and the names of the operations on the way to it. */
function shapeSource(ref: Ref | undefined, model: Model): Ref | null {
  const layer = ref && layerNamed(model, ref[0]);
  if (layer === undefined || ref === undefined) return null;
  if (classOf(layer) === 'tf.cast') return noted(ref, shapeSource(inputsOf(layer)[0], model), model);
  return classOf(layer) === 'tf.shape' ? noted(ref, inputsOf(layer)[0] ?? null, model) : null;
}

/** What is read past may have no other reader. */
function noted<T>(ref: Ref, found: T | null, model: Model): T | null {
  if (found !== null) model.sized.add(ref[0]);
  return found;
}

/** Along an axis that is counted from the end too. */
function sizeAt(of: Ref, index: number, model: Model): Size | null {
  const shape = shapeOf(of, model);
  const axis = index < 0 ? index + (shape?.length ?? NaN) : index;
  if (!Number.isInteger(axis) || axis < 0) return null;
  return shape?.[axis] ?? { of, axis };
}

const takesOf = (layer: Fields): Fields => fieldsAt(fieldsAt(layer, 'config'), 'takes');

/** The one part of a slice of a list. */
const partOf = (layer: Fields): Fields | null => {
  const [part, ...others] = listAt(takesOf(layer), 'spec');
  return others.length === 0 && isFields(part) ? part : null;
};

/** The size that a reference stands for; `null` where it is none. */
export function sizeBehind(ref: Ref, model: Model): Size | null {
  const layer = layerNamed(model, ref[0]);
  if (layer === undefined) return null;
  const [input] = inputsOf(layer);
  if (classOf(layer) === 'tf.cast' && input !== undefined) return noted(ref, sizeBehind(input, model), model);
  const index =
    classOf(layer) === 'tf.slice'
      ? numberAt(partOf(layer) ?? {}, 'index')
      : classOf(layer) === 'tf.unstack'
        ? ref[2]
        : null;
  if (index === null) return null;
  const source = shapeSource(input, model);
  return source === null ? null : noted(ref, sizeAt(source, index, model), model);
}

/** The sizes that a reference to a list of them stands for; `null` where it is none. */
export function sizesBehind(ref: Ref, model: Model): readonly Size[] | null {
  const layer = layerNamed(model, ref[0]);
  if (layer === undefined) return null;
  const source = shapeSource(ref, model);
  if (source !== null) return allSizes(source, model);
  const [input] = inputsOf(layer);
  if (classOf(layer) === 'tf.slice') {
    const part = partOf(layer);
    const of =
      part !== null && 'start' in part && (part['step'] ?? 1) === 1 ? shapeSource(input, model) : null;
    const all = of === null ? null : allSizes(of, model);
    return all === null
      ? null
      : noted(ref, all.slice(numberAt(part!, 'start') ?? 0, numberAt(part!, 'stop') ?? all.length), model);
  }
  if (classOf(layer) !== 'tf.stack' || (takesOf(layer)['axis'] ?? 0) !== 0) return null;
  const refs = inputsOf(layer);
  const each = listAt(takesOf(layer), 'list').map((value: Value): Size | null => {
    if (typeof value === 'number') return value;
    const at = isFields(value) ? numberAt(value, 'input') : null;
    return at === null || refs[at] === undefined ? null : sizeBehind(refs[at], model);
  });
  return each.every((size) => size !== null) ? noted(ref, each, model) : null;
}

function allSizes(of: Ref, model: Model): Size[] | null {
  const shape = shapeOf(of, model);
  return shape === null ? null : shape.map((size, axis) => size ?? { of, axis });
}
