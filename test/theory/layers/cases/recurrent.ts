/** @file Recurrent layers and the layers that wrap another. */
import * as tf from '@tensorflow/tfjs';
import type { LayerCase } from '../cases.ts';

const { layers } = tf;
const B = 2;
/** Steps, width of the input, units. */
const [T, D, u] = [3, 5, 4];

type Recurrent = Parameters<typeof layers.bidirectional>[0]['layer'];
const lstm = (args: object): Recurrent => layers.lstm({ units: u, ...args });

export const RECURRENT_CASES: readonly LayerCase[] = [
  {
    name: 'SimpleRNN',
    layer: () => layers.simpleRNN({ units: u }),
    inputs: [[B, T, D]],
    multiplyAdds: B * T * u * (D + u),
  },
  {
    name: 'GRU, sequences',
    layer: () => layers.gru({ units: u, returnSequences: true, useBias: false }),
    inputs: [[B, T, D]],
    multiplyAdds: B * T * 3 * u * (D + u),
  },
  {
    name: 'LSTM, states',
    layer: () => layers.lstm({ units: u, returnState: true }),
    inputs: [[B, T, D]],
    multiplyAdds: B * T * 4 * u * (D + u),
  },
  {
    name: 'LSTM, initial states, frozen',
    layer: () => layers.lstm({ units: u, returnSequences: true }),
    inputs: [
      [B, T, D],
      [B, u],
      [B, u],
    ],
    multiplyAdds: B * T * 4 * u * (D + u),
    freeze: true,
  },
  {
    name: 'ConvLSTM2D, same',
    layer: () =>
      layers.convLstm2d({
        filters: u,
        kernelSize: 3,
        padding: 'same',
        returnSequences: true,
      }),
    inputs: [[B, T, 4, 5, D]],
    multiplyAdds: B * T * (4 * 5) * 4 * (3 * 3) * (D + u) * u,
  },
  {
    name: 'ConvLSTM2D, valid, channels first, states',
    layer: () =>
      layers.convLstm2d({
        filters: u,
        kernelSize: [2, 3],
        returnState: true,
        useBias: false,
        dataFormat: 'channelsFirst',
      }),
    inputs: [[B, T, D, 4, 5]],
    multiplyAdds: B * T * (3 * 3) * 4 * (2 * 3) * (D + u) * u,
  },
  {
    name: 'TimeDistributed Dense',
    layer: () => layers.timeDistributed({ layer: layers.dense({ units: u }) }),
    inputs: [[B, T, 2, D]],
    multiplyAdds: B * T * 2 * D * u,
  },
  {
    name: 'TimeDistributed TimeDistributed Conv1D',
    layer: () =>
      layers.timeDistributed({
        layer: layers.timeDistributed({ layer: layers.conv1d({ filters: u, kernelSize: 2 }) }),
      }),
    inputs: [[B, T, 2, 6, D]],
    multiplyAdds: B * T * 2 * 5 * 2 * D * u,
  },
  {
    name: 'TimeDistributed BatchNormalization, frozen',
    layer: () => layers.timeDistributed({ layer: layers.batchNormalization() }),
    inputs: [[B, T, 2, D]],
    multiplyAdds: 0,
    freeze: true,
  },
  {
    name: 'Bidirectional, concat',
    layer: () => layers.bidirectional({ layer: lstm({ returnSequences: true }), mergeMode: 'concat' }),
    inputs: [[B, T, D]],
    multiplyAdds: 2 * B * T * 4 * u * (D + u),
  },
  {
    name: 'Bidirectional, sum, states',
    layer: () => layers.bidirectional({ layer: lstm({ returnState: true }), mergeMode: 'sum' }),
    inputs: [[B, T, D]],
    multiplyAdds: 2 * B * T * 4 * u * (D + u),
  },
  {
    name: 'Bidirectional, separate, frozen',
    layer: () =>
      layers.bidirectional({
        layer: layers.gru({ units: u }),
        mergeMode: null as unknown as 'concat',
      }),
    inputs: [[B, T, D]],
    multiplyAdds: 2 * B * T * 3 * u * (D + u),
    freeze: true,
  },
];
