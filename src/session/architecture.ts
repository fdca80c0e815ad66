/** @file Live models as text, for theory, which sees nothing else of them. */
import { isObject, type Json, type Shape } from '../core/shape.ts';
import type { Architecture, LayersArchitecture, ModelRuns } from '../core/theory.ts';
import type { Trace } from '../core/trace.ts';
import { isLayersModel, layersOf, type LayersModelLike } from '../trace/layers-model.ts';
import type { ModelLike, Tracer } from '../trace/tracer.ts';
import { graphArchitectureOf } from './graph-text.ts';
import { withIdleInputs } from './idle-inputs.ts';

/** The models that are frozen as a whole, by the names of the nested models down to them. */
function frozenIn(model: LayersModelLike, names: readonly string[] = []): readonly (readonly string[])[] {
  if (!model.trainable) return [names];
  return [...layersOf(model).keys()].flatMap((layer) =>
    isLayersModel(layer) ? frozenIn(layer, [...names, layer.name]) : [],
  );
}

/** The JSON as a file would hold it, with the inputs that tfjs leaves out. */
function topologyOf(model: LayersModelLike): Json {
  // No reference into the live model is left.
  const topology = JSON.parse(JSON.stringify(model.toJSON(null, false))) as Json;
  if (!isObject(topology) || !isObject(topology['config'])) return topology;
  return { ...topology, config: withIdleInputs(model, topology['config']) };
}

/** `null` when the model does not say what it is made of: a custom layer without `getConfig`, for one. */
export function layersArchitectureOf(
  model: LayersModelLike,
  inputs: readonly Shape[],
): LayersArchitecture | null {
  try {
    return { format: 'layers', topology: topologyOf(model), inputs, frozen: frozenIn(model) };
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
