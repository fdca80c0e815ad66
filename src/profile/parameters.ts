/** @file `parameters`: what a live LayersModel owns, without running it. */
import type { Parameters, Weight } from '../core/parameters.ts';
import { parametersOf } from '../reconcile/rows/parameters.ts';
import type { LayersModelLike } from '../trace/layers-model.ts';
import { Tracer } from '../trace/tracer.ts';
import { checkModels } from './count.ts';

export interface ModelParameters extends Parameters {
  readonly byLayer: readonly ({ readonly path: readonly string[] } & Parameters)[];
}

/**
 * Counts a model's parameters by identity of the variable: a layer that is shared counts once, in the first scope
 * that owns it. Layers without parameters are left out.
 * @throws TfjsFlopsError `invalid-input` for something that is no LayersModel, `unsupported-tfjs`
 */
export function parameters(model: LayersModelLike): ModelParameters {
  const tracer = new Tracer({ models: checkModels([model]), reads: () => [] });
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
