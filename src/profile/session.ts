/** @file Whatever a caller wants profiled, as a session: a recipe, a live LayersModel, a function. */
import { dispose, ones, randomUniform } from '@tensorflow/tfjs-core';
import { TfjsFlopsError } from '../core/errors.ts';
import type { DType, Shape } from '../core/shape.ts';
import type { Session, Workload } from '../core/workload.ts';
import { isLayersModel, type LayersModelLike } from '../trace/layer-scopes.ts';
import { architectureOf } from './architecture-of.ts';

export type Target = Workload | object | (() => unknown);

export interface Source {
  readonly name: string;
  readonly spec: Workload['spec'];
  /** It can be opened again on another backend. */
  readonly isRecipe: boolean;
  open(): Promise<Session>;
}

/** Generated inputs are the same in every run. */
const SEED = 1;

interface SymbolicInput {
  readonly name: string;
  readonly shape: readonly (number | null)[];
  readonly dtype: DType;
}

interface Runnable extends LayersModelLike {
  readonly inputs: readonly SymbolicInput[];
}

const isWorkload = (target: Target): target is Workload =>
  'open' in target && typeof target.open === 'function' && 'spec' in target;

/** @throws TfjsFlopsError `invalid-input` for anything else */
export function sourceOf(
  target: Target,
  shapes: readonly Shape[] | undefined,
  models: readonly object[],
): Source {
  if (typeof target === 'function')
    return {
      name: target.name || 'function',
      spec: {},
      isRecipe: false,
      open: async () => functionSession(target as () => unknown, models),
    };
  if (isWorkload(target))
    return { name: target.title, spec: target.spec, isRecipe: true, open: () => target.open() };
  if (isLayersModel(target))
    return {
      name: target.name,
      spec: {},
      isRecipe: false,
      open: async () => modelSession(target as Runnable, shapes),
    };
  throw new TfjsFlopsError(
    'invalid-input',
    'profile() takes a LayersModel, a function, or a workload such as zooWorkload("mobilenet-v2").',
  );
}

const functionSession = (fn: () => unknown, models: readonly object[]): Session => ({
  run: fn,
  architecture: null,
  models,
  inputs: [],
  dispose() {},
});

/** Generated inputs: uniform in [0, 1) for floats, as an image has; ones for integers, which index something. */
function modelSession(model: Runnable, shapes: readonly Shape[] | undefined): Session {
  const closed = closedShapes(model, shapes);
  const tensors = closed.map((shape, i) =>
    model.inputs[i]!.dtype === 'int32'
      ? ones([...shape], 'int32')
      : randomUniform([...shape], 0, 1, 'float32', SEED),
  );
  return {
    run: () =>
      (model as unknown as LayersModelLike).predict(tensors.length === 1 ? tensors[0] : tensors, {
        batchSize: closed[0]![0],
      }),
    architecture: architectureOf(model, closed),
    models: [model],
    inputs: tensors.map(({ shape, dtype }, i) => ({
      name: model.inputs[i]!.name,
      shape,
      dtype,
      origin: 'value',
    })),
    inputValues: 'uniform in [0, 1), ones where integers are asked for',
    dispose: () => dispose(tensors),
  };
}

const text = (shape: readonly (number | null)[]): string => `[${shape.map((dim) => dim ?? '?').join(',')}]`;

/** The caller's shapes, or the model's own with a batch of 1. @throws TfjsFlopsError `invalid-input` */
function closedShapes(model: Runnable, shapes: readonly Shape[] | undefined): readonly Shape[] {
  if (shapes !== undefined && shapes.length !== model.inputs.length)
    throw new TfjsFlopsError(
      'invalid-input',
      `${model.name} has ${model.inputs.length} inputs, ${shapes.length} shapes came. Give one shape for each.`,
    );
  return model.inputs.map(({ name, shape }, i) => {
    const given = shapes?.[i] ?? shape.map((dim, axis) => (axis === 0 ? (dim ?? 1) : dim));
    const fits =
      given.length === shape.length && shape.every((dim, axis) => dim === null || dim === given[axis]);
    if (!fits)
      throw new TfjsFlopsError(
        'invalid-input',
        `Input "${name}" is ${text(shape)}, got ${text(given)}. Give a shape that fits.`,
      );
    if (!given.every((dim): dim is number => Number.isInteger(dim) && dim! > 0))
      throw new TfjsFlopsError(
        'invalid-input',
        `Input "${name}" is ${text(shape)}. Give the open sizes as positive integers: inputs: [[1, 640, 640, 3]].`,
      );
    return given;
  });
}
