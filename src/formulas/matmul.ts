/** @file Matrix products over the last two axes, batch axes broadcast. */
import type { Formula } from '../core/formula.ts';
import type { KernelCall } from '../core/kernel-call.ts';
import { sizeOf } from '../core/shape.ts';
import { amount, type Work } from '../core/work.ts';
import { biasAndActivation, fusedBasis } from './activation.ts';
import { assertReal, dim } from './shapes.ts';

const SOURCE = 'y[m,n] = Σₖ a[m,k]·b[k,n] for each matrix: batch·m·k·n';

/** k is a's last axis, or the one before it where a is transposed. */
function matrixProduct(call: Omit<KernelCall<'BatchMatMul'>, 'kernel'>): Work {
  assertReal(call);
  const y = call.outputs[0].shape;
  const batch = sizeOf(y.slice(0, -2));
  const k = dim(call.inputs.a.shape, call.attrs.transposeA ? -2 : -1);
  return [amount('products', 'multiplyAdds', { batch, m: dim(y, -2), k, n: dim(y, -1) })];
}

/** y = a·b: batch·m·k·n, the batch being that of the output, so that broadcasting needs no rule. */
export const batchMatMul: Formula<'BatchMatMul'> = {
  state: 'counted',
  basis: 'exact',
  source: SOURCE,
  reads: ['transposeA'],
  work: matrixProduct,
};

/** BatchMatMul, then a bias, then an activation. */
export const fusedMatMul: Formula<'_FusedMatMul'> = {
  state: 'counted',
  basis: 'exact',
  source: `${SOURCE}, + outputs for the bias, + the activation`,
  basisOf: fusedBasis,
  reads: ['transposeA', 'activation'],
  work: (call) => [...matrixProduct(call), ...biasAndActivation(call)],
};
