/** @file Which of several models are traced for themselves, and what their rows are called. */
import { distinctNames, layerPaths } from '../core/layer-path.ts';
import { isGraphModel, type GraphModelLike } from './graph-scopes.ts';
import { isLayersModel, layersOf, type LayerLike, type LayersModelLike } from './layers-model.ts';

/** A model whose layers or nodes become scopes. */
export type ModelLike = LayersModelLike | GraphModelLike;

export const isModel = (value: unknown): value is ModelLike => isLayersModel(value) || isGraphModel(value);

/** Whether a layer or model is in the model, at any depth. */
function contains(model: ModelLike, layer: ModelLike): boolean {
  if (!isLayersModel(model)) return false;
  const inner: readonly LayerLike[] = [...layersOf(model).keys()];
  return inner.some((other) => other === layer || (isLayersModel(other) && contains(other, layer)));
}

/** The models, each once, without those that are in another one of them. */
export function outermost(models: readonly ModelLike[]): readonly ModelLike[] {
  const distinct = [...new Set(models)];
  return distinct.filter((model) => !distinct.some((other) => other !== model && contains(other, model)));
}

/**
 * The steps before the paths of each model's layers: none where one model is traced, else the model's name. Graph
 * models have no name and are `graph1`, `graph2` by their position.
 */
export function prefixesOf(models: readonly ModelLike[]): readonly (readonly string[])[] {
  if (models.length === 1) return [[]];
  const names = distinctNames(
    models.map((model, i) => (isLayersModel(model) ? model.name : `graph${i + 1}`)),
  );
  const paths = layerPaths(names);
  return names.map((name) => paths.get(name)!);
}
