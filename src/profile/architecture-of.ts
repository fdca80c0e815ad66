/** @file A live LayersModel as text, for theory, which sees nothing else of it. */
import type { Json, Shape } from '../core/shape.ts';
import type { Architecture } from '../core/theory.ts';
import type { Trace } from '../core/trace.ts';
import type { LayersModelLike } from '../trace/layer-scopes.ts';
import type { Tracer } from '../trace/tracer.ts';
import type { ModelRuns } from './assemble.ts';

interface Described {
  toJSON(unused: null, returnString: false): Json;
}

/** `null` when the model does not say what it is made of: a custom layer without `getConfig`, for one. */
export function architectureOf(model: LayersModelLike, inputs: readonly Shape[]): Architecture | null {
  try {
    const topology = (model as unknown as Described).toJSON(null, false);
    // What a file would hold: no reference into the live model is left.
    return { format: 'layers', topology: JSON.parse(JSON.stringify(topology)) as Json, inputs };
  } catch {
    return null;
  }
}

/** The models of a pass on the inputs that they were really given. */
export function runsOf(
  models: readonly LayersModelLike[],
  trace: Trace,
  tracer: Tracer,
): readonly ModelRuns[] {
  return models.flatMap((model) => {
    const prefix = models.length > 1 ? model.name.split('.') : [];
    const own = trace.scopeCalls.filter(({ scope }) => scope === tracer.scopeOf(model));
    return own.flatMap(({ inputs, calls }) => {
      const architecture = architectureOf(model, inputs);
      return architecture === null ? [] : [{ prefix, architecture, calls }];
    });
  });
}
