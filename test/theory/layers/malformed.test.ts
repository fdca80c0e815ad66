/** @file JSON that is no model, and inputs that do not fit one: one clear sentence each. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { TfjsFlopsError } from '../../../src/core/errors.ts';
import type { Json, Shape } from '../../../src/core/shape.ts';
import { theory } from '../../../src/index.ts';
import { apply, input, rowsOf, topologyOf } from '../small-models.ts';

beforeAll(() => tf.setBackend('cpu'));

const { layers } = tf;
const B = 2;
const D = 5;

const functional = (layers: Json, inputs: Json = [['x', 0, 0]], outputs: Json = [['y', 0, 0]]): Json => ({
  class_name: 'Functional',
  config: { name: 'f', layers, input_layers: inputs, output_layers: outputs },
});
const x = { name: 'x', class_name: 'InputLayer', config: {}, inbound_nodes: [] };
const y = (...inbound: Json[]): Json => ({
  name: 'y',
  class_name: 'Dense',
  config: { units: 3 },
  inbound_nodes: inbound,
});

describe('JSON that is no model, or does not fit', () => {
  it.each<[string, Json, string]>([
    ['nothing', null, 'it is not an object'],
    [
      'another class',
      { class_name: 'Dense', config: {} },
      'class_name is "Dense", not Sequential, Model or Functional',
    ],
    ['no config', { class_name: 'Model' }, 'a Model has no config'],
    ['no layers', { class_name: 'Sequential', config: { name: 's', layers: [] } }, '"s" has no layers'],
    ['no list of layers', { class_name: 'Model', config: { name: 'm' } }, 'layers of "m" is not a list'],
    ['a layer without class', functional([{ name: 'x' }]), 'the class_name of a layer is missing'],
    ['a name twice', functional([x, x]), '"f" has two layers named "x"'],
    [
      'no inbound_nodes',
      functional([x, { name: 'y', class_name: 'Dense', config: {} }]),
      'inbound_nodes of "y" is not a list',
    ],
    [
      'a Keras 3 call',
      functional([x, y([{ args: [], kwargs: {} }])]),
      'must hold ["layer name", call, output]',
    ],
    ['an unknown layer', functional([x, y([['z', 0, 0]])]), 'a layer "z" that it does not have'],
    ['an unknown call', functional([x, y([['x', 1, 0]])]), '"x" has no call 1'],
    ['an unknown output', functional([x, y([['x', 0, 1]])]), '"x" has no output 1'],
    ['a cycle', functional([x, y([['y', 0, 0]])]), '"y" depends on its own output'],
    ['an input that is none', functional([x, y([['x', 0, 0]])], [['y', 0, 0]]), 'is no InputLayer of it'],
  ])('%s', (_, topology, sentence) => {
    const derive = (): unknown => rowsOf(topology, [[B, D]]);
    expect(derive).toThrow(TfjsFlopsError);
    expect(derive).toThrow(sentence);
    expect(derive).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });

  it.each<[readonly Shape[], string]>([
    [[[B, 4]], 'Input "x" is [?,5], got [2,4]. Give positive whole sizes that fit it.'],
    [[[B, 5, 1]], 'Input "x" is [?,5], got [2,5,1]. Give positive whole sizes that fit it.'],
    [[[0, 5]], 'Input "x" is [?,5], got [0,5]. Give positive whole sizes that fit it.'],
    [
      [
        [B, 5],
        [B, 5],
      ],
      '"m" has 1 inputs, got 2 shapes.',
    ],
  ])('inputs %j', (inputs, sentence) => {
    const given = input('x', D);
    const model = tf.model({ name: 'm', inputs: given, outputs: apply(layers.dense({ units: 1 }), given) });
    const topology = topologyOf(model);
    expect(() => theory({ format: 'layers', topology, inputs })).toThrow(sentence);
  });
});
