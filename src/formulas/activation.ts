/**
 * @file Activations, as kernels and fused behind a convolution or a matmul, with one cost each. Branches
 * count as a vector unit runs them: the comparison and both sides, whatever the data; hence `chosen` where
 * sides differ.
 */
import type { Basis } from '../core/formula.ts';
import type { TensorSpec } from '../core/kernel-call.ts';
import { amount, type Work } from '../core/work.ts';
import { outputsOf } from './shapes.ts';
import { perElement, perElementWork, type PerElement } from './per-element.ts';

const RELU: PerElement = { comparisons: 1 };
const RELU6: PerElement = { comparisons: 2 };
const LEAKY: PerElement = { comparisons: 1, multiplies: 1 };
const ELU: PerElement = { comparisons: 1, transcendentals: 1, adds: 1 };
const SIGMOID: PerElement = { transcendentals: 1, adds: 1, divides: 1 };

/** Every activation that tfjs fuses (`Activation` in tfjs-core's ops/fused_types). */
const FUSED_ACTIVATIONS: ReadonlyMap<string, PerElement> = new Map([
  ['linear', {}],
  ['relu', RELU],
  ['relu6', RELU6],
  ['elu', ELU],
  ['prelu', LEAKY],
  ['leakyrelu', LEAKY],
  ['sigmoid', SIGMOID],
]);

interface FusedCall {
  readonly inputs: { readonly bias?: TensorSpec | undefined };
  readonly outputs: readonly [TensorSpec, ...TensorSpec[]];
  readonly attrs: { readonly activation: string };
}

/**
 * One add per output if there is a bias, then the activation. @throws Error if tfjs fuses no such activation
 */
export function biasAndActivation(call: FusedCall): Work {
  const outputs = outputsOf(call);
  const { activation } = call.attrs;
  const ops = FUSED_ACTIVATIONS.get(activation);
  if (ops === undefined) throw new Error(`No formula for the fused activation "${activation}".`);
  const bias = call.inputs.bias === undefined ? [] : [amount('bias', 'adds', { outputs })];
  return [...bias, ...perElementWork('activation', outputs, ops)];
}

/** Those whose branches differ, so that their cost is a convention: also where they stand alone. */
const CHOSEN: ReadonlySet<string> = new Set(['elu', 'prelu', 'leakyrelu']);

/** A fused kernel is worth what its activation is: products and bias are exact. */
export const fusedBasis = ({ attrs }: Pick<FusedCall, 'attrs'>): Basis =>
  CHOSEN.has(attrs.activation) ? 'chosen' : 'exact';

const term = 'activation';

/** y = max(x, 0). */
export const relu = perElement('y = max(x, 0)', RELU, { term });
/** y = min(max(x, 0), 6). */
export const relu6 = perElement('y = min(max(x, 0), 6)', RELU6, { term });
/** y = x if x > 0, else α·x. */
export const leakyRelu = perElement('y = x > 0 ? x : α·x', LEAKY, { term, basis: 'chosen' });
/** y = x if x > 0, else α·x with a learned α. */
export const prelu = perElement('y = x > 0 ? x : α·x', LEAKY, { term, basis: 'chosen' });
/** y = x if x ≥ 0, else eˣ − 1. */
export const elu = perElement('y = x ≥ 0 ? x : eˣ − 1', ELU, { term, basis: 'chosen' });
/** y = λ·(x if x ≥ 0, else α·(eˣ − 1)); λ·α is one constant, so that each side has one product. */
export const selu = perElement(
  'y = x ≥ 0 ? λ·x : λα·(eˣ − 1)',
  { comparisons: 1, transcendentals: 1, adds: 1, multiplies: 2 },
  { term, basis: 'chosen' },
);
/** dx = dy if y ≥ 0, else dy·(y + 1). */
export const eluGrad = perElement(
  'dx = y ≥ 0 ? dy : dy·(y + 1)',
  { comparisons: 1, adds: 1, multiplies: 1 },
  { term, basis: 'chosen' },
);
/** y = 1 / (1 + e⁻ˣ); the sign of x is no operation. */
export const sigmoid = perElement('y = 1 / (1 + e⁻ˣ)', SIGMOID, { term });
/** y = log(1 + eˣ). */
export const softplus = perElement('y = log(1 + eˣ)', { transcendentals: 2, adds: 1 }, { term });
/** y = 1 if x > 0, else α. */
export const step = perElement('y = x > 0 ? 1 : α', { comparisons: 1 }, { term });
