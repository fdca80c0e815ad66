/** @file Distinct calls and their tensors in a file. */
import type { CallCost } from '../core/formula.ts';
import type { KernelCall, TensorSpec } from '../core/kernel-call.ts';
import type { FileCall, FileTensor } from './file.ts';
import { maybe, unusual } from './usual.ts';

const USUAL_TENSOR = { dtype: 'float32', origin: 'value' } as const;

type Inputs = FileCall['inputs'];

export const saveTensor = ({ shape, dtype, origin, zeros }: TensorSpec): FileTensor => ({
  shape,
  ...unusual({ dtype }, USUAL_TENSOR),
  ...(origin === 'weight' ? { origin } : {}),
  ...maybe('zeros', zeros),
});

export const restoreTensor = (tensor: FileTensor): TensorSpec => ({ ...USUAL_TENSOR, ...tensor });

const eachOf = <A, B>(
  named: { readonly [name: string]: A | undefined },
  change: (tensor: A) => B,
): { [name: string]: B } =>
  Object.fromEntries(
    Object.entries(named).flatMap(([name, tensor]) => (tensor === undefined ? [] : [[name, change(tensor)]])),
  );

export function saveCall({ kernel, inputs, outputs, attrs }: KernelCall, cost: CallCost): FileCall {
  return {
    kernel,
    inputs: Array.isArray(inputs)
      ? inputs.map(saveTensor)
      : eachOf(inputs as Record<string, TensorSpec>, saveTensor),
    outputs: outputs.map(saveTensor),
    ...unusual({ attrs }, { attrs: {} }),
    cost,
  };
}

export function restoreCall({ kernel, inputs, outputs, attrs = {} }: FileCall): KernelCall {
  const [first, ...more] = outputs.map(restoreTensor);
  return {
    kernel,
    inputs: Array.isArray(inputs)
      ? (inputs as readonly FileTensor[]).map(restoreTensor)
      : eachOf(inputs as Exclude<Inputs, readonly unknown[]>, restoreTensor),
    outputs: [first!, ...more],
    attrs,
  };
}
