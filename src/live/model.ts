/** @file What a live model says of itself: its kind, size and name, and what it was given. */
import { saysNothing } from '../core/title.ts';
import { sizeOf, type DType, type Shape } from '../core/shape.ts';
import type { Report } from '../core/report.ts';
import { executorOf, type GraphModelLike } from '../trace/graph-scopes.ts';
import { isLayersModel, layersOf, type LayersModelLike } from '../trace/layers-model.ts';
import type { ModelLike } from '../trace/tracer.ts';

/** A model as it was found. */
export interface FoundModel {
  readonly name: string;
  readonly kind: 'layers' | 'graph';
  /** Layers that run, or nodes of the graph. */
  readonly size: number;
  /** Elements of its weights, those of a batch norm too. */
  readonly weights: number;
}

/** What `modelUrl` and a loader of its own may be. */
function addressOf(model: object): string | null {
  const url: unknown = Reflect.get(model, 'modelUrl');
  const path: unknown = typeof url === 'object' && url !== null ? Reflect.get(url, 'path') : url;
  return typeof path === 'string' ? path : null;
}

/** No name, but a version, a hash or a key. */
const IS_NUMBER = /^v?[\d.]+$|^[\w-]{33,}$|[%=&@:]/;

/** `blazeface` of `https://host/blazeface/1/model.json?key=…`: parts that are versions, hashes or everybody's say nothing. */
export function nameIn(address: string): string | null {
  if (/^(?:data|blob):/i.test(address)) return null;
  const path = address.replace(/[?#].*$/s, '').replace(/^[a-z][a-z0-9+.-]*:\/*[^/]*/i, '');
  const parts = path
    .split('/')
    .map((part) => part.replace(/\.json$/i, ''))
    .filter((part) => part !== '' && part !== 'default' && !saysNothing(part) && !IS_NUMBER.test(part));
  return parts.at(-1) ?? null;
}

export function nameOf(model: ModelLike): string {
  if (isLayersModel(model)) return model.name;
  const address = addressOf(model);
  return (address === null ? null : nameIn(address)) ?? 'graph model';
}

const weightsOf = (model: ModelLike): readonly { readonly shape: Shape }[] =>
  isLayersModel(model)
    ? [...new Set(model.weights.map((weight) => weight.read()))]
    : [...new Set(Object.values(model.weights).flat())];

export const describe = (model: ModelLike): FoundModel => ({
  name: nameOf(model),
  kind: isLayersModel(model) ? 'layers' : 'graph',
  size: isLayersModel(model) ? layersOf(model).size : Object.keys(executorOf(model).graph.nodes).length,
  weights: weightsOf(model).reduce((sum, { shape }) => sum + sizeOf(shape), 0),
});

interface TensorLike {
  readonly shape: Shape;
  readonly dtype: DType;
}

const isTensor = (value: unknown): value is TensorLike =>
  typeof value === 'object' && value !== null && 'shape' in value && 'dtype' in value && 'dataId' in value;

/** Names of the inputs that a model declares, in its order. */
const namesOf = (model: ModelLike): readonly string[] =>
  ((model as LayersModelLike & Pick<GraphModelLike, 'inputs'>).inputs ?? []).map(({ name }) => name);

/** A graph takes tensors by the names of its placeholders or by those of its signature. */
const byName = (
  model: ModelLike,
  given: Readonly<Record<string, unknown>>,
  name: string,
  i: number,
): unknown =>
  given[name] ?? given[`${name}:0`] ?? (isLayersModel(model) ? undefined : given[model.inputNodes[i] ?? '']);

/** The inputs of a call, alone, in a list or by name, as a report has them: in the model's order. */
export function inputsOf(model: ModelLike, given: unknown): Report['inputs'] {
  const list: readonly unknown[] | null = isTensor(given) || Array.isArray(given) ? [given].flat() : null;
  const named = Object(given) as Readonly<Record<string, unknown>>;
  return namesOf(model).flatMap((name, i) => {
    const tensor = list === null ? byName(model, named, name, i) : list[i];
    return isTensor(tensor)
      ? [{ name, shape: [...tensor.shape], dtype: tensor.dtype, origin: 'value' as const }]
      : [];
  });
}
