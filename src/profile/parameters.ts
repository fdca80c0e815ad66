/** @file `parameters`: what a live model owns, without running it. */
import { TfjsFlopsError } from '../core/errors.ts';
import { received } from '../core/options.ts';
import { parametersOf } from '../core/owned-parameters.ts';
import type { Parameters, Weight } from '../core/parameters.ts';
import { refuseDisposed } from '../session/disposed.ts';
import { isModel, Tracer, type ModelLike } from '../trace/tracer.ts';

/** Parameters of a model, in numbers of elements. */
export interface ModelParameters extends Parameters {
  /** Of the layers (nodes of a GraphModel) that own some, in build order; `path` is that of the report's row. */
  readonly byLayer: readonly ({ readonly path: readonly string[] } & Parameters)[];
}

/**
 * Counts a model's parameters by identity of the variable: a layer that is shared counts once, in the first scope
 * that owns it. Layers without parameters are left out. Nothing is run.
 * @param model a LayersModel or a GraphModel
 * @throws TfjsFlopsError `invalid-input` for something that is no model or was disposed of, `unsupported-tfjs`
 * @example
 * const { total, trainable, byLayer } = parameters(model);
 */
export function parameters(model: ModelLike): ModelParameters {
  const given: unknown = model;
  if (!isModel(given))
    throw new TfjsFlopsError(
      'invalid-input',
      `parameters() takes a LayersModel or a GraphModel, got ${received(given)}`,
      { remedies: given instanceof Promise ? ['await it'] : ['write parameters(model)'] },
    );
  refuseDisposed('the model', model);
  const tracer = new Tracer({ models: [model], reads: () => [] });
  const weights = tracer.weights();
  const { scopes } = tracer.takePass();
  const of = (scope: number): readonly Weight[] => weights.filter((weight) => weight.scope === scope);
  return {
    ...parametersOf(weights),
    byLayer: scopes
      .filter(({ id }) => of(id).length > 0)
      .map(({ id, path }) => ({ path, ...parametersOf(of(id)) })),
  };
}
