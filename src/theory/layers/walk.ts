/**
 * @file Walks an architecture's JSON from its input shapes and derives each layer from the table. It never
 * sees a live model, so that its agreement with one is evidence.
 */
import { TfjsFlopsError } from '../../core/errors.ts';
import { layerPaths } from '../../core/layer-path.ts';
import { reason, ReasonError, reasonOf, type Reason } from '../../core/reason.ts';
import { keyOf } from '../../core/path-key.ts';
import { sameShape, type Shape } from '../../core/shape.ts';
import type { Parameters } from '../../core/parameters.ts';
import { countsOf } from '../../core/work.ts';
import type {
  LayersArchitecture,
  LayerConfig,
  LayerDerivation,
  LayerFormulas,
  LayerUse,
  SeenCalls,
  TheoryRow,
} from '../../core/theory.ts';
import { refuseOldNames } from './old-names.ts';
import { seenOutputs } from './seen-outputs.ts';
import {
  callKey,
  firstCall,
  neededCalls,
  readTopology,
  type Topology,
  type TopologyLayer,
  type Ref,
} from './topology.ts';

/** Named by the layer because of which it is unknown. */
interface Unknown {
  readonly unknownSince: string;
}
/** `given`: the layer whose output shape was given, not derived. */
interface Known {
  readonly shape: Shape;
  readonly given: string | null;
}
type Value = Known | Unknown;
/** What a call of a layer returns; of one that is not derivable not even the number of outputs is known. */
type Values = readonly Value[] | Unknown;

interface Draft {
  readonly path: readonly string[];
  readonly className: string;
  readonly config: LayerConfig;
  readonly uses: LayerUse[];
  parameters: Parameters | null;
  why: Reason | null;
  given: string | null;
}

/**
 * One row for each layer that the model executes, in the order of the graph; InputLayers and the nested
 * models themselves execute nothing of their own and have none, nor has what no output needs. A layer of a nested model has one use for
 * each use of that model. What depends on a layer that is not derivable is not derivable either. Models that were frozen
 * as a whole are so where `architecture.frozen` says it.
 * Behind a layer without a closed form the walk goes on from the shapes that it was seen to return, if any.
 * The sizes of the inputs need not be those that the model declares, since tfjs runs others too.
 * @throws TfjsFlopsError `invalid-input` for JSON that is no model, and for another number of inputs
 */
export function deriveRows(
  architecture: LayersArchitecture,
  layerFormulas: LayerFormulas,
  seen: SeenCalls = new Map(),
): readonly TheoryRow[] {
  const topology = readTopology(architecture.topology);
  const drafts = new Map<string, Draft>();
  const frozen = new Set(architecture.frozen?.map((names) => JSON.stringify(names)));
  walk(
    topology,
    { ...MAIN_MODEL, isFrozen: frozen.has('[]') },
    architecture.inputs.map((shape) => ({ shape, given: null })),
    { layerFormulas, drafts, seen, frozen },
  );
  return [...drafts.values()].map(rowOf);
}

/** A (possibly nested) model by the names of the models around it and its own, and its path. */
interface Place {
  readonly names: readonly string[];
  readonly path: readonly string[];
  /** Frozen as a whole, itself or in a model that is. */
  readonly isFrozen: boolean;
}
const MAIN_MODEL: Place = { names: [], path: [], isFrozen: false };

interface Context {
  readonly layerFormulas: LayerFormulas;
  readonly seen: SeenCalls;
  /** The models that are frozen as a whole, by the JSON of their names. */
  readonly frozen: ReadonlySet<string>;
  /** By the chain of names, which dots in them do not make ambiguous. */
  readonly drafts: Map<string, Draft>;
}

/** Derives every call of every layer of one (possibly nested) model and returns the model's outputs. */
function walk(
  topology: Topology,
  model: Place,
  inputs: readonly Value[],
  context: Context,
): readonly Value[] {
  const paths = layerPaths([...topology.layers.values()].filter(runs).map(({ name }) => name));
  const placeOf = ({ name }: TopologyLayer): Place => {
    const names = [...model.names, name];
    return {
      names,
      path: [...model.path, ...(paths.get(name) ?? [name])],
      isFrozen: model.isFrozen || context.frozen.has(JSON.stringify(names)),
    };
  };
  const done = new Map<string, Values>();
  const pending = new Set<string>();
  if (topology.inputs.length !== inputs.length) {
    throw invalid(
      `"${topology.name}" takes ${topology.inputs.length} inputs, but is called with ${inputs.length}`,
    );
  }
  topology.inputs.forEach(({ layer }, i) => {
    const value = inputs[i];
    if (topology.layers.get(layer)?.className !== 'InputLayer' || value === undefined) {
      throw invalid(`"${layer}", an input of "${topology.name}", is no InputLayer of it`);
    }
    done.set(callKey(layer, 0), [value]);
  });

  const valueOf = ({ layer: name, call, output }: Ref): Value => {
    const layer = topology.layers.get(name);
    if (layer === undefined)
      throw invalid(`"${topology.name}" refers to a layer "${name}" that it does not have`);
    const values = outputsOf(layer, call);
    const value = 'unknownSince' in values ? values : values[output];
    if (value === undefined) throw invalid(`"${name}" has no output ${output}`);
    return value;
  };

  const outputsOf = (layer: TopologyLayer, call: number): Values => {
    const key = callKey(layer.name, call);
    const known = done.get(key);
    if (known !== undefined) return known;
    const refs = layer.calls[call - firstCall(layer)];
    if (refs === undefined) throw invalid(`"${layer.name}" has no call ${call}`);
    if (pending.has(key)) throw invalid(`"${layer.name}" depends on its own output`);
    pending.add(key);
    const values = refs.map(valueOf);
    const outputs =
      layer.inner === null
        ? derive(layer, placeOf(layer), values, context)
        : walk(layer.inner, placeOf(layer), values, context);
    done.set(key, outputs);
    return outputs;
  };

  const needed = neededCalls(topology);
  for (const layer of topology.layers.values()) {
    const calls = layer.calls
      .map((_, i) => firstCall(layer) + i)
      .filter((call) => needed.has(callKey(layer.name, call)));
    // The model does not contain a layer that none of its outputs needs.
    if (layer.calls.length > 0 && calls.length === 0) continue;
    for (const call of calls) outputsOf(layer, call);
    if (layer.inner === null && runs(layer)) draftOf(layer, placeOf(layer), context);
  }
  return topology.outputs.map(valueOf);
}

/** Derives one call of one layer and enters it into the layer's row. */
function derive(layer: TopologyLayer, place: Place, inputs: readonly Value[], context: Context): Values {
  const draft = draftOf(layer, place, context);
  const unknown = inputs.find((value) => 'unknownSince' in value);
  if (unknown !== undefined) {
    const text = `its input shape is unknown, since ${unknown.unknownSince} is not derivable`;
    refuse(draft, reason('unknown-input', unknown.unknownSince, text));
    return unknown;
  }
  const known = inputs.filter((value) => 'shape' in value);
  const shapes = known.map(({ shape }) => shape);
  const given = known.find((value) => value.given !== null)?.given ?? null;
  try {
    const { outputs, work, parameters } = derivationOf(
      place.isFrozen ? { ...layer, config: { ...layer.config, trainable: false } } : layer,
      shapes,
      context.layerFormulas,
    );
    if (draft.parameters !== null && draft.parameters.total !== parameters.total) {
      throw new Error('its uses differ in the shape of its parameters');
    }
    draft.parameters = parameters;
    draft.uses.push({ inputs: shapes, outputs, work, calls: 1 });
    draft.given ??= given;
    return outputs.map((shape) => ({ shape, given }));
  } catch (error) {
    refuse(draft, reasonOf(error));
    const outputs = seenOutputs(context.seen.get(keyOf(place.path)) ?? [], shapes);
    if (outputs !== null) return outputs.map((shape) => ({ shape, given: draft.path.join('.') }));
    return { unknownSince: draft.path.join('.') };
  }
}

function derivationOf(
  { className, config }: TopologyLayer,
  inputs: readonly Shape[],
  layerFormulas: LayerFormulas,
): LayerDerivation {
  const theory = Object.hasOwn(layerFormulas, className) ? layerFormulas[className] : undefined;
  if (theory === undefined)
    throw new ReasonError('no-form', className, `there is no closed form for a ${className}`);
  refuseOldNames(config);
  const derivation = theory(config, inputs);
  // Formulas of users too: nothing that they return is added up unread.
  countsOf(derivation.work);
  checkParameters(derivation.parameters);
  const impossible = derivation.outputs.find((shape) => !isPossible(shape));
  if (impossible !== undefined) throw new Error(`its output would be [${impossible.join(', ')}]`);
  return derivation;
}

function checkParameters(parameters: Parameters): void {
  for (const key of ['total', 'trainable', 'nonTrainable', 'frozen'] as const) {
    const count = parameters[key];
    const mayBeNull = key === 'trainable' || key === 'nonTrainable';
    if (!(mayBeNull && count === null) && !(Number.isSafeInteger(count) && count! >= 0))
      throw new Error(`its ${key} parameters would be ${String(count)}`);
  }
}

function draftOf(layer: TopologyLayer, { names, path }: Place, { drafts }: Context): Draft {
  const key = JSON.stringify(names);
  const known = drafts.get(key);
  if (known !== undefined) return known;
  const { className, config } = layer;
  const draft: Draft = { path, className, config, uses: [], parameters: null, why: null, given: null };
  drafts.set(key, draft);
  return draft;
}

/** The first reason stays. */
function refuse(draft: Draft, why: Reason): void {
  draft.why ??= why;
}

function rowOf({ path, className, config, uses, parameters, why, given }: Draft): TheoryRow {
  const row = { path, className, config };
  return parameters === null || why !== null
    ? {
        ...row,
        state: 'not-derivable',
        why: why ?? reason('not-called', null, 'nothing in the graph calls it'),
      }
    : { ...row, state: 'derived', uses, parameters, ...(given !== null && { given }) };
}

/** An InputLayer runs nothing. */
const runs = ({ className }: TopologyLayer): boolean => className !== 'InputLayer';

const isPossible = (shape: Shape): boolean => shape.every((dim) => Number.isSafeInteger(dim) && dim > 0);

const invalid = (what: string): TfjsFlopsError =>
  new TfjsFlopsError('invalid-input', `The architecture's JSON does not fit together: ${what}.`);

/**
 * Holds the input shapes against those that the InputLayers declare, open sizes (null) left out.
 * @throws TfjsFlopsError `invalid-input` where they do not fit
 */
export function checkDeclaredInputs({ topology: json, inputs }: LayersArchitecture): void {
  const topology = readTopology(json);
  if (inputs.length !== topology.inputs.length) {
    throw new TfjsFlopsError(
      'invalid-input',
      `"${topology.name}" has ${topology.inputs.length} inputs, got ${inputs.length} shapes.`,
    );
  }
  inputs.forEach((shape, i) => {
    const name = topology.inputs[i]?.layer ?? '';
    const config = topology.layers.get(name)?.config ?? {};
    const declared = config['batch_input_shape'] ?? config['batch_shape'] ?? null;
    const fits =
      !Array.isArray(declared) ||
      (declared.length === shape.length &&
        sameShape(
          shape,
          declared.map((dim, axis) => (typeof dim === 'number' ? dim : (shape[axis] ?? 0))),
        ));
    if (fits && isPossible(shape)) return;
    const open = Array.isArray(declared)
      ? declared.map((dim) => (dim === null ? '?' : String(dim))).join(',')
      : '?';
    throw new TfjsFlopsError(
      'invalid-input',
      `Input "${name}" is [${open}], got [${shape.join(',')}]. Give positive whole sizes that fit it.`,
    );
  });
}
