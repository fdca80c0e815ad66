/** @file What a shape rule is: from the shapes and dtypes of a kernel's inputs to those of its outputs, without a value. */
import type { DType, Shape } from '../core/shape.ts';

/** A tensor without its values. */
export interface Described {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Inputs by name, or the list that AddN, Concat, Pack and Einsum take. */
export type RuleInputs = object;

/**
 * The outputs of a kernel call; a list where the kernel gives a list.
 * @throws Error in a sentence for what the kernel refuses
 */
export type ShapeRule = (inputs: RuleInputs, attrs: object) => Described | readonly Described[];

/** Rules by the kernel's name. */
export type ShapeRules = Readonly<Record<string, ShapeRule>>;

/** A rule with its own inputs and attributes: tfjs types neither where a kernel is dispatched. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- they say what the rule reads
export const rule = <I extends object, A extends object = object>(
  outputs: (inputs: I, attrs: A) => Described | readonly Described[],
): ShapeRule => outputs as ShapeRule;

/** One rule under several names. */
export const named = (names: string, each: ShapeRule): ShapeRules =>
  Object.fromEntries(names.split(' ').map((name) => [name, each]));

export const described = (shape: Shape, dtype: DType): Described => ({ shape, dtype });

/** @throws Error with the sentence; where a closure a call would be dear */
export function refuse(sentence: string): never {
  throw new Error(sentence);
}

/** @throws Error unless it holds; the sentence is made where it is needed */
export function demand(holds: boolean, sentence: () => string): void {
  if (!holds) refuse(sentence());
}

/** A shape in a sentence. */
export const text = (shape: Shape): string => `[${shape.join(', ')}]`;

/** The input that a kernel reads alone, called x by most. */
export interface OnX {
  readonly x: Described;
}
