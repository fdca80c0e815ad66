/**
 * @file The calls of layers: `inbound_nodes`, `input_layers`, `output_layers`. Keras 2 and tfjs-layers write a call
 * as a list of `[layer, call, output, keywords]`, Keras 3 as `{args, kwargs}` with a `__keras_tensor__` for each
 * tensor, its shape beside it. Keras 3 counts the calls of a nested model from 0; in tfjs-layers 4.22 as in Keras 2
 * number 0 is the call that made the nested model, so that 1 is the first one of the model around it.
 */
import { TfjsFlopsError } from '../../core/errors.ts';
import { fieldsAt, isFields, isOpenShape, listAt, textAt, type Fields, type Value } from './fields.ts';
import { isFunction, isOperation } from './operations.ts';
import {
  classOf,
  isModel,
  isRef,
  layerNamed,
  layersOf,
  refuse,
  say,
  tensorKey,
  type Model,
  type Ref,
} from './model.ts';

const isTensor = (value: Value): value is Fields =>
  isFields(value) && textAt(value, 'class_name') === '__keras_tensor__';

const isKeras3Call = (call: Value): call is Fields => isFields(call) && Array.isArray(call['args']);

/** All tensors in a value, outermost first, in the order in which the file lists them. */
function tensorsIn(value: Value | undefined): Fields[] {
  if (Array.isArray(value)) return value.flatMap((entry) => tensorsIn(entry));
  if (!isFields(value)) return [];
  return isTensor(value) ? [value] : Object.values<Value>(value).flatMap((entry) => tensorsIn(entry));
}

/** Counts the calls of nested models as tfjs-layers does. */
function counted(layer: string, call: number, model: Model): number {
  const called = layerNamed(model, layer);
  return called !== undefined && isModel(classOf(called)) ? call + 1 : call;
}

/** A Keras 3 tensor as a reference; its shape is kept in `model.tensors`. */
export function refOf(tensor: Fields, model: Model): Ref {
  const config = fieldsAt(tensor, 'config');
  const { shape, keras_history: history } = config;
  if (!isRef(history))
    throw new TfjsFlopsError(
      'invalid-model',
      `model.json has a tensor that no layer makes: its keras_history is ${JSON.stringify(history ?? null)}`,
    );
  const [layer, call, output] = history;
  const ref: Ref = [layer, counted(layer, call, model), output, {}];
  if (isOpenShape(shape)) model.tensors.set(tensorKey(ref), { shape, dtype: textAt(config, 'dtype') });
  return ref;
}

/** Replaces each tensor of a value by its reference. */
export function withRefs(value: Value, model: Model): Value {
  if (Array.isArray(value)) return value.map((entry) => withRefs(entry, model));
  if (!isFields(value)) return value;
  if (isTensor(value)) return refOf(value, model);
  return Object.fromEntries(
    Object.entries<Value>(value).map(([key, entry]) => [key, withRefs(entry, model)]),
  );
}

/** A call as a list of references, of which each carries the keywords. */
function refsOf(call: Fields, layer: Fields, model: Model): Ref[] {
  const [, ...others] = listAt(call, 'args');
  const extra = others.filter((value) => value !== null && tensorsIn(value).length === 0);
  if (extra.length > 0)
    throw refuse(layer, model, `is called with ${JSON.stringify(extra)} beside its inputs`);
  const keywords: Fields = {};
  for (const [key, value] of Object.entries(fieldsAt(call, 'kwargs'))) {
    if (tensorsIn(value).length > 0) throw refuse(layer, model, `is called with a tensor as its ${key}`);
    if (value !== null) keywords[key] = value;
  }
  return tensorsIn(call['args']).map((tensor) => {
    const [name, index, output] = refOf(tensor, model);
    return [name, index, output, structuredClone(keywords)];
  });
}

/** Operations keep their constants: their own repair reads those. */
export function repairCalls(model: Model): void {
  if (model.isSequential) return;
  let read = false;
  for (const layer of layersOf(model)) {
    const calls = listAt(layer, 'inbound_nodes');
    if (!isFunction(layer) && calls.some(isRef)) {
      layer['inbound_nodes'] = calls.map((call) => (isRef(call) ? [call] : call));
      say(layer, model, 'a call on one tensor read as a list of one');
    }
    if (!calls.some(isKeras3Call)) continue;
    read = true;
    layer['inbound_nodes'] = calls.map((call) => {
      if (!isKeras3Call(call)) return call;
      return isOperation(layer, call, model) ? withRefs(call, model) : refsOf(call, layer, model);
    });
    say(layer, model, 'calls as {args, kwargs} read as lists of [layer, call, output]');
  }
  for (const key of ['input_layers', 'output_layers']) repairEnds(key, model, read);
}

/** Whether a value holds references and nothing else. */
const isEnds = (value: Value | undefined): boolean => {
  if (isRef(value)) return true;
  if (Array.isArray(value)) return value.every(isEnds);
  return isFields(value) && Object.values(value).every(isEnds);
};

/** References to the model's inputs or outputs: one alone, a list, or by name. */
function endsIn(value: Value | undefined): Ref[] {
  if (isRef(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(endsIn);
  return isFields(value) ? Object.values(value).flatMap(endsIn) : [];
}

function repairEnds(key: string, model: Model, isKeras3: boolean): void {
  const value = model.config[key];
  const isList = Array.isArray(value) && value.every(isRef);
  // What is no reference stays, for the check that refuses it.
  if ((isList && !isKeras3) || !isEnds(value)) return;
  const ends = endsIn(value);
  model.config[key] = ends.map(([layer, call, output]) => [
    layer,
    isKeras3 ? counted(layer, call, model) : call,
    output,
  ]);
  const first = ends[0] && layerNamed(model, ends[0][0]);
  if (!isList && first) say(first, model, `${key} read as a list of [layer, call, output]`);
}

/** Lets every reference to a layer that has another one behind it now lead to that one. */
export function rewire(model: Model): void {
  if (model.moved.size === 0) return;
  for (const layer of layersOf(model)) {
    for (const ref of listAt(layer, 'inbound_nodes').flatMap(endsIn)) {
      const behind = model.moved.get(ref[0]);
      // The layer put behind reads the one before it.
      if (behind !== undefined && behind !== textAt(layer, 'name')) ref[0] = behind;
    }
  }
  for (const key of ['input_layers', 'output_layers'])
    for (const ref of endsIn(model.config[key])) ref[0] = model.moved.get(ref[0]) ?? ref[0];
}
