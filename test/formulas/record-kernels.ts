/**
 * @file Records the kernels that ops run on the cpu backend, so that names of inputs, forms of attributes and
 * shapes of outputs are tfjs's and not ours. Attributes are cut down to those that the formula reads.
 */
import * as tf from '@tensorflow/tfjs';
import type { KernelCall, TensorSpec } from '../../src/core/kernel-call.ts';
import { countsOf, inBoundsMultiplyAdds, type Work } from '../../src/core/work.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { workOf } from './formula-case.ts';

const factOf = ({ shape, dtype }: tf.TensorInfo): TensorSpec => ({ shape, dtype, origin: 'value' });

function inputsOf(inputs: object): KernelCall['inputs'] {
  if (Array.isArray(inputs)) return (inputs as tf.TensorInfo[]).map(factOf);
  const facts: Record<string, TensorSpec> = {};
  for (const [name, value] of Object.entries(inputs as Record<string, tf.TensorInfo | undefined>)) {
    if (value !== undefined) facts[name] = factOf(value);
  }
  return facts;
}

const recorded: KernelCall[] = [];

/** Starts to record; the function that it gives puts the kernels back. */
export async function recordKernels(): Promise<() => void> {
  await tf.setBackend('cpu');
  const restore = tf.getKernelsForBackend('cpu').map((config) => {
    const { kernelName: kernel, kernelFunc } = config;
    config.kernelFunc = (call) => {
      const result = kernelFunc(call);
      const formula = FORMULAS[kernel];
      const reads: readonly string[] = formula?.state === 'counted' ? formula.reads : [];
      const attrs = Object.fromEntries(reads.map((name) => [name, call.attrs?.[name]]));
      const outputs = (Array.isArray(result) ? result : [result]).map(factOf);
      recorded.push({ kernel, inputs: inputsOf(call.inputs), outputs, attrs } as unknown as KernelCall);
      return result;
    };
    return () => void (config.kernelFunc = kernelFunc);
  });
  return () => restore.forEach((undo) => undo());
}

/** Runs `op` and gives the work of its counted kernels, by name. @throws Error if a formula does */
export function workDone(op: () => unknown): Map<string, Work> {
  recorded.length = 0;
  tf.tidy(() => void op());
  const counted = recorded.filter(({ kernel }) => FORMULAS[kernel]?.state === 'counted');
  return new Map(counted.map((call) => [call.kernel, workOf(FORMULAS, call)]));
}

/** Runs `op` and gives what one of its kernels counted. @throws Error if it did not run */
export function countsFor(kernel: string, op: () => unknown) {
  const work = workDone(op).get(kernel);
  if (work === undefined) throw new Error(`The op did not run ${kernel}.`);
  return { ...countsOf(work), inBounds: inBoundsMultiplyAdds(work) };
}

/** `tf.grads`, which tfjs types as taking a function of tensors of any rank, as no op is. */
export const gradients = tf.grads as unknown as (
  f: (...x: never[]) => tf.Tensor,
) => (x: tf.Tensor[]) => tf.Tensor[];
