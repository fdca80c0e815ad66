/** @file What a rule of refusals is made of. */
import type { KernelCall, TensorSpec } from '../../core/kernel-call.ts';
import type { DType } from '../../core/shape.ts';

/** Why a backend's kernel throws at a call, a clause after the kernel's name; `null` where it does not. */
export type Refusal = (call: KernelCall) => string | null;

/** Refusals of one backend, by kernel. */
export type Refusals = Readonly<Record<string, Refusal>>;

export const inputsOf = ({ inputs }: KernelCall): readonly TensorSpec[] =>
  (Object.values(inputs) as readonly (TensorSpec | undefined)[]).filter((input) => input !== undefined);

export const inputNamed = ({ inputs }: KernelCall, name: string): TensorSpec | undefined =>
  (inputs as Readonly<Record<string, TensorSpec | undefined>>)[name];

export const rankOf = (tensor: TensorSpec | undefined): number => tensor?.shape.length ?? 0;

/** The first that says something. */
export const anyOf =
  (...refusals: readonly Refusal[]): Refusal =>
  (call) => {
    for (const refusal of refusals) {
      const why = refusal(call);
      if (why !== null) return why;
    }
    return null;
  };

/** Inputs of these names, or all, must be of one of these types. */
export const takes =
  (types: readonly DType[], names?: readonly string[]): Refusal =>
  (call) => {
    const inputs = names === undefined ? inputsOf(call) : names.map((name) => inputNamed(call, name));
    const other = inputs.find((input) => input !== undefined && !types.includes(input.dtype));
    return other === undefined ? null : `takes ${types.join(' or ')}, and no ${other.dtype}`;
  };

/** A data format other than NHWC. */
export const channelsLast: Refusal = ({ attrs: { dataFormat } }) =>
  typeof dataFormat === 'string' && dataFormat !== 'NHWC' ? `takes NHWC, and no ${dataFormat}` : null;

/** An input of more axes than `most`. */
export const upToRank =
  (most: number, name = 'x'): Refusal =>
  (call) => {
    const rank = rankOf(inputNamed(call, name));
    return rank > most ? `takes ${most} axes at most, and not ${rank}` : null;
  };
