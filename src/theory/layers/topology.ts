/**
 * @file A model's JSON as a graph: Sequential and functional models, nested ones within. The JSON is what
 * `model.toJSON(null, false)` returns, or the `modelTopology` of a `model.json`; Keras 2 writes the same.
 */
import { TfjsFlopsError } from '../../core/errors.ts';
import { isObject, type Json } from '../../core/shape.ts';
import type { LayerConfig } from '../../core/theory.ts';

/** One output of one call of a layer. */
export interface Ref {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
}

export interface TopologyLayer {
  readonly name: string;
  readonly className: string;
  readonly config: LayerConfig;
  /** The inputs of each call; a shared layer has several calls, an InputLayer none. */
  readonly calls: readonly (readonly Ref[])[];
  /** A nested model's own graph. */
  readonly inner: Topology | null;
}

export interface Topology {
  readonly name: string;
  readonly layers: ReadonlyMap<string, TopologyLayer>;
  readonly inputs: readonly Ref[];
  readonly outputs: readonly Ref[];
}

const malformed = (what: string): TfjsFlopsError =>
  new TfjsFlopsError('invalid-input', `The architecture's JSON is malformed: ${what}.`);

const listOf = (value: Json | undefined, what: string): readonly Json[] => {
  if (Array.isArray(value)) return value;
  throw malformed(`${what} is not a list`);
};

const textOf = (value: Json | undefined, what: string): string => {
  if (typeof value === 'string' && value !== '') return value;
  throw malformed(`${what} is missing`);
};

const isModel = (className: string): boolean => ['Sequential', 'Model', 'Functional'].includes(className);

/**
 * A nested model's first call is number 1, since number 0 is the one that made it; other layers start at 0.
 * tfjs-layers 4.22, engine/container.js, buildNodeConversionMap.
 */
export const firstCall = (layer: TopologyLayer): number => (layer.inner === null ? 0 : 1);

/** One call of one layer, as a key. */
export const callKey = (layer: string, call: number): string => `${call} ${layer}`;

/** @throws TfjsFlopsError `invalid-input` where the JSON is no Sequential or functional model */
export function readTopology(topology: Json): Topology {
  const outer =
    isObject(topology) && isObject(topology['model_config']) ? topology['model_config'] : topology;
  if (!isObject(outer)) throw malformed('it is not an object');
  const className = textOf(outer['class_name'], 'class_name');
  if (!isModel(className))
    throw malformed(`class_name is "${className}", not Sequential, Model or Functional`);
  return modelTopology(className, outer['config']);
}

function modelTopology(className: string, config: Json | undefined): Topology {
  // Keras before 2.2.3 wrote a Sequential model's config as the bare list of its layers.
  if (Array.isArray(config)) return sequentialTopology('sequential', config);
  if (!isObject(config)) throw malformed(`a ${className} has no config`);
  const name = typeof config['name'] === 'string' ? config['name'] : className.toLowerCase();
  const layers = listOf(config['layers'], `layers of "${name}"`);
  return className === 'Sequential'
    ? sequentialTopology(name, layers)
    : functionalTopology(name, layers, config);
}

/** A layer without its calls. */
function layerOf(entry: Json): Omit<TopologyLayer, 'calls'> {
  if (!isObject(entry)) throw malformed('a layer is not an object');
  const config = isObject(entry['config']) ? entry['config'] : {};
  const className = textOf(entry['class_name'], 'the class_name of a layer');
  const inner = isModel(className) ? modelTopology(className, entry['config']) : null;
  const name = textOf(entry['name'] ?? config['name'] ?? inner?.name, `the name of a ${className}`);
  return { name, className, config, inner };
}

const SEQUENTIAL_INPUT: TopologyLayer = {
  name: '(input)',
  className: 'InputLayer',
  config: {},
  calls: [],
  inner: null,
};

/** A chain; its input is the InputLayer that it lists first, or one that goes without saying. */
function sequentialTopology(name: string, entries: readonly Json[]): Topology {
  const [first, ...others] = entries.map(layerOf);
  if (first === undefined) throw malformed(`"${name}" has no layers`);
  const hasInput = first.className === 'InputLayer';
  const input: TopologyLayer = hasInput
    ? { ...first, calls: [] }
    : { ...SEQUENTIAL_INPUT, config: first.config };
  const layers = new Map<string, TopologyLayer>([[input.name, input]]);
  let last: Ref = { layer: input.name, call: 0, output: 0 };
  for (const layer of hasInput ? others : [first, ...others]) {
    // The same name again is the same layer again.
    const calls = [...(layers.get(layer.name)?.calls ?? []), [last]];
    const applied = { ...layer, calls };
    layers.set(layer.name, applied);
    last = { layer: layer.name, call: firstCall(applied) + calls.length - 1, output: 0 };
  }
  return { name, layers, inputs: [{ layer: input.name, call: 0, output: 0 }], outputs: [last] };
}

function functionalTopology(name: string, entries: readonly Json[], config: LayerConfig): Topology {
  const layers = new Map<string, TopologyLayer>();
  for (const entry of entries) {
    const layer = layerOf(entry);
    if (layers.has(layer.name)) throw malformed(`"${name}" has two layers named "${layer.name}"`);
    const inbound = listOf(
      isObject(entry) ? entry['inbound_nodes'] : undefined,
      `inbound_nodes of "${layer.name}"`,
    );
    const calls = inbound.map((call) => refsOf(call, `inbound_nodes of "${layer.name}"`));
    layers.set(layer.name, { ...layer, calls });
  }
  return {
    name,
    layers,
    inputs: refsOf(config['input_layers'], `input_layers of "${name}"`),
    outputs: refsOf(config['output_layers'], `output_layers of "${name}"`),
  };
}

/** `[["conv", 0, 0, {}], …]`; Keras writes a single one also without the outer list. */
function refsOf(value: Json | undefined, what: string): readonly Ref[] {
  const list = listOf(value, what);
  return (typeof list[0] === 'string' ? [list] : list).map((entry) => {
    const [layer, call, output] = Array.isArray(entry) ? (entry as readonly Json[]) : [];
    if (typeof layer === 'string' && typeof call === 'number' && typeof output === 'number') {
      return { layer, call, output };
    }
    throw malformed(`${what} must hold ["layer name", call, output], got ${JSON.stringify(entry)}`);
  });
}

/** The calls that the model's outputs need, which are those that it runs; tfjs-layers 4.22, engine/container.js. */
export function neededCalls({ layers, outputs }: Topology): ReadonlySet<string> {
  const needed = new Set<string>();
  const open = [...outputs];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    const key = callKey(ref.layer, ref.call);
    if (needed.has(key)) continue;
    needed.add(key);
    const layer = layers.get(ref.layer);
    open.push(...(layer?.calls[ref.call - firstCall(layer)] ?? []));
  }
  return needed;
}
