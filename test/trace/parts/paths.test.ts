/** @file Layers that other layers hold: their paths, their work, and the holder's theory, which is of all of it. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parameters, scope } from '../../../src/index.ts';
import { useBackend } from '../../support/backend.ts';
import {
  B,
  T,
  I,
  U,
  LSTM,
  GRU,
  recurrent,
  modelOf,
  run,
  lstm,
  bidirectional,
  timeDistributed,
  row,
} from '../layers/held-layers.ts';
import { expectSound, multiplyAdds, partsOf } from './sound.ts';

beforeAll(async () => {
  await useBackend('cpu');
});

describe('a part stands below its holder', () => {
  it.each([
    ['LSTM', LSTM],
    ['GRU', GRU],
    ['SimpleRNN', 1],
  ])('%s has a cell', (className, gates) => {
    const layer = {
      LSTM: () => tf.layers.lstm({ name: 'r', units: U }),
      GRU: () => tf.layers.gru({ name: 'r', units: U }),
      SimpleRNN: () => tf.layers.simpleRNN({ name: 'r', units: U }),
    }[className]!();
    const report = run(modelOf(layer));
    expect(partsOf(report)).toEqual([`r layer ${className}`, `r/cell part ${className}Cell`]);
    expect(multiplyAdds(report, 'r')).toBe(0);
    expect(multiplyAdds(report, 'r/cell')).toBe(recurrent(gates));
    expect(row(report, 'r/cell').layerCalls).toBe(T);
    expect(row(report, 'r').theory!.multiplyAdds).toBe(recurrent(gates));
    expect(row(report, 'r').parameters.total).toBe(gates * U * (I + U + 1));
    expectSound(report);
  });

  it('ConvLSTM2D has a cell', () => {
    const [size, channels, filters, kernel, steps] = [6, 2, 3, 3, 2];
    const layer = tf.layers.convLstm2d({ name: 'r', filters, kernelSize: kernel, padding: 'same' });
    const report = run(modelOf(layer, [steps, size, size, channels]));
    expect(partsOf(report)).toEqual(['r layer ConvLSTM2D', 'r/cell part ConvLSTM2DCell']);
    expect(multiplyAdds(report, 'r/cell')).toBe(
      B * steps * LSTM * size ** 2 * kernel ** 2 * (channels + filters) * filters,
    );
    expectSound(report);
  });

  it('Bidirectional has two directions, each with a cell', () => {
    const report = run(modelOf(bidirectional('bi', lstm('l'))));
    expect(partsOf(report)).toEqual([
      'bi layer Bidirectional',
      'bi/forward_l part LSTM',
      'bi/forward_l/cell part LSTMCell',
      'bi/backward_l part LSTM',
      'bi/backward_l/cell part LSTMCell',
    ]);
    for (const direction of ['forward_l', 'backward_l'])
      expect(multiplyAdds(report, `bi/${direction}/cell`)).toBe(recurrent(LSTM));
    expect(row(report, 'bi').theory!.multiplyAdds).toBe(2 * recurrent(LSTM));
    expectSound(report);
  });

  it('an RNN of stacked cells has each of them', () => {
    const cells = [
      tf.layers.lstmCell({ name: 'a', units: U }),
      tf.layers.simpleRNNCell({ name: 'b', units: U }),
    ];
    const model = modelOf(tf.layers.rnn({ name: 'r', cell: cells }));
    const report = run(model, {
      layerFormulas: {
        RNN: () => ({
          outputs: [[B, U]],
          work: [
            { term: 'products', op: 'multiplyAdds', factors: { lstm: recurrent(LSTM) } },
            { term: 'products', op: 'multiplyAdds', factors: { simple: recurrent(1, U) } },
          ],
          parameters: parameters(model),
        }),
      },
    });
    expect(partsOf(report)).toEqual([
      'r layer RNN',
      'r/cell part StackedRNNCells',
      'r/cell/a part LSTMCell',
      'r/cell/b part SimpleRNNCell',
    ]);
    expect(multiplyAdds(report, 'r/cell/a')).toBe(recurrent(LSTM));
    expect(multiplyAdds(report, 'r/cell/b')).toBe(recurrent(1, U));
    expectSound(report);
  });

  it('TimeDistributed has what it wraps, and all layers of a model', () => {
    const wrapped = run(modelOf(timeDistributed('td', tf.layers.dense({ name: 'd.e', units: U }))));
    expect(partsOf(wrapped)).toEqual(['td layer TimeDistributed', 'td/d/e part Dense']);
    expect(multiplyAdds(wrapped, 'td/d/e')).toBe(B * T * I * U);
    expectSound(wrapped);

    const inner = tf.sequential({
      name: 'inner',
      layers: [
        tf.layers.dense({ name: 'x', units: U, inputShape: [I] }),
        tf.layers.dense({ name: 'y', units: 1 }),
      ],
    });
    const nested = run(modelOf(timeDistributed('td', inner)));
    expect(partsOf(nested)).toEqual([
      'td layer TimeDistributed',
      'td/inner part Sequential',
      'td/inner/x part Dense',
      'td/inner/y part Dense',
    ]);
    expect(multiplyAdds(nested, 'td/inner/x')).toBe(B * T * I * U);
    expect(multiplyAdds(nested, 'td/inner/y')).toBe(B * T * U);
    expect(row(nested, 'td/inner').layerCalls).toBe(T);
    expect(row(nested, 'td').parameters.total).toBe(I * U + U + (U + 1));
    expect(row(nested, 'td').why?.text).toMatch(/Sequential/);
  });

  it('holders hold holders', () => {
    const report = run(modelOf(timeDistributed('td', lstm('l')), [3, T, I]));
    expect(partsOf(report)).toEqual([
      'td layer TimeDistributed',
      'td/l part LSTM',
      'td/l/cell part LSTMCell',
    ]);
    expect(multiplyAdds(report, 'td/l/cell')).toBe(3 * recurrent(LSTM));
    expectSound(report);
  });

  it('a custom layer has those in its fields, whatever else they refer to', () => {
    class Block extends tf.layers.Layer {
      readonly first = tf.layers.dense({ name: 'same', units: U, inputShape: [I] });
      readonly layers = [
        tf.layers.dense({ name: 'same', units: U }),
        tf.layers.dense({ name: 'unused', units: 1 }),
      ];
      model: unknown = null;
      override build(): void {
        this.first.build([null, I]);
        this.layers[0]!.build([null, U]);
        // A part may know its holder, and a layer its model: neither is held.
        Object.assign(this.first, { holder: this });
        this.built = true;
      }
      override computeOutputShape(): never {
        return [null, U] as never;
      }
      override call(x: unknown): never {
        const input = (Array.isArray(x) ? x[0] : x) as never;
        return scope('mine', () => this.layers[0]!.apply(this.first.apply(input))) as never;
      }
      static get className(): string {
        return 'Block';
      }
    }
    const block = new Block({ name: 'block' });
    const model = modelOf(block, [I]);
    block.model = model;
    const report = run(model);
    expect(partsOf(report)).toEqual([
      'block layer Block',
      'block/same part Dense',
      'block/same/2 part Dense',
    ]);
    expect(multiplyAdds(report, 'block/same')).toBe(B * I * U);
    expect(multiplyAdds(report, 'block/same/2')).toBe(B * U * U);
  });
});
