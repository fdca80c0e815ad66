/** @file Live models as text, for theory, which sees nothing else of them. */
import type { Json, Shape } from '../core/shape.ts';
import type { Architecture, LayersArchitecture, ModelRuns } from '../core/theory.ts';
import type { Trace } from '../core/trace.ts';
import { isLayersModel, type LayersModelLike } from '../trace/layers-model.ts';
import type { ModelLike, Tracer } from '../trace/tracer.ts';
import { graphArchitectureOf } from './graph.ts';

/** `null` when the model does not say what it is made of: a custom layer without `getConfig`, for one. */
export function layersArchitectureOf(
  model: LayersModelLike,
  inputs: readonly Shape[],
): LayersArchitecture | null {
  try {
    const topology = model.toJSON(null, false);
    // What a file would hold: no reference into the live model is left.
    return { format: 'layers', topology: JSON.parse(JSON.stringify(topology)) as Json, inputs };
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
