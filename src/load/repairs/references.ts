/**
 * @file References between layers on trial: `inbound_nodes`, `input_layers`, `output_layers`. tfjs-layers 4.22 tries the
 * calls whose inputs are there, round after round, until none is left (engine/container.js, `fromConfig`): where a
 * layer, a call or the way out of a cycle is missing, it never ends.
 */
import { TfjsFlopsError } from '../../core/errors.ts';
import { findCycle } from '../cycles.ts';
import { shown } from '../json.ts';
import { fieldsAt, isFields, listAt, textAt, type Fields, type Value } from './fields.ts';
import {
  classOf,
  isModel,
  isRef,
  layerNamed,
  layersOf,
  nameOf,
  pathOf,
  type Model,
  type Ref,
} from './model.ts';
import { CONSTANT, isFunction } from './operations.ts';
import { outputCountOf } from './output-count.ts';

/** @throws TfjsFlopsError `invalid-model`: the layer, its reference, and what is wrong with it */
export function checkReferences(model: Model): void {
  checkLayers(model);
  if (model.isSequential) return;
  const dependencies = new Map<string, readonly string[]>();
  for (const layer of layersOf(model)) {
    const first = firstCall(layer);
    for (let call = 0; call < first; call++) dependencies.set(callKey(nameOf(layer), call), []);
    callsOf(layer, model).forEach((refs, index) => {
      for (const ref of refs) checkRef(ref, subjectOf(layer, model), model);
      // tfjs numbers calls in the order in which it makes them.
      const before = first + index === 0 ? [] : [callKey(nameOf(layer), first + index - 1)];
      dependencies.set(callKey(nameOf(layer), first + index), [
        ...before,
        ...refs.map(([name, call]) => callKey(name, call)),
      ]);
    });
  }
  refuseCycle(dependencies, model);
  for (const key of ['input_layers', 'output_layers'] as const) checkEnds(key, model);
}

/** Of the outermost model the file itself is the subject. */
const modelName = ({ path }: Model): string =>
  path.length === 0 ? 'the model' : `model ${shown(path.join('.'))}`;

const subjectOf = (layer: Fields, model: Model): string =>
  `layer ${shown(pathOf(layer, model))} (${shown(classOf(layer)).slice(1, -1)})`;

const invalid = (what: string): TfjsFlopsError =>
  new TfjsFlopsError('invalid-model', `model.json does not hang together: ${what}`, {
    remedies: ['convert the model again'],
  });

/** Each layer is an object, and has a name of its own where layers refer to one another. */
function checkLayers(model: Model): void {
  const { layers } = model.config;
  if (!Array.isArray(layers)) throw invalid(`layers of ${modelName(model)} is ${shown(layers)}, not a list`);
  if (layers.length === 0) throw invalid(`${modelName(model)} has no layers`);
  const [named, called] = [new Set<string>(), new Set<string>()];
  layers.forEach((layer, index) => {
    if (!isFields(layer))
      throw invalid(`layer ${index} of ${modelName(model)} is ${shown(layer)}, not an object`);
    if (model.isSequential) return;
    const name = nameOf(layer);
    if (name === '')
      throw invalid(`layer ${index} of ${modelName(model)} (${shown(classOf(layer))}) has no name`);
    const own = textAt(fieldsAt(layer, 'config'), 'name') || name;
    if (named.has(name) || called.has(own))
      throw invalid(`two layers of ${modelName(model)} are named ${shown(named.has(name) ? name : own)}`);
    named.add(name);
    called.add(own);
  });
}

/** The first call that a reference can mean: number 0 of a nested model is the one that made it. */
const firstCall = (layer: Fields): number =>
  isModel(classOf(layer)) || classOf(layer) === 'InputLayer' ? 1 : 0;

const callKey = (name: string, call: number): string => `${call} ${name}`;

/** What each call refers to. tfjs makes no call where a call has no inputs. */
function callsOf(layer: Fields, model: Model): (readonly Ref[])[] {
  const calls = layer['inbound_nodes'];
  const subject = subjectOf(layer, model);
  if (!Array.isArray(calls)) throw invalid(`inbound_nodes of ${subject} is ${shown(calls)}, not a list`);
  return calls
    .filter((call) => !(Array.isArray(call) && call.length === 0))
    .map((call) => {
      const isOperation = isFunction(layer) || isFields(call);
      const refs = isOperation ? refsWithin(call) : call;
      if (!Array.isArray(refs)) throw invalid(`inbound_nodes of ${subject} holds ${shown(call)}, not a list`);
      return refs
        .map((ref) => asRef(ref, `inbound_nodes of ${subject}`))
        .filter(([name]) => name !== CONSTANT);
    });
}

/** References in the arguments of an operation, those in keywords too. */
function refsWithin(value: Value | undefined): Ref[] {
  if (isRef(value)) return [value, ...refsWithin(value[3])];
  if (Array.isArray(value)) return value.flatMap(refsWithin);
  return isFields(value) ? Object.values(value).flatMap(refsWithin) : [];
}

const isIndex = (value: Value | undefined): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

function asRef(value: Value, where: string): Ref {
  const isWhole = isRef(value) && (value[0] === CONSTANT || (isIndex(value[1]) && isIndex(value[2])));
  if (!isWhole) throw invalid(`${where} holds ${shown(value)}, not ["layer", call, output]`);
  return value;
}

function checkRef([name, call, output]: Ref, subject: string, model: Model): void {
  const layer = layerNamed(model, name);
  if (layer === undefined)
    throw invalid(`${subject} refers to ${shown(name)}, a layer that ${modelName(model)} does not have`);
  const inbound = listAt(layer, 'inbound_nodes').filter(
    (entry) => !(Array.isArray(entry) && entry.length === 0),
  );
  const first = firstCall(layer);
  const [least, end] = classOf(layer) === 'InputLayer' ? [0, 1] : [first, first + inbound.length];
  if (call < least || call >= end) {
    const has = end === least ? 'which nothing calls' : `whose calls are ${least} … ${end - 1}`;
    throw invalid(`${subject} refers to call ${call} of ${shown(name)}, ${has}`);
  }
  const outputs = outputCountOf(layer, model);
  if (outputs !== null && output >= outputs)
    throw invalid(
      `${subject} refers to output ${output} of ${shown(name)}, which has ${outputs === 1 ? 'one' : outputs}`,
    );
}

function refuseCycle(dependencies: ReadonlyMap<string, readonly string[]>, model: Model): void {
  const cycle = findCycle(dependencies);
  if (cycle === null) return;
  const names = cycle.map((key) => key.slice(key.indexOf(' ') + 1));
  const steps = names.length > 6 ? [...names.slice(0, 4), '…', ...names.slice(-1)] : names;
  const path = steps.map((step) => (step === '…' ? step : shown(step))).join(' ← ');
  throw invalid(`${subjectOf(layerNamed(model, names[0]!)!, model)} waits for its own output: ${path}`);
}

function checkEnds(key: 'input_layers' | 'output_layers', model: Model): void {
  const ends = model.config[key];
  const subject = `${key} of ${modelName(model)}`;
  if (!Array.isArray(ends)) throw invalid(`${subject} is ${shown(ends)}, not a list`);
  if (ends.length === 0) throw invalid(`${subject} is empty`);
  for (const end of ends) {
    const ref = asRef(end, subject);
    checkRef(ref, subject, model);
    if (key === 'input_layers' && classOf(layerNamed(model, ref[0])!) !== 'InputLayer')
      throw invalid(`${subject} names ${shown(ref[0])}, which is no InputLayer`);
  }
}
