/**
 * @file The tensors that are made while a model is loaded or a workload opened. tfjs disposes of none where it gives up half-way, and a layer
 * that the file lists and the model does not contain keeps its weights.
 */
import { engine, type Tensor } from '@tensorflow/tfjs-core';
import { setOwnMethod } from '../patch/own-property.ts';

/** Every tensor and variable passes through it when it is made. The types call it private. */
interface Tracking {
  readonly trackTensor: (tensor: Tensor, backend: unknown) => void;
}

/** Loads that overlap share one patch, and each collects what is made meanwhile. */
const collecting = new Set<Set<Tensor>>();
let uninstall: (() => void) | null = null;

function install(): () => void {
  const tracking = engine() as unknown as Tracking;
  const original = tracking.trackTensor;
  return setOwnMethod(tracking, 'trackTensor', (tensor: Tensor, backend: unknown) => {
    original.call(tracking, tensor, backend);
    for (const made of collecting) made.add(tensor);
  });
}

const disposeOf = (made: Set<Tensor>): void => {
  for (const tensor of made) if (!tensor.isDisposed) tensor.dispose();
  made.clear();
};

/**
 * Loads a model; what was made is disposed of where that fails.
 * @returns the model, and what disposes of all that it left alive
 */
export async function withMadeTensors<T>(
  load: () => Promise<T>,
): Promise<{ readonly model: T; readonly disposeRest: () => void }> {
  const made = new Set<Tensor>();
  collecting.add(made);
  uninstall ??= install();
  try {
    const model = await load();
    for (const tensor of made) if (tensor.isDisposed) made.delete(tensor);
    return { model, disposeRest: () => disposeOf(made) };
  } catch (error) {
    disposeOf(made);
    throw error;
  } finally {
    collecting.delete(made);
    if (collecting.size === 0) {
      uninstall?.();
      uninstall = null;
    }
  }
}
