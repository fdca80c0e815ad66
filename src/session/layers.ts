/** @file A live LayersModel as a session. */
import { dispose } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import type { DType } from '../core/shape.ts';
import type { LayersArchitecture } from '../core/theory.ts';
import type { Session } from '../core/workload.ts';
import type { LayersModelLike } from '../trace/layers-model.ts';
import { layersArchitectureOf } from './architecture.ts';
import { closeInputs, type ClosedInput, type GivenInputs, type GivenSizes } from './declared-inputs.ts';
import { refuseDisposed } from './disposed.ts';
import { generateInput, inputValuesOf } from './generated-inputs.ts';
import { refuseNegativeSizes, refuseStale, runLayers } from './refused-layers.ts';
import { refuseSizes } from './sizes.ts';

interface SymbolicInput {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  readonly dtype: DType;
  readonly sourceLayer?: { readonly name: string };
}

/**
 * That of its layer: tfjs keeps names of tensors apart in a process, so that where a model is made twice, as where its module
 * is imported anew, the input `tokens` has a tensor `tokens_1`.
 */
const nameOf = ({ name, sourceLayer }: SymbolicInput): string => sourceLayer?.name ?? name;

interface Runnable extends LayersModelLike {
  readonly inputs: readonly SymbolicInput[];
}

/** tfjs takes as many examples of each input as the first one has. */
function refuseBatches(name: string, inputs: readonly ClosedInput[]): void {
  const [first] = inputs;
  if (inputs.every(({ shape }) => shape[0] === first?.shape[0])) return;
  const each = inputs.map((input) => `"${input.name}" is [${input.shape.join(',')}]`);
  throw new TfjsFlopsError('invalid-input', `${name} takes one batch, and ${each.join(', ')}`, {
    remedies: ['give all inputs the same first size'],
  });
}

export interface LayersSessionOptions extends GivenSizes {
  readonly inputs?: GivenInputs | undefined;
  /** The model's JSON as its file holds it; default: what the live model says of itself. */
  readonly topology?: LayersArchitecture['topology'];
}

/** @throws TfjsFlopsError `invalid-input` */
export function layersSession(name: string, model: LayersModelLike, options: LayersSessionOptions): Session {
  refuseDisposed(`"${name}"`, model);
  const { inputs } = model as Runnable;
  // predict() takes any batch: one that the model declares is only its usual one.
  const declared = inputs.map((input) => ({
    ...input,
    name: nameOf(input),
    shape: input.shape.map((dim, axis) => (axis === 0 ? null : dim)),
    usual: input.shape,
  }));
  const closed = closeInputs(name, declared, options.inputs, options);
  refuseBatches(name, closed);
  const shapes = closed.map(({ shape }) => shape);
  const architecture: LayersArchitecture | null =
    options.topology === undefined
      ? layersArchitectureOf(model, shapes)
      : { format: 'layers', topology: options.topology, inputs: shapes };
  refuseNegativeSizes(model);
  refuseStale(name, model);
  if (architecture !== null) refuseSizes(name, architecture);
  const generated = closed.map((input) => ({ ...input, ...generateInput(input, architecture) }));
  const tensors = generated.map(({ tensor }) => tensor);
  return {
    // predict() would split batches above its default of 32.
    run: () =>
      runLayers(name, model, () =>
        model.predict(tensors.length === 1 ? tensors[0] : tensors, { batchSize: shapes[0]?.[0] ?? 1 }),
      ),
    architecture,
    models: [model],
    inputs: closed.map((input) => ({ ...input, origin: 'value' })),
    inputValues: inputValuesOf(generated),
    dispose: () => dispose(tensors),
  };
}
