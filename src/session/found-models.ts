/**
 * @file Models that a function runs and its caller did not list: seen by the first call of one of their methods, so that
 * their layers and nodes become rows as well. tfjs-layers registers its model classes with tfjs-core, where they are
 * looked up; nothing registers a GraphModel: whoever loads tfjs-converter brings the class.
 */
import { serialization } from '@tensorflow/tfjs-core';
import { ownerOf, setOwnMethod, undoAll } from '../patch/own-property.ts';
import type { ModelClass } from '../core/workload.ts';
import { isGraphModel } from '../trace/graph-scopes.ts';
import { isBuilt, isLayersModel, isSymbolic, layersOf, type LayersModelLike } from '../trace/layers-model.ts';
import type { ModelLike, Tracer } from '../trace/tracer.ts';

/** Methods by which a caller runs a model. */
const METHODS = [
  'apply',
  'call',
  'predict',
  'predictOnBatch',
  'evaluate',
  'evaluateDataset',
  'fit',
  'fitDataset',
  'trainOnBatch',
  'execute',
  'executeAsync',
  'predictAsync',
];

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** The model classes of the tfjs-layers that tfjs-core knows. */
const layersClasses = (): readonly object[] =>
  Object.values(serialization.SerializationMap.getMap().classNameMap)
    .map(([registered]) => registered.prototype as object)
    .filter((prototype) => 'predict' in prototype && 'fit' in prototype);

interface Numbered {
  readonly id: number;
}

function weightsOf(model: ModelLike): readonly Numbered[] {
  const weights = isLayersModel(model)
    ? model.weights.map((weight) => weight.read())
    : Object.values(model.weights).flat();
  return weights as readonly object[] as readonly Numbered[];
}

/** A model that each pass makes anew would have other rows in each; one without weights does not say when it was made. */
const isOlder = (model: ModelLike, since: number): boolean =>
  weightsOf(model).length > 0 && weightsOf(model).every(({ id }) => id < since);

/**
 * Layers that are traced already keep their rows: a Sequential runs a model of its own layers. Models inside are found by
 * themselves; a layer that only this model has would have no row, as a second head on a trunk that another model has too.
 */
const isMadeOfKnown = (model: LayersModelLike, tracer: Tracer): boolean => {
  const own = [...layersOf(model).keys()];
  const isKnown = own.map((layer) => tracer.hasLayer(layer));
  return isKnown.includes(true) && own.every((layer, i) => isKnown[i] || isLayersModel(layer));
};

/**
 * Adds the models that are run from now on to the trace.
 * @param since the number of the first tensor that the pass makes
 * @param classes of models that nothing registers
 * @returns what ends that
 */
export function findModels(tracer: Tracer, since: number, classes: readonly ModelClass[] = []): () => void {
  // A caller who lists models wants the rows of these.
  if (tracer.hasModels) return () => {};
  /** Adds a model, unless it is known. A fault of ours leaves the model without rows. */
  const add = (model: unknown, args: readonly unknown[]): boolean => {
    try {
      if (!(isLayersModel(model) || isGraphModel(model)) || tracer.has(model)) return false;
      // What a layer runs inside belongs to the layer.
      if (tracer.isInModel || isSymbolic(args[0])) return false;
      if (isLayersModel(model) && (!isBuilt(model) || isMadeOfKnown(model, tracer))) return false;
      if (!isOlder(model, since)) return false;
      tracer.add(model);
      return true;
    } catch {
      return false;
    }
  };
  const prototypes = [...layersClasses(), ...classes.map(({ prototype }) => prototype)];
  const seen = new Map<object, Set<string>>();
  const undo: (() => void)[] = [];
  for (const prototype of prototypes)
    for (const name of METHODS) {
      const owner = ownerOf(prototype, name);
      if (owner === null || seen.get(owner)?.has(name) === true) continue;
      seen.set(owner, (seen.get(owner) ?? new Set()).add(name));
      const methods = owner as Readonly<Record<string, Method>>;
      const original = methods[name]!;
      undo.push(
        setOwnMethod(methods, name, function (this: unknown, ...args) {
          // Once it is added its methods are others, which note the call.
          return add(this, args)
            ? (this as Record<string, Method>)[name]!(...args)
            : original.apply(this, args);
        }),
      );
    }
  return () => undoAll(undo);
}
