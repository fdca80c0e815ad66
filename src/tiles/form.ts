/**
 * @file What a tile form is made of: terms, each a product of named factors, and the two states of a form. A term
 * is a function of shapes, attributes and machine; it never reads a count.
 */
import type { Machine, TileForm, TileTerm } from '../core/instructions.ts';
import type { KernelCall } from '../core/kernel-call.ts';

/** The form of a kernel's calls; a method's type, so that a kernel's own call may stand for any call. */
export type Tile<K extends string = string> = {
  form(call: KernelCall<K>, machine: Machine): TileForm;
}['form'];

type Factors = TileTerm['factors'];

/** Executed beyond the formula. */
export const more = (term: string, factors: Factors): TileTerm => ({ term, sign: 1, factors });

/** Counted by the formula, not executed. */
export const less = (term: string, factors: Factors): TileTerm => ({ term, sign: -1, factors });

const isZero = ({ factors }: TileTerm): boolean => Object.values(factors).includes(0);

/** Executed = counted + Σ terms; those that are 0 are left out. */
export const closedForm = (terms: readonly TileTerm[], quantity: 'adds' | 'minMax' = 'adds'): TileForm => ({
  state: 'closed-form',
  quantity,
  terms: terms.filter((term) => !isZero(term)),
});

export const measured = (why: string): TileForm => ({ state: 'measured', why });

/** The smallest multiple of `tile` that is not below `size`. */
export const roundUp = (size: number, tile: number): number => Math.ceil(size / tile) * tile;
