/**
 * @file Functions that no layer of tfjs stands in for, as operations: `../operations/` runs each as the function of tfjs.
 * Sizes that a file reads from a tensor while it runs, as `tf.shape(x)[0]`, are read from the tensor itself, so that
 * shapes stay known.
 */
import { classNameOf } from '../operations/classes.ts';
import { signatureOf, type Signature } from '../operations/signatures.ts';
import { fieldsAt, isFields, listAt, textAt, type Fields, type Value } from './fields.ts';
import { classOf, isRef, layerNamed, pathOf, say, tensorKey, type Model, type Ref } from './model.ts';
import { KERAS_3_FUNCTIONS } from './keras-3-functions.ts';
import { callOf, CONSTANT } from './operations.ts';
import { sizesBehind, sizeBehind, type Size } from './sizes.ts';
import type { StandIn } from './stand-ins.ts';

/** Arguments that are whole numbers, and never tensors in earnest. */
const WHOLE: ReadonlySet<string> = new Set([
  'shape',
  'reps',
  'to',
  'paddings',
  'parts',
  'spec',
  'depth',
  'shift',
]);

/** The inputs of a layer while its arguments are read: each tensor once. */
class Inputs {
  readonly refs: Ref[] = [];
  readonly #places = new Map<string, number>();

  placeOf(ref: Ref): number {
    const key = tensorKey(ref);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.refs.length);
    this.refs.push([ref[0], ref[1], ref[2], {}]);
    return this.refs.length - 1;
  }

  sizeOf(size: Size): Value {
    return typeof size === 'number' ? size : { size: this.placeOf(size.of), axis: size.axis };
  }
}

/** The first argument and the others by name: each tensor of the first one carries them. */
function argumentsOf(call: Value): readonly [Value, Fields] {
  if (!Array.isArray(call)) return [call, {}];
  if (isRef(call)) return [call[0] === CONSTANT ? call[2] : [call[0], call[1], call[2]], call[3] ?? {}];
  const parts = call.map(argumentsOf);
  return [parts.map(([part]) => part), parts[0]?.[1] ?? {}];
}

/** An operation of Keras 3 as the call of a function: arguments behind the first one get their names. */
function keras3CallOf(layer: Fields): { readonly called: string; readonly call: Value } | null {
  const [call, ...others] = listAt(layer, 'inbound_nodes');
  const own = Object.hasOwn(KERAS_3_FUNCTIONS, classOf(layer))
    ? KERAS_3_FUNCTIONS[classOf(layer)]
    : undefined;
  const signature = own && signatureOf(own.called);
  if (own === undefined || signature === undefined || !isFields(call) || others.length > 0) return null;
  const { name: _, dtype: policy, trainable: _trainable, ...config } = fieldsAt(layer, 'config');
  const [first = null, ...rest] = listAt(call, 'args');
  const keywords: Fields = { ...fieldsAt(call, 'kwargs') };
  if (own.called === 'cast') keywords['dtype'] = policy ?? null;
  for (const [key, value] of Object.entries(config)) keywords[own.names?.[key] ?? key] = value;
  const named = [...signature.parameters.keys()].slice(1);
  rest.forEach((value, i) => (keywords[named[i] ?? `argument ${i + 1}`] = value));
  const carried = (ref: Ref): Value => [ref[0], ref[1], ref[2], keywords];
  if (isRef(first)) return { called: own.called, call: carried(first) };
  const isList = Array.isArray(first) && first.every(isRef);
  return { called: own.called, call: isList ? first.map(carried) : [CONSTANT, -1, first, keywords] };
}

/** Slices as Keras writes them: `{start, stop, step}`, a position, `null` for a new axis, `__ellipsis__`. */
function partOf(spec: Value): Value {
  if (spec === null) return 'new';
  if (isFields(spec)) {
    if (textAt(spec, 'class_name') === '__ellipsis__') return 'others';
    if (isFields(spec['config'])) return partOf(spec['config']);
    return { start: spec['start'] ?? null, stop: spec['stop'] ?? null, step: spec['step'] ?? null };
  }
  return { index: spec };
}

const specOf = (spec: Value): Value =>
  Array.isArray(spec) && !isRef(spec) ? spec.map(partOf) : [partOf(spec)];

/** Puts places of inputs for tensors. */
function taken(value: Value, name: string, inputs: Inputs, model: Model): Value {
  if (isRef(value)) {
    const size = WHOLE.has(name) ? sizeBehind(value, model) : null;
    if (size !== null) return inputs.sizeOf(size);
    const sizes = WHOLE.has(name) ? sizesBehind(value, model) : null;
    return sizes === null ? { input: inputs.placeOf(value) } : sizes.map((each) => inputs.sizeOf(each));
  }
  if (Array.isArray(value)) return value.map((entry) => taken(entry, name, inputs, model));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [key, taken(entry, name, inputs, model)]),
  );
}

const isSame = (a: Value, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The arguments under our names; a text says why they cannot be read. */
function read(signature: Signature, first: Value, keywords: Fields): Map<string, Value> | string {
  const { parameters, fixed, ignored } = signature;
  const read = new Map<string, Value>();
  for (const { ours, preset } of parameters.values())
    if (preset !== undefined) read.set(ours, structuredClone(preset) as Value);
  for (const [name, value] of [[signature.first, first] as const, ...Object.entries(keywords)]) {
    const parameter = parameters.get(name);
    if (value === null || ignored.has(name) || isSame(value, fixed.get(name))) continue;
    if (parameter === undefined) return `is called with ${JSON.stringify({ [name]: value })}`;
    read.set(parameter.ours, parameter.ours === 'spec' ? specOf(value) : value);
  }
  for (const [theirs, { ours }] of parameters) if (!read.has(ours)) return `is called without ${theirs}`;
  return read;
}

/** Types that tfjs has, for those that TensorFlow has beside them. */
const DTYPES: Readonly<Record<string, string>> = { bool: 'bool', string: 'string', complex64: 'complex64' };
const dtypeFor = (dtype: Value): string =>
  typeof dtype === 'string' ? (/^u?int/.test(dtype) ? 'int32' : (DTYPES[dtype] ?? 'float32')) : 'float32';

/** @returns why there is none, as the end of a sentence about the layer */
export function operationLayer(layer: Fields, model: Model): StandIn | string {
  const call = callOf(layer) ?? keras3CallOf(layer);
  const unknown = `calls ${functionNameOf(layer) || classOf(layer)}, which no class of tfjs says and no operation here`;
  const signature = call === null ? undefined : signatureOf(call.called);
  if (call === null || signature === undefined) return unknown;
  const [first, keywords] = argumentsOf(call.call);
  const args = read(signature, first, keywords);
  if (typeof args === 'string') return args;
  const inputs = new Inputs();
  const takes: Fields = {};
  for (const [name, value] of args)
    takes[name] = name === 'dtype' ? dtypeFor(value) : taken(value, name, inputs, model);
  if (inputs.refs.length === 0) return 'is called on no tensor';
  return { className: classNameOf(signature.operation), config: { takes }, inputs: inputs.refs };
}

const refsOf = (layer: Fields): Ref[] => listAt(layer, 'inbound_nodes').flat().filter(isRef);

/** Operations that nothing reads any more: their sizes are read elsewhere now. */
export function dropUnread(model: Model): void {
  const layers = listAt(model.config, 'layers');
  const readers = new Map<string, number>();
  const count = (ref: Ref, by: number): number => {
    const left = (readers.get(ref[0]) ?? 0) + by;
    readers.set(ref[0], left);
    return left;
  };
  const ends = listAt(model.config, 'output_layers').filter(isRef);
  for (const ref of [...layers.filter(isFields).flatMap(refsOf), ...ends]) count(ref, 1);
  const unread = [...model.sized].filter((name) => (readers.get(name) ?? 0) === 0);
  const dropped = new Set<Fields>();
  for (let name = unread.pop(); name !== undefined; name = unread.pop()) {
    const layer = layerNamed(model, name);
    if (layer === undefined || dropped.has(layer) || !classOf(layer).startsWith('tf.')) continue;
    dropped.add(layer);
    model.file.log.forget(pathOf(layer, model));
    say(layer, model, 'left out: sizes are read from the tensor that has them');
    for (const ref of refsOf(layer)) if (count(ref, -1) === 0 && model.sized.has(ref[0])) unread.push(ref[0]);
  }
  if (dropped.size > 0) model.config['layers'] = layers.filter((layer) => !dropped.has(layer as Fields));
}

export const functionNameOf = (layer: Fields): string => textAt(fieldsAt(layer, 'config'), 'function');
