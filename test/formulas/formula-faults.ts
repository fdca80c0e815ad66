/** @file Tables of formulas with one planted fault each, which the cases must catch. */
import type { Formulas } from '../../src/core/formula.ts';
import type { KernelCall } from '../../src/core/kernel-call.ts';
import { sizeOf, type Json } from '../../src/core/shape.ts';
import { amount, type Amount, type Factors, type Term, type Work } from '../../src/core/work.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { workOf } from './formula-case.ts';

export interface FormulaFault {
  readonly name: string;
  readonly formulas: Formulas;
}

/** The table with one kernel's work made from the right one. */
export function replaceWork<K extends string>(
  kernel: K,
  spoil: (work: Work, call: KernelCall<K>) => Work,
): Formulas {
  const formula = FORMULAS[kernel];
  if (formula?.state !== 'counted') throw new Error(`${kernel} is not counted`);
  const work = (call: KernelCall): Work => spoil(formula.work(call), call as unknown as KernelCall<K>);
  return { ...FORMULAS, [kernel]: { ...formula, work } };
}

const fault = <K extends string>(
  name: string,
  kernel: K,
  spoil: (work: Work, call: KernelCall<K>) => Work,
): FormulaFault => ({ name: `${kernel}: ${name}`, formulas: replaceWork(kernel, spoil) });

const changeFactors = (work: Work, term: Term, change: (factors: Factors, part: Amount) => Factors): Work =>
  work.map((part) => (part.term === term ? { ...part, factors: change(part.factors, part) } : part));

const without = (factors: Factors, name: string): Factors =>
  Object.fromEntries(Object.entries(factors).filter(([factor]) => factor !== name));

const withoutTerm = (work: Work, term: Term): Work => work.filter((part) => part.term !== term);

const productsOnly = (work: Work): Factors => work.find(({ term }) => term === 'products')?.factors ?? {};

/** The right formula, asked about a call that is misread. */
const misread = <K extends string>(
  call: KernelCall<K>,
  attrs: Readonly<Partial<Record<keyof KernelCall<K>['attrs'], Json>>>,
): Work => workOf(FORMULAS, { ...call, attrs: { ...call.attrs, ...attrs } } as unknown as KernelCall);

export const FORMULA_FAULTS: readonly FormulaFault[] = [
  fault('the input channels are dropped', 'Conv2D', (work) =>
    changeFactors(work, 'products', (factors) => without(factors, 'cIn')),
  ),
  fault('output channels for input channels', 'Conv2D', (work, { inputs }) =>
    changeFactors(work, 'products', (factors) => ({ ...factors, cIn: inputs.filter.shape[3] ?? 0 })),
  ),
  fault('size of the input for that of the output', 'Conv2D', (work, { inputs }) =>
    changeFactors(work, 'products', (factors) => ({ ...factors, outputs: sizeOf(inputs.x.shape) })),
  ),
  fault('in-bounds taps for the dense product', 'Conv2D', (work) => {
    const inside = work.find(({ term }) => term === 'in-bounds')?.factors ?? {};
    return changeFactors(work, 'products', () => inside);
  }),
  fault('the dense product for in-bounds taps', 'Conv2D', (work) =>
    changeFactors(work, 'in-bounds', () => productsOnly(work)),
  ),
  fault('in-bounds taps are added to the counts', 'Conv2D', (work) =>
    work.map(({ term, op, factors }) => amount(term, op, factors)),
  ),
  fault('padding off by one', 'Conv2D', (_, call) =>
    misread(call, {
      pad: typeof call.attrs.pad === 'number' ? call.attrs.pad + 1 : call.attrs.pad,
    }),
  ),
  fault('the padding after the image is read for the one before', 'Conv2D', (_, call) => {
    const { pad } = call.attrs;
    return misread(call, { pad: typeof pad === 'object' ? pad.map((side) => side.toReversed()) : pad });
  }),
  fault('same is read as valid', 'Conv2D', (_, call) =>
    misread(call, { pad: call.attrs.pad === 'same' ? 'valid' : call.attrs.pad }),
  ),
  fault('the dilation is ignored in in-bounds taps', 'Conv2D', (_, call) => misread(call, { dilations: 1 })),
  fault('the stride is ignored in in-bounds taps', 'Conv2D', (_, call) => misread(call, { strides: 1 })),
  fault('NCHW is read as NHWC', 'Conv2D', (_, call) => misread(call, { dataFormat: 'NHWC' })),
  fault('the bias is lost', 'FusedConv2D', (work) => withoutTerm(work, 'bias')),
  fault('a bias is counted where there is none', 'FusedConv2D', (work, { outputs }) => [
    ...withoutTerm(work, 'bias'),
    amount('bias', 'adds', { outputs: sizeOf(outputs[0].shape) }),
  ]),
  fault('the bias once per channel', 'FusedConv2D', (work, { inputs }) =>
    changeFactors(work, 'bias', () => ({ channels: inputs.filter.shape[3] ?? 0 })),
  ),
  fault('the activation is lost', 'FusedConv2D', (work) => withoutTerm(work, 'activation')),
  fault('relu6 is taken for relu', 'FusedDepthwiseConv2D', (_, call) =>
    misread(call, { activation: call.attrs.activation === 'relu6' ? 'relu' : call.attrs.activation }),
  ),
  fault('the multiplier is lost', 'DepthwiseConv2dNative', (work, { inputs }) =>
    changeFactors(work, 'products', (factors) => ({
      ...factors,
      outputs: (factors['outputs'] ?? 0) / (inputs.filter.shape[3] ?? 1),
    })),
  ),
  fault('counted as a full convolution', 'DepthwiseConv2dNative', (work, { inputs }) =>
    changeFactors(work, 'products', (factors) => ({ ...factors, cIn: inputs.filter.shape[2] ?? 0 })),
  ),
  fault('filter[3] for filter[2] in the transposed convolution', 'Conv2DBackpropInput', (work, { inputs }) =>
    changeFactors(work, 'products', (factors) => ({ ...factors, cIn: inputs.filter.shape[3] ?? 0 })),
  ),
  fault('size of dx for that of dy', 'Conv2DBackpropInput', (work, { outputs }) =>
    changeFactors(work, 'products', (factors) => ({ ...factors, gradients: sizeOf(outputs[0].shape) })),
  ),
  fault('the depth of the kernel is dropped', 'Conv3D', (work) =>
    changeFactors(work, 'products', (factors) => without(factors, 'kd')),
  ),
  fault('k from the wrong axis where a is transposed', 'BatchMatMul', (work, { inputs }) =>
    changeFactors(work, 'products', (factors) => ({ ...factors, k: inputs.a.shape.at(-1) ?? 0 })),
  ),
  fault('the batch of a, not the broadcast one', 'BatchMatMul', (work, { inputs }) =>
    changeFactors(work, 'products', (factors) => ({
      ...factors,
      batch: sizeOf(inputs.a.shape.slice(0, -2)),
    })),
  ),
  fault('the bias is lost', '_FusedMatMul', (work) => withoutTerm(work, 'bias')),
  fault('a summed letter is ignored', 'Einsum', (work, { outputs }) =>
    changeFactors(work, 'products', () => ({ outputs: sizeOf(outputs[0].shape) })),
  ),
  fault('an outer product is counted as multiply-adds', 'Einsum', (work) =>
    work.map((part) => (part.op === 'multiplies' ? amount('products', 'multiplyAdds', part.factors) : part)),
  ),
  fault('multiply-adds for multiplies', 'FusedBatchNorm', (work) =>
    work.map((part) => (part.op === 'multiplies' ? { ...part, op: 'multiplyAdds' } : part)),
  ),
  fault('the offset is always added', 'FusedBatchNorm', (work) =>
    changeFactors(work, 'normalisation', (factors, { op }) =>
      op === 'adds' && 'outputs' in factors ? { ...factors, additions: 2 } : factors,
    ),
  ),
  fault('no maximum is sought', 'Softmax', (work) => work.filter(({ op }) => op !== 'comparisons')),
  fault('the window for window − 1', 'MaxPool', (work) =>
    changeFactors(work, 'pooling', (factors) => ({
      ...factors,
      comparisons: (factors['comparisons'] ?? 0) + 1,
    })),
  ),
  fault('no division', 'AvgPool', (work) => work.filter(({ op }) => op !== 'divides')),
  fault('n additions for n − 1', 'Sum', (work, { inputs }) =>
    changeFactors(work, 'reduction', () => ({
      values: Object.values(inputs).reduce((sum, tensor) => sum + sizeOf(tensor?.shape ?? []), 0),
    })),
  ),
  fault('size of an operand for the broadcast output', 'Multiply', (work, { inputs }) =>
    changeFactors(work, 'elementwise', (factors) => ({
      ...factors,
      outputs: sizeOf(Object.values(inputs)[0]?.shape ?? []),
    })),
  ),
  fault('complex is counted as real', 'Multiply', (_, { outputs }) => [
    amount('elementwise', 'multiplies', { outputs: sizeOf(outputs[0].shape) }),
  ]),
  fault('exclusive is ignored', 'Cumsum', (_, call) => misread(call, { exclusive: false })),
];
