/** @file What a derivation of attributes sees of a call: shapes, dtypes, and the attributes that a trace keeps. */
import type { KernelCall, TensorSpec } from '../../core/kernel-call.ts';
import type { DType, Json, Shape } from '../../core/shape.ts';

export type Attributes = Readonly<Record<string, Json>>;

export interface Seen {
  /** The shape of a named input. @throws Error where there is none */
  readonly of: (name: string) => Shape;
  /** The shapes of all inputs, in their order. */
  readonly inputs: readonly Shape[];
  /** Of the first output, as all below. */
  readonly out: Shape;
  readonly dtype: DType;
  readonly outputs: readonly Shape[];
  readonly attrs: Attributes;
}

/** Attributes with which a call of these shapes runs; `null` where none fit. */
export type Derivation = (seen: Seen) => Attributes | null;

/** The inputs of a call with their names; those of a list have none. */
export const inputsOf = ({ inputs }: KernelCall): readonly (readonly [name: string | null, TensorSpec])[] =>
  Array.isArray(inputs)
    ? (inputs as readonly TensorSpec[]).map((spec) => [null, spec])
    : Object.entries(inputs as Readonly<Record<string, TensorSpec | undefined>>).flatMap(([name, spec]) =>
        spec === undefined ? [] : [[name, spec]],
      );

export function seenOf(call: KernelCall): Seen {
  const inputs = inputsOf(call);
  return {
    of(name) {
      const found = inputs.find(([each]) => each === name);
      if (found === undefined) throw new Error(`no input ${name}`);
      return found[1].shape;
    },
    inputs: inputs.map(([, { shape }]) => shape),
    out: call.outputs[0].shape,
    dtype: call.outputs[0].dtype,
    outputs: call.outputs.map(({ shape }) => shape),
    attrs: call.attrs,
  };
}

/** The first number from `from` to `to` that fits; `null` where none does. */
export function firstOf(from: number, to: number, fits: (value: number) => boolean): number | null {
  for (let value = from; value <= to; value++) if (fits(value)) return value;
  return null;
}

/** A size along an axis; those behind the last axis are 0. */
export const at = (shape: Shape, axis: number): number => shape.at(axis) ?? 0;
