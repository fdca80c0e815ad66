/**
 * @file What stands behind a tensor of the shape backend: a shape, and values where somebody may come to know them. It is
 * the tensor's `dataId`, so that nothing is looked up.
 */
import type { BackendValues, KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import type { DType, Shape } from '../core/shape.ts';

/** A kernel call all of whose inputs are known; the cpu kernel runs when one of its outputs is read. */
export interface Pending {
  readonly kernel: string;
  readonly inputs: Readonly<Record<string, unknown>> | readonly unknown[];
  readonly attrs: object | undefined;
  /** Its outputs, in order. */
  readonly outputs: Data[];
}

/** Of tensors whose values nobody can know: weights, images, and what follows from them. */
export const UNKNOWN = Symbol('unknown');

/** Values, or what makes them when they are read. */
export type Content = BackendValues | Pending | typeof UNKNOWN;

export class Data {
  readonly shape: Shape;
  readonly dtype: DType;
  content: Content;
  /** Tensors that share it. */
  references = 1;
  /** What the engine notes, while `ledger.ts` keeps it here; and the neighbours among all that are kept so. */
  backend: KernelBackend | null = null;
  bytes = 0;
  before: Data | null = null;
  after: Data | null = null;

  constructor(shape: Shape, dtype: DType, content: Content) {
    this.shape = shape;
    this.dtype = dtype;
    this.content = content;
  }
}

export const isPending = (content: Content): content is Pending =>
  typeof content === 'object' && 'kernel' in content;

/** An input as it is kept: a tensor may be disposed of before what follows from it is read. */
export const kept = (input: TensorInfo): TensorInfo => ({
  dataId: input.dataId,
  shape: input.shape,
  dtype: input.dtype,
});

/** Inputs as a kernel takes them: tensors, lists of them, by name or in a list; all else is left as it is. */
export function mapInputs(inputs: object, map: (tensor: TensorInfo) => TensorInfo): Pending['inputs'] {
  const one = (input: unknown): unknown => {
    if (Array.isArray(input)) return input.map(one);
    return isTensor(input) ? map(input) : input;
  };
  if (Array.isArray(inputs)) return inputs.map(one);
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, one(input)]));
}

const isTensor = (value: unknown): value is TensorInfo =>
  typeof value === 'object' && value !== null && 'dataId' in value;

type Holds = (tensor: TensorInfo) => boolean;

function inputHolds(input: unknown, holds: Holds): boolean {
  if (input === undefined || input === null) return true;
  if (Array.isArray(input)) return listHolds(input, holds);
  return isTensor(input) && holds(input);
}

function listHolds(inputs: readonly unknown[], holds: Holds): boolean {
  for (let i = 0; i < inputs.length; i++) if (!inputHolds(inputs[i], holds)) return false;
  return true;
}

/** Whether all tensors among the inputs satisfy `holds`; images of a page are never known. */
export function everyInput(inputs: object, holds: Holds): boolean {
  if (Array.isArray(inputs)) return listHolds(inputs, holds);
  for (const name in inputs)
    if (!inputHolds((inputs as Readonly<Record<string, unknown>>)[name], holds)) return false;
  return true;
}
