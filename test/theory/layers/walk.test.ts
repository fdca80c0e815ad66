/** @file The walk over an architecture's JSON: order, sharing, nesting, several inputs and outputs. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../src/core/shape.ts';
import {
  apply,
  input,
  namesOf,
  parametersOf,
  rowsOf,
  topologyOf,
  usesOf,
  type Symbolic,
} from '../small-models.ts';

beforeAll(() => tf.setBackend('cpu'));

const { layers } = tf;
const B = 2;
const [D, u] = [5, 3];
/** Two dense layers, D → u → D. */
const bottleneck = (name: string): tf.LayersModel => {
  const x = input(`${name}_in`, D);
  const narrow = apply(layers.dense({ name: 'narrow', units: u }), x);
  return tf.model({ name, inputs: x, outputs: apply(layers.dense({ name: 'wide', units: D }), narrow) });
};

const chain = () =>
  tf.sequential({
    name: 'chain',
    layers: [
      layers.conv2d({ name: 'a.conv', inputShape: [6, 6, 3], filters: 4, kernelSize: 3 }),
      layers.flatten({ name: 'flat' }),
      layers.dense({ name: 'out', units: 2 }),
    ],
  });

describe('sequential models', () => {
  it('are walked in order, names split at dots', () => {
    const rows = rowsOf(topologyOf(chain()), [[B, 6, 6, 3]]);
    expect(namesOf(rows)).toEqual(['a/conv', 'flat', 'out']);
    expect(usesOf(rows, 'a/conv')).toEqual([B * 4 * 4 * (3 * 3) * 3 * 4]);
    expect(usesOf(rows, 'out')).toEqual([B * (4 * 4 * 4) * 2]);
  });

  it('may be the bare list of layers, wrapped in model_config, or begin with an InputLayer', () => {
    const written = topologyOf(chain()) as { config: { layers: Json[] } };
    const expected = rowsOf(topologyOf(chain()), [[B, 6, 6, 3]]);
    const bare = { class_name: 'Sequential', config: written.config.layers };
    const wrapped = { model_config: bare, keras_version: '2.2.0' };
    const first = { class_name: 'InputLayer', config: { name: 'in', batch_input_shape: [null, 6, 6, 3] } };
    const explicit = {
      class_name: 'Sequential',
      config: { name: 'chain', layers: [first, ...written.config.layers] },
    };
    for (const topology of [bare, wrapped, explicit]) {
      expect(rowsOf(topology, [[B, 6, 6, 3]])).toEqual(expected);
    }
  });

  it('stand in functional models under their name', () => {
    const x = input('x', 6, 6, 3);
    const y = apply(layers.dense({ name: 'head', units: 7 }), apply(chain(), x));
    const rows = rowsOf(topologyOf(tf.model({ inputs: x, outputs: y })), [[B, 6, 6, 3]]);
    expect(namesOf(rows)).toEqual(['chain/a/conv', 'chain/flat', 'chain/out', 'head']);
    expect(usesOf(rows, 'head')).toEqual([B * 2 * 7]);
  });

  it('apply the same layer again where its name comes again', () => {
    const shared = layers.dense({ name: 'same', inputShape: [D], units: D });
    const twice = tf.sequential();
    twice.add(shared);
    twice.add(shared);
    const rows = rowsOf(topologyOf(twice), [[B, D]]);
    expect(usesOf(rows, 'same')).toEqual([B * D * D, B * D * D]);
    expect(parametersOf(rows)).toBe((D + 1) * D);
  });
});

describe('functional models', () => {
  it('count a shared layer’s work for each use and its parameters once', () => {
    const [a, b] = [input('a', 4, D), input('b', 7, D)];
    const shared = layers.dense({ name: 'shared', units: u });
    const model = tf.model({ inputs: [a, b], outputs: [apply(shared, a), apply(shared, b)] });
    const rows = rowsOf(topologyOf(model), [
      [B, 4, D],
      [B, 7, D],
    ]);
    expect(usesOf(rows, 'shared')).toEqual([B * 4 * D * u, B * 7 * D * u]);
    expect(parametersOf(rows)).toBe(model.countParams());
  });

  it('hand on each output of a layer with several', () => {
    const x = input('x', 4, D);
    const outputs = layers
      .lstm({ name: 'lstm', units: u, returnState: true, returnSequences: true })
      .apply(x);
    const [sequence, , carry] = outputs as Symbolic[];
    const wide = apply(layers.dense({ name: 'sequence', units: 2 }), sequence!);
    const flat = apply(layers.dense({ name: 'carry', units: 7 }), carry!);
    const rows = rowsOf(topologyOf(tf.model({ inputs: x, outputs: [wide, flat] })), [[B, 4, D]]);
    expect(usesOf(rows, 'sequence')).toEqual([B * 4 * u * 2]);
    expect(usesOf(rows, 'carry')).toEqual([B * u * 7]);
  });

  it('have one row for each layer that runs, whatever their order in the JSON', () => {
    const x = input('x', D);
    const model = tf.model({
      inputs: x,
      outputs: apply(layers.dense({ units: 2 }), apply(bottleneck('n'), x)),
    });
    const topology = topologyOf(model) as { config: { layers: Json[] } };
    const expected = namesOf(rowsOf(topologyOf(model), [[B, D]])).toSorted();
    topology.config.layers.reverse();
    expect(namesOf(rowsOf(topology as unknown as Json, [[B, D]])).toSorted()).toEqual(expected);
  });

  it('use the layers of a shared nested model once for each use of it', () => {
    const [a, b] = [input('a', D), input('b', D)];
    const nested = bottleneck('nested');
    const sum = apply(layers.add({ name: 'sum' }), apply(nested, a), apply(nested, b));
    const model = tf.model({ inputs: [a, b], outputs: apply(nested, sum) });
    const rows = rowsOf(topologyOf(model), [
      [B, D],
      [B, D],
    ]);
    expect(namesOf(rows).toSorted()).toEqual(['nested/narrow', 'nested/wide', 'sum']);
    expect(usesOf(rows, 'nested/narrow')).toEqual([B * D * u, B * D * u, B * D * u]);
    expect(parametersOf(rows)).toBe(model.countParams());
  });

  it('nest models with several inputs and outputs to any depth', () => {
    const [a, b] = [input('in_a', D), input('in_b', D)];
    const inner = tf.model({
      name: 'inner',
      inputs: [a, b],
      outputs: [
        apply(layers.dense({ name: 'left', units: 2 }), a),
        apply(layers.concatenate({ name: 'both' }), a, b),
      ],
    });
    const x = input('outer_in', D);
    const [left, both] = inner.apply([x, apply(bottleneck('deep'), x)]) as Symbolic[];
    const outer = tf.model({
      name: 'outer',
      inputs: x,
      outputs: [left!, apply(layers.dense({ name: 'd', units: 3 }), both!)],
    });
    const y = input('y', D);
    const outputs = outer.apply(y) as Symbolic[];
    const rows = rowsOf(topologyOf(tf.model({ inputs: y, outputs })), [[B, D]]);
    expect(namesOf(rows).toSorted()).toEqual([
      'outer/d',
      'outer/deep/narrow',
      'outer/deep/wide',
      'outer/inner/both',
      'outer/inner/left',
    ]);
    expect(usesOf(rows, 'outer/inner/left')).toEqual([B * D * 2]);
    expect(usesOf(rows, 'outer/d')).toEqual([B * (2 * D) * 3]);
  });
});

describe('what no output needs', () => {
  type Config = { config: { layers: { name: string; inbound_nodes: Json[] }[] } };
  /** `first` and `second` in a row, then `lost` behind `first`, which no output reads. */
  const withLost = (): Json => {
    const x = input('x', D);
    const first = apply(layers.dense({ name: 'first', units: u }), x);
    const outputs = [apply(layers.dense({ name: 'second', units: D }), first)];
    const lost = apply(layers.dense({ name: 'lost', units: u }), first);
    const topology = topologyOf(tf.model({ inputs: x, outputs: [...outputs, lost] })) as unknown as {
      config: { output_layers: Json[] };
    };
    topology.config.output_layers.pop();
    return topology;
  };

  it('has no row: tfjs leaves it out of the model', () => {
    const rows = rowsOf(withLost(), [[B, D]]);
    expect(namesOf(rows)).toEqual(['first', 'second']);
    expect(usesOf(rows, 'second')).toEqual([B * u * D]);
  });

  it('is no use of a layer that another output needs', () => {
    const topology = withLost();
    const all = (topology as unknown as Config).config.layers;
    // A second call of `first`, by nobody.
    all.find(({ name }) => name === 'first')!.inbound_nodes.push([['x', 0, 0, {}]]);
    expect(usesOf(rowsOf(topology, [[B, D]]), 'first')).toEqual([B * D * u]);
  });
});
