/**
 * @file Training and evaluation as calls of a model. `fit`, `trainOnBatch` and `evaluate` run the model's layers, never
 * the model: its batch goes to a function that it makes anew each time. Loss, metrics and regularisers, which belong to
 * no layer, become the model's own work.
 */
import { setOwnMethod, undoAll } from '../patch/own-property.ts';
import type { LayersModelLike } from './layers-model.ts';
import type { Scopes } from './scopes.ts';

/** The model's inputs come first, then targets and weights of examples. */
type BatchFunction = (data: readonly object[]) => unknown;

/** The training functions of a LayersModel; a Sequential's are in the model that it holds. */
interface Trainer {
  readonly inputs: readonly object[];
  readonly makeTrainFunction: () => BatchFunction;
  /** Makes `testFunction`. */
  readonly makeTestFunction: () => void;
  testFunction: BatchFunction;
}

const isTrainer = (value: unknown): value is Trainer =>
  typeof value === 'object' &&
  value !== null &&
  ['makeTrainFunction', 'makeTestFunction'].every((name) => typeof Reflect.get(value, name) === 'function');

/** Notes each batch as a call of `model` in `scope`. @returns what restores the model's methods */
export function watchTraining(model: LayersModelLike, scope: number, scopes: Scopes): () => void {
  const trainers = [model, Reflect.get(model, 'model')].filter(isTrainer);
  const undo = trainers.map((trainer) => watchTrainer(trainer, scope, scopes));
  return () => undoAll(undo);
}

function watchTrainer(trainer: Trainer, scope: number, scopes: Scopes): () => void {
  let isWatching = true;
  const asCall =
    (run: BatchFunction): BatchFunction =>
    (data) => {
      if (!isWatching) return run(data);
      const from = scopes.layer;
      const before = scopes.current;
      scopes.current = scope;
      try {
        const results = run(data);
        scopes.noteCall(scope, from, data.slice(0, trainer.inputs.length), []);
        return results;
      } finally {
        scopes.current = before;
      }
    };
  const { makeTrainFunction, makeTestFunction } = trainer;
  let test: { readonly own: BatchFunction; readonly watched: BatchFunction } | null = null;
  const undo = [
    setOwnMethod(trainer, 'makeTrainFunction', () => asCall(makeTrainFunction.call(trainer))),
    setOwnMethod(trainer, 'makeTestFunction', () => {
      makeTestFunction.call(trainer);
      test = { own: trainer.testFunction, watched: asCall(trainer.testFunction) };
      trainer.testFunction = test.watched;
    }),
  ];
  return () => {
    isWatching = false;
    if (test !== null && trainer.testFunction === test.watched) trainer.testFunction = test.own;
    undoAll(undo);
  };
}
