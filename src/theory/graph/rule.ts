/**
 * @file A rule per op: what it gives for what it takes. Its readers throw an Error whose message is the reason that
 * the node's row then gives for not being derivable.
 */
import { ReasonError } from '../../core/reason.ts';
import { sameShape, type Shape } from '../../core/shape.ts';
import { NO_WORK, type Work } from '../../core/work.ts';
import { axisOf } from '../config.ts';
import type { Attributes } from './attributes.ts';
import { isKnown, type GraphTensor } from './tensor.ts';

/** A node with what it takes. */
export interface GraphCall {
  readonly op: string;
  readonly attributes: Attributes;
  /** Weights too; control inputs are none. */
  readonly inputs: readonly GraphTensor[];
}

export interface GraphDerivation {
  readonly outputs: readonly GraphTensor[];
  /** All multiply-adds; nothing else is owed. */
  readonly work: Work;
}

/** @throws any error: the node is then not derivable, with its message */
export type GraphRule = (call: GraphCall) => GraphDerivation;

export type GraphRules = { readonly [op: string]: GraphRule | undefined };

/** What only the run decides. */
export class DynamicError extends ReasonError {
  /** @param of the op that depends on data, where it is one */
  constructor(what: string, of: string | null = null) {
    super('dynamic', of, `dynamic: ${what}`);
  }
}

/** A rule for ops without multiply-adds that give one tensor. */
export const gives =
  (output: (call: GraphCall) => GraphTensor): GraphRule =>
  (call) => ({ outputs: [output(call)], work: NO_WORK });

/** A rule for ops without multiply-adds that give several. */
export const givesAll =
  (outputs: (call: GraphCall) => readonly GraphTensor[]): GraphRule =>
  (call) => ({ outputs: outputs(call), work: NO_WORK });

export function input({ inputs }: GraphCall, index: number): GraphTensor {
  const tensor = inputs.at(index);
  if (tensor !== undefined) return tensor;
  throw new Error(`it takes ${index < 0 ? -index : index + 1} inputs or more, got ${inputs.length}`);
}

/** The values of an input that says a shape, axes, paddings … @param what it says, for the reason */
export function numbersOf(call: GraphCall, index: number, what: string): readonly number[] {
  const tensor = input(call, index);
  if (isKnown(tensor)) return tensor.values;
  throw new DynamicError(`${what} not known before the run`);
}

export function numberOf(call: GraphCall, index: number, what: string): number {
  const [value, ...others] = numbersOf(call, index, what);
  if (value !== undefined && others.length === 0) return value;
  throw new Error(`input ${index} must be one number, got ${others.length + (value === undefined ? 0 : 1)}`);
}

/** The shape that an input's values spell. */
export function shapeOf(call: GraphCall, index: number): Shape {
  const sizes = numbersOf(call, index, 'its shape is');
  if (sizes.every((size) => Number.isInteger(size) && size >= 0)) return sizes;
  throw new Error(`its shape would be [${sizes.join(', ')}]`);
}

/** The axis that an input says, counted from 0. */
export const axisAt = (call: GraphCall, index: number, rank: number): number =>
  axisOf(numberOf(call, index, 'its axis is'), rank);

/** The axes that an input says, counted from 0, each once. */
export const axesAt = (call: GraphCall, index: number, rank: number): readonly number[] => [
  ...new Set(numbersOf(call, index, 'its axes are').map((axis) => axisOf(axis, rank))),
];

export const written = (shape: Shape): string => `[${shape.join(', ')}]`;

/** Shapes aligned at their last axes; a size 1 is repeated. @throws where sizes differ */
export function broadcast(...shapes: readonly Shape[]): Shape {
  const [same = []] = shapes;
  if (shapes.every((shape) => sameShape(shape, same))) return same;
  const rank = Math.max(0, ...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes
      .flatMap((shape) => shape[axis - rank + shape.length] ?? [])
      .filter((size) => size !== 1);
    const [size = 1, ...others] = sizes;
    if (others.every((other) => other === size)) return size;
    throw new Error(`${shapes.map(written).join(' and ')} do not broadcast`);
  });
}

export function assertSame(shapes: readonly Shape[]): void {
  const [first, ...others] = shapes;
  if (first !== undefined && !others.every((shape) => sameShape(shape, first)))
    throw new Error(`its inputs ${shapes.map(written).join(', ')} must have one shape`);
}
