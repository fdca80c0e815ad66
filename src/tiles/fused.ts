/**
 * @file What follows a product within a fused kernel: the bias, with which XNNPACK's accumulators start, and the
 * activation. relu and relu6 are clamps that the product's own kernel does; the others are one more pass.
 */
import type { Machine, TileForm, TileTerm } from '../core/instructions.ts';
import type { TensorSpec } from '../core/kernel-call.ts';
import { eluPass, preluPass, sigmoidPass } from './activation.ts';
import { closedForm, less, measured } from './form.ts';
import { outputsOf } from './shapes.ts';

export interface FusedCall {
  readonly inputs: {
    readonly bias?: TensorSpec | undefined;
    readonly preluActivationWeights?: TensorSpec | undefined;
  };
  readonly outputs: readonly [TensorSpec, ...TensorSpec[]];
  readonly attrs: { readonly activation: string };
}

/** The terms of the activation's pass; `null` where its work depends on its data. */
function activationPass(call: FusedCall, machine: Machine): readonly TileTerm[] | null {
  const { activation } = call.attrs;
  const outputs = outputsOf(call);
  if (activation === 'elu') return eluPass(outputs, machine);
  if (activation === 'sigmoid') return sigmoidPass(outputs, machine);
  const alpha = call.inputs.preluActivationWeights;
  return activation === 'prelu' && alpha !== undefined ? preluPass(outputs, alpha.shape, machine) : [];
}

/**
 * The form of a fused kernel whose product has these terms. The formula counts an add per output for the bias;
 * `biasTerm` says where it went instead.
 */
export function fused(
  call: FusedCall,
  machine: Machine,
  product: readonly TileTerm[],
  biasTerm = 'bias in the accumulator',
): TileForm {
  const pass = activationPass(call, machine);
  if (pass === null) return measured(`its activation, ${call.attrs.activation}, branches on the sign of x`);
  const bias = call.inputs.bias === undefined ? [] : [less(biasTerm, { outputs: outputsOf(call) })];
  return closedForm([...product, ...bias, ...pass]);
}
