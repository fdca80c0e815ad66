/** @file One model of the JSON while it is repaired: its layers, their calls, and what the file says of tensors. */
import type { Fields, OpenShape, Value } from './fields.ts';
import { fieldsAt, isFields, listAt, textAt } from './fields.ts';
import { refusal, type RepairLog } from './log.ts';

/** `[layer, call, output, keywords]`, as Keras 2 and tfjs-layers write the input of a call. */
export type Ref = [layer: string, call: number, output: number, keywords: Fields];

export interface TensorFacts {
  readonly shape: OpenShape;
  readonly dtype: string;
}

/** What all models of a file share. */
export interface File {
  /** Whether tfjs has a class, an activation or an initialiser of that name. */
  readonly isKnown: (className: string) => boolean;
  readonly log: RepairLog;
  /** The subject of a refusal: `model.json is Keras 3`. */
  readonly named: string;
  readonly isKeras3: boolean;
  /** Whether tfjs-layers wrote it. */
  readonly isOfTfjs: boolean;
  /** The shapes of its weights by their names, as far as its manifest lists them. */
  readonly weightShapes: ReadonlyMap<string, readonly number[]>;
}

export interface Model {
  readonly file: File;
  /** Names of the models around it and its own, the outermost left out. */
  readonly path: readonly string[];
  readonly config: Fields;
  readonly isSequential: boolean;
  /** Shapes that Keras 3 writes beside its references, by `layer/call/output`. */
  readonly tensors: Map<string, TensorFacts>;
  /** Shapes that were followed back already, by the same key: residual networks ask for each many times. */
  readonly shapes: Map<string, OpenShape | null>;
  /** Layers whose output is now that of a layer put behind them. */
  readonly moved: Map<string, string>;
  /** Operations whose values were read past: sizes that are now read from the tensor itself. */
  readonly sized: Set<string>;
}

export type LayerRepair = (layer: Fields, model: Model) => void;

export const isModel = (className: string): boolean =>
  ['Sequential', 'Model', 'Functional'].includes(className);

export const classOf = (layer: Fields): string => textAt(layer, 'class_name');

export const nameOf = (layer: Fields): string =>
  textAt(layer, 'name') || textAt(fieldsAt(layer, 'config'), 'name');

/** As rows write it. */
export const pathOf = (layer: Fields, { path }: Model): string => [...path, nameOf(layer)].join('.');

export const layersOf = ({ config }: Model): Fields[] => listAt(config, 'layers').filter(isFields);

/** Layers by name, of each list of layers that was asked for one. */
const BY_NAME = new WeakMap<readonly Value[], Map<string, Fields>>();

function namesIn({ config }: Model): Map<string, Fields> {
  const layers = listAt(config, 'layers');
  const known = BY_NAME.get(layers);
  if (known !== undefined) return known;
  const names = new Map<string, Fields>();
  for (const layer of layers.filter(isFields)) if (!names.has(nameOf(layer))) names.set(nameOf(layer), layer);
  BY_NAME.set(layers, names);
  return names;
}

/** Names are final once this is asked. */
export const layerNamed = (model: Model, name: string): Fields | undefined => namesIn(model).get(name);

/** The layer's name in a model that has none of that name yet. */
export function freeName(name: string, model: Model): string {
  let free = name;
  for (let index = 1; layerNamed(model, free) !== undefined; index++) free = `${name}_${index}`;
  return free;
}

/** Layers within a layer's config: what a wrapper wraps, the cells of an RNN. */
export function innerLayers(layer: Fields): Fields[] {
  const config = fieldsAt(layer, 'config');
  const inner = [config['layer'], config['backward_layer'], config['cell'], config['cells'] ?? null];
  return inner.flat().filter((value): value is Fields => isFields(value) && classOf(value) !== '');
}

export const isRef = (value: Value | undefined): value is Ref =>
  Array.isArray(value) &&
  typeof value[0] === 'string' &&
  Number.isInteger(value[1]) &&
  (value[3] === undefined || isFields(value[3]));

/** The references of each call; of a call of something else none. */
export const listedCalls = (layer: Fields): Ref[][] =>
  listAt(layer, 'inbound_nodes').map((call) => (Array.isArray(call) ? call.filter(isRef) : []));

export const tensorKey = ([layer, call, output]: Ref): string => `${layer}/${call}/${output}`;

/** Puts a layer right behind another one, whose consumers then read the new one. */
export function putBehind(layer: Fields, added: Fields, model: Model): void {
  const layers = listAt(model.config, 'layers');
  if (!model.isSequential) {
    // One call of the new layer for each of the old one.
    const calls = listAt(layer, 'inbound_nodes').length;
    added['inbound_nodes'] = Array.from({ length: calls }, (_, call) => [[nameOf(layer), call, 0, {}]]);
    model.moved.set(nameOf(layer), nameOf(added));
  }
  layers.splice(layers.indexOf(layer) + 1, 0, added);
  namesIn(model).set(nameOf(added), added);
}

/** Puts a layer before another one, which then reads it, as often as that is called. */
export function putBefore(layer: Fields, added: Fields, model: Model): void {
  const layers = listAt(model.config, 'layers');
  if (!model.isSequential) {
    const calls = listAt(layer, 'inbound_nodes');
    added['inbound_nodes'] = calls;
    layer['inbound_nodes'] = calls.map((_, call) => [[nameOf(added), call, 0, {}]]);
  }
  const config = fieldsAt(layer, 'config');
  if ('batch_input_shape' in config) {
    fieldsAt(added, 'config')['batch_input_shape'] = config['batch_input_shape']!;
    delete config['batch_input_shape'];
  }
  layers.splice(layers.indexOf(layer), 0, added);
  namesIn(model).set(nameOf(added), added);
}

/** Makes another layer of it, under its name and with the input that it declares. */
export function become(layer: Fields, className: string, config: Fields): void {
  const { batch_input_shape: declared } = fieldsAt(layer, 'config');
  layer['class_name'] = className;
  layer['config'] = {
    name: nameOf(layer),
    ...(declared !== undefined && { batch_input_shape: declared }),
    ...config,
  };
}

export function say(layer: Fields, model: Model, what: string): void {
  model.file.log.add(pathOf(layer, model), what);
}

export const refuse = (layer: Fields, model: Model, why: string): Error =>
  refusal(model.file.named, pathOf(layer, model), classOf(layer), why);
