/**
 * @file Recurrent layers: g gates, each with a product of the step's input and one of the previous output.
 * LSTM: S. Hochreiter, J. Schmidhuber, Neural Computation 9(8), 1997. GRU: K. Cho et al., arXiv:1406.1078.
 * ConvLSTM: X. Shi et al., arXiv:1506.04214. Activations and gating are elementwise and not multiply-adds.
 */
import { sizeOf, type Shape } from '../../core/shape.ts';
import type { LayerConfig, LayerFormulas, LayerFormula } from '../../core/theory.ts';
import { amount } from '../../core/work.ts';
import { biases, dim, flag, integer, integers, only, owned } from '../config.ts';
import { kernelFactors, outputFactors, readMap, slide, writeMap } from '../feature-map.ts';

/** How many matrix pairs a cell has, and how many states it hands to the next step. */
interface Cell {
  readonly gates: number;
  readonly states: number;
  /** Vectors of biases: one, or one for each of the two products. */
  readonly biases?: number;
}
const CELLS = {
  SimpleRNN: { gates: 1, states: 1 },
  GRU: { gates: 3, states: 1 },
  GRUResetAfter: { gates: 3, states: 1, biases: 2 },
  LSTM: { gates: 4, states: 2 },
} as const satisfies Readonly<Record<string, Cell>>;

/** The sequence or its last output, then the states if they are asked for. */
function sequenceOutputs(config: LayerConfig, last: Shape, steps: number, states: number): readonly Shape[] {
  const [batch = 0, ...example] = last;
  return [
    flag(config, 'return_sequences', false) ? [batch, steps, ...example] : last,
    ...(flag(config, 'return_state', false) ? Array.from({ length: states }, () => last) : []),
  ];
}

/** g·u·in + g·u·u multiply-adds a step, g·u·(in + u + 1) parameters, one more g·u where each product has a bias; further inputs are initial states. */
const recurrent =
  ({ gates, states, biases: vectors = 1 }: Cell): LayerFormula =>
  (config, inputs) => {
    if (vectors === 1 && flag(config, 'reset_after', false))
      throw new Error('tfjs-layers does not run reset_after');
    if (flag(config, 'time_major', false)) throw new Error('time_major is true, which tfjs-layers ignores');
    const sequence = only(inputs.slice(0, 1), 3);
    const [batch, steps, width] = [dim(sequence, 0), dim(sequence, 1), dim(sequence, 2)];
    const units = integer(config, 'units');
    return {
      outputs: sequenceOutputs(config, [batch, units], steps, states),
      work: [
        amount('products', 'multiplyAdds', { gates, units, in: width, steps, batch }),
        amount('products', 'multiplyAdds', { gates, units, previous: units, steps, batch }),
      ],
      parameters: owned(config, gates * units * (width + units) + biases(config, vectors * gates * units)),
    };
  };

/** An LSTM whose products are convolutions; that of the previous output keeps the size ('same', stride 1). */
const convolutionalLstm: LayerFormula = (config, inputs) => {
  const [batch = 0, steps = 0, ...frame] = only(inputs.slice(0, 1), 5);
  const x = readMap(config, [batch, ...frame], 2);
  const kernel = integers(config, 'kernel_size', 2);
  const filters = integer(config, 'filters');
  const space = slide(config, x.space, kernel);
  const { gates, states } = CELLS.LSTM;
  const each = { ...outputFactors(space), steps, batch };
  const weights = sizeOf(kernel) * (x.channels + filters) * gates * filters;
  return {
    outputs: sequenceOutputs(config, writeMap(config, { batch, channels: filters, space }), steps, states),
    work: [
      amount('products', 'multiplyAdds', {
        gates,
        ...kernelFactors(kernel),
        cIn: x.channels,
        cOut: filters,
        ...each,
      }),
      amount('products', 'multiplyAdds', {
        gates,
        ...kernelFactors(kernel),
        previous: filters,
        cOut: filters,
        ...each,
      }),
    ],
    parameters: owned(config, weights + biases(config, gates * filters)),
  };
};

export const RECURRENT = {
  SimpleRNN: recurrent(CELLS.SimpleRNN),
  GRU: recurrent(CELLS.GRU),
  GRUResetAfter: recurrent(CELLS.GRUResetAfter),
  LSTM: recurrent(CELLS.LSTM),
  ConvLSTM2D: convolutionalLstm,
} satisfies LayerFormulas;
