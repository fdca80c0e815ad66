/**
 * @file Planted faults aimed at the bridges: at their terms, at what they sum, and at the ways in which a wrong
 * number could pass for a right one.
 */
import { amount, partOf, type Formulas, type LayerDerivation, type LayerFormulas } from '../../src/index.ts';
import type { LayerFormula } from '../../src/core/theory.ts';
import type { Amount, Work } from '../../src/core/work.ts';
import { LAYER_FORMULAS } from '../../src/theory/layers/table.ts';
import { replaceWork } from '../formulas/formula-faults.ts';

export interface BridgeFault {
  readonly name: string;
  readonly kernelFormulas?: Formulas;
  readonly layerFormulas?: LayerFormulas;
}

type Spoil = (right: LayerDerivation, ...call: Parameters<LayerFormula>) => LayerDerivation;

/** One class's closed form, made wrong. */
export function spoiled(className: string, spoil: Spoil): LayerFormulas {
  const right = LAYER_FORMULAS[className]!;
  return { [className]: (config, inputs) => spoil(right(config, inputs), config, inputs) };
}

const theory = (name: string, className: string, spoil: Spoil): BridgeFault => ({
  name: `${className}: ${name}`,
  layerFormulas: spoiled(className, spoil),
});

const inFormula = (name: string, kernel: string, spoil: (work: Work) => Work): BridgeFault => ({
  name: `${kernel}: ${name}`,
  kernelFormulas: replaceWork(kernel, spoil),
});

/** Changes the products alone. */
const products = (work: Work, change: (part: Amount) => readonly Amount[]): Work =>
  work.flatMap((part) => (part.term === 'products' ? change(part) : [part]));

const times = (work: Work, count: number): Work =>
  work.map((part) => ({ ...part, factors: { ...part.factors, count } }));

/** Examples come out that did not go in. */
const withBatch = (right: LayerDerivation, change: (batch: number) => number): LayerDerivation => ({
  ...right,
  outputs: right.outputs.map(([batch = 0, ...rest]) => [change(batch), ...rest]),
});

function withOneMore(right: LayerDerivation): LayerDerivation {
  const { trainable, total } = right.parameters;
  return { ...right, parameters: { ...right.parameters, trainable: (trainable ?? 0) + 1, total: total + 1 } };
}

function secondUseIsFree(): Spoil {
  let uses = 0;
  return (right, config) =>
    config['name'] === 'at_two_sizes' && uses++ > 0 ? { ...right, work: [] } : right;
}

export const bridgeFaults = (): readonly BridgeFault[] => [
  theory('the same work for any batch', 'Dense', (right) => ({
    ...right,
    work: right.work.map((part) => ({ ...part, factors: { ...part.factors, batch: 1 } })),
  })),
  theory('work of its own in each call', 'Dense', (right) => ({
    ...right,
    work: [...right.work, amount('other', 'multiplyAdds', { once: 1 })],
  })),
  theory('examples are lost', 'Flatten', (right) => withBatch(right, () => 1)),
  theory('examples are doubled', 'Flatten', (right) => withBatch(right, (batch) => 2 * batch)),
  theory('examples become features', 'Flatten', (right) => ({
    ...right,
    outputs: right.outputs.map(([batch = 0, width = 0]) => [1, batch * width]),
  })),
  theory('a channel too many', 'MaxPooling2D', (right) => ({
    ...right,
    outputs: right.outputs.map((shape) => [...shape.slice(0, -1), shape.at(-1)! + 1]),
  })),
  theory('the second use is free', 'Conv2D', secondUseIsFree()),
  theory('a parameter too many', 'Conv2D', withOneMore),
  theory('once for each state that it returns', 'LSTM', (right, config) =>
    config['return_state'] === true ? { ...right, work: times(right.work, right.outputs.length) } : right,
  ),
  theory('multiply-adds of its own', 'BatchNormalization', (right, _, [input = []]) => ({
    ...right,
    work: [amount('products', 'multiplyAdds', { inputs: input.reduce((size, dim) => size * dim, 1) })],
  })),
  theory('products named as a part', 'AttentionScores', (right) => ({
    ...right,
    work: products(right.work, ({ factors }) => [partOf('products', 'in-bounds', 'multiplyAdds', factors)]),
  })),
  theory('products named multiplies', 'DepthwiseConv2D', (right) => ({
    ...right,
    work: products(right.work, (part) => [{ ...part, op: 'multiplies' }]),
  })),
  { name: 'FusedConv2D: declared free', kernelFormulas: { FusedConv2D: { state: 'zero' } } },
  {
    name: '_FusedMatMul: declared unknown',
    kernelFormulas: { _FusedMatMul: { state: 'unknown', why: 'nobody looked' } },
  },
  inFormula('a formula that throws', 'DepthwiseConv2dNative', () => {
    throw new Error('no such case');
  }),
  inFormula('products counted twice', 'FusedConv2D', (work) => products(work, (part) => [part, part])),
  inFormula('multiplies and adds for multiply-adds', 'BatchMatMul', (work) =>
    products(work, ({ factors }) => [
      amount('products', 'multiplies', factors),
      amount('products', 'adds', factors),
    ]),
  ),
  inFormula('products named as a part', 'Conv2D', (work) =>
    products(work, ({ factors }) => [partOf('bias', 'products', 'multiplyAdds', factors)]),
  ),
  inFormula('the bias as multiply-adds', '_FusedMatMul', (work) =>
    work.map((part) => (part.term === 'bias' ? { ...part, op: 'multiplyAdds' as const } : part)),
  ),
];
