/** @file Live models as text, for theory, which sees nothing else of them. */
import { isObject, type Json, type Shape } from '../core/shape.ts';
import type { Architecture, LayersArchitecture, ModelRuns } from '../core/theory.ts';
import type { Trace } from '../core/trace.ts';
import { isLayersModel, layersOf, type LayersModelLike } from '../trace/layers-model.ts';
import type { ModelLike, Tracer } from '../trace/tracer.ts';
import { graphArchitectureOf } from './graph.ts';

/** The models that are frozen as a whole, by the names of the nested models down to them. */
function frozenIn(model: LayersModelLike, names: readonly string[] = []): readonly (readonly string[])[] {
  if (!model.trainable) return [names];
  return [...layersOf(model).keys()].flatMap((layer) =>
    isLayersModel(layer) ? frozenIn(layer, [...names, layer.name]) : [],
  );
}

const namesOf = (inputLayers: unknown): readonly unknown[] | null =>
  Array.isArray(inputLayers)
    ? inputLayers.map((input: unknown) =>
        Array.isArray(input) ? (input[0] as unknown) : Reflect.get(Object(input), 'name'),
      )
    : null;

/** tfjs does not write down an input that no output needs. */
function writtenInputs(model: LayersModelLike, topology: Json, inputs: readonly Shape[]): readonly Shape[] {
  const config = isObject(topology) ? topology['config'] : undefined;
  const written = namesOf(isObject(config) ? config['input_layers'] : undefined);
  const live = namesOf(Reflect.get(model, 'inputLayers'));
  if (written === null || live?.length !== inputs.length) return inputs;
  return inputs.filter((_, i) => written.includes(live[i]));
}

/** `null` when the model does not say what it is made of: a custom layer without `getConfig`, for one. */
export function layersArchitectureOf(
  model: LayersModelLike,
  inputs: readonly Shape[],
): LayersArchitecture | null {
  try {
    // What a file would hold: no reference into the live model is left.
    const topology = JSON.parse(JSON.stringify(model.toJSON(null, false))) as Json;
    return {
      format: 'layers',
      topology,
      inputs: writtenInputs(model, topology, inputs),
      frozen: frozenIn(model),
    };
  } catch {
    return null;
  }
}

function architectureOf(model: ModelLike, inputs: readonly Shape[]): Architecture | null {
  if (isLayersModel(model)) return layersArchitectureOf(model, inputs);
  try {
    return graphArchitectureOf(model, inputs);
  } catch {
    return null;
  }
}

/**
 * The models of a pass on the inputs that they were really given. A nested model that the caller runs by itself is one of
 * them; what runs it as a part of another one is that one's.
 */
export function runsOf(trace: Trace, tracer: Tracer): readonly ModelRuns[] {
  return tracer.models.flatMap(([model, scope]) =>
    trace.scopeCalls
      .filter((call) => call.scope === scope && call.direct > 0)
      .map(({ inputs, direct }) => ({
        prefix: trace.scopes[scope]!.path,
        architecture: architectureOf(model, inputs),
        calls: direct,
      })),
  );
}
