/**
 * @file Inputs that no output of a model needs. tfjs-layers leaves them out of a model's JSON (engine/container.js,
 * getConfig), but not out of the calls of a nested model: they are written into the JSON as theory reads it.
 */
import { isObject, type Json } from '../core/shape.ts';
import { isLayersModel, type LayersModelLike } from '../trace/layers-model.ts';
import { withFrozen, withLeftOut } from './left-out.ts';

type Config = { readonly [key: string]: Json };

/** The live model's input layers, in order; `null` where it has none of its own, as a Sequential. */
function inputNames(model: LayersModelLike): readonly string[] | null {
  const layers: unknown = Reflect.get(model, 'inputLayers');
  if (!Array.isArray(layers)) return null;
  const names = layers.map((layer: unknown) => Reflect.get(Object(layer), 'name') as unknown);
  return names.every((name) => typeof name === 'string') ? names : null;
}

const inputLayer = (name: string): Json => ({
  name,
  class_name: 'InputLayer',
  config: { name },
  inbound_nodes: [],
});

const nameIn = (entry: Config): Json | undefined => {
  const config = entry['config'];
  return entry['name'] ?? (isObject(config) ? config['name'] : undefined);
};

function nestedCompleted(model: LayersModelLike, entry: Json): Json {
  if (!isObject(entry) || !isObject(entry['config'])) return entry;
  const name = nameIn(entry);
  const live = model.layers.find((layer) => layer.name === name);
  return isLayersModel(live)
    ? { ...entry, config: withIdleInputs(live, entry['config']) }
    : withFrozen(live, withLeftOut(live, entry));
}

/** @param config of the model, as `toJSON` writes it */
export function withIdleInputs(model: LayersModelLike, config: Config): Config {
  const { layers, input_layers: written } = config;
  if (!Array.isArray(layers)) return config;
  const completed = { ...config, layers: (layers as Json[]).map((entry) => nestedCompleted(model, entry)) };
  const names = inputNames(model);
  if (!Array.isArray(written) || names === null || names.length === written.length) return completed;
  const known = new Set(completed.layers.map((entry) => (isObject(entry) ? nameIn(entry) : undefined)));
  return {
    ...completed,
    layers: [...names.filter((name) => !known.has(name)).map(inputLayer), ...completed.layers],
    input_layers: names.map((name) => [name, 0, 0]),
  };
}
