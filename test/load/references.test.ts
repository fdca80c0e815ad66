/** @file References between layers that lead nowhere: refused before tfjs, which would look for them for ever. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { TfjsFlopsError } from '../../src/core/errors.ts';
import type { Json } from '../../src/core/shape.ts';
import { load, repaired } from './repairs/trial.ts';
import { keras3, tensor } from './repairs/keras.ts';

beforeAll(() => tf.setBackend('cpu'));

type Inbound = Json;

const x = {
  class_name: 'InputLayer',
  name: 'x',
  config: { name: 'x', batch_input_shape: [null, 4] },
  inbound_nodes: [],
};

const relu = (name: string, ...inbound_nodes: readonly Inbound[]): Json => ({
  class_name: 'Activation',
  name,
  config: { name, activation: 'relu' },
  inbound_nodes,
});

const add = (name: string, ...inbound_nodes: readonly Inbound[]): Json => ({
  class_name: 'Add',
  name,
  config: { name },
  inbound_nodes,
});

/** A tensor as a call names it. */
const to = (layer: string, call = 0, output = 0): Inbound => [layer, call, output, {}];

interface Ends {
  readonly input_layers?: Json;
  readonly output_layers?: Json;
}

const model = (name: string, layers: Json, ends: Ends = {}): { readonly [key: string]: Json } => ({
  class_name: 'Functional',
  config: { name, layers, input_layers: [['x', 0, 0]], output_layers: [['a', 0, 0]], ...ends },
});

/** A model within a model, called on x as often as it is given an input. */
const nested = (inner: Json, ...inbound: readonly string[]): Json => ({
  ...model('inner', [x, inner]),
  name: 'inner',
  inbound_nodes: inbound.map((name) => [to(name)]),
});

const onX = [to('x')];

/** x and one layer that reads `inbound`. */
const reading = (inbound: Inbound, ends: Ends = {}): Json => model('m', [x, relu('a', inbound)], ends);
/** The same, where it reads x, with other ends. */
const ending = (ends: Ends): Json => reading(onX, ends);

const lstm = (...inbound_nodes: readonly Inbound[]): Json => ({
  class_name: 'LSTM',
  name: 'l',
  config: { name: 'l', units: 2, return_state: true },
  inbound_nodes,
});

const REFUSED: readonly (readonly [what: string, topology: Json, says: string])[] = [
  [
    'a layer that is not there',
    reading([to('nope')]),
    'layer "a" (Activation) refers to "nope", a layer that the model does not have. Convert the model again.',
  ],
  ['a call that is not made', reading([to('x', 1)]), 'refers to call 1 of "x", whose calls are 0 … 0'],
  [
    'a call of a layer that is called twice',
    model('m', [x, relu('b', onX, onX), relu('a', [to('b', 2)])]),
    'layer "a" (Activation) refers to call 2 of "b", whose calls are 0 … 1',
  ],
  [
    'a layer that nothing calls',
    model('m', [x, relu('b'), relu('a', [to('b')])]),
    'refers to call 0 of "b", which nothing calls',
  ],
  ['an output that a layer lacks', reading([to('x', 0, 1)]), 'output 1 of "x", which has one'],
  [
    'a state that a recurrent layer lacks',
    model('m', [x, lstm(onX), relu('a', [to('l', 0, 3)])]),
    'refers to output 3 of "l", which has 3',
  ],
  [
    'a cycle',
    model('m', [x, relu('a', [to('b')]), relu('b', [to('a')])]),
    'layer "a" (Activation) waits for its own output: "a" ← "b" ← "a"',
  ],
  ['itself', model('m', [x, add('a', [...onX, to('a')])]), '"a" ← "a"'],
  [
    'a call of itself that comes later',
    model('m', [x, relu('a', [to('a', 1)], onX)]),
    'layer "a" (Activation) waits for its own output',
  ],
  ['a call below 0', reading([to('x', -1)]), 'holds ["x",-1,0,{}], not ["layer", call, output]'],
  ['half an output', reading([to('x', 0, 0.5)]), 'holds ["x",0,0.5,{}]'],
  [
    'a number for a layer',
    reading([[3, 0, 0, {}]]),
    'inbound_nodes of layer "a" (Activation) holds [3,0,0,{}]',
  ],
  ['a number for a call', reading(7), 'holds 7, not a list'],
  [
    'no list of calls',
    model('m', [x, { class_name: 'Dense', name: 'a', config: { units: 1 } }]),
    'is nothing, not a list',
  ],
  [
    'an output of the model that is not there',
    ending({ output_layers: [['nope', 0, 0]] }),
    'output_layers of the model refers to "nope"',
  ],
  [
    'an output of the wrong call',
    ending({ output_layers: [['a', 1, 0]] }),
    'output_layers of the model refers to call 1 of "a"',
  ],
  ['no outputs', ending({ output_layers: [] }), 'output_layers of the model is empty'],
  ['outputs of another type', ending({ output_layers: 5 }), 'output_layers of the model is 5, not a list'],
  ['an output of another type', ending({ output_layers: [['a', 0, 0], null] }), 'holds null'],
  [
    'an input that is not there',
    ending({ input_layers: [['y', 0, 0]] }),
    'input_layers of the model refers to "y"',
  ],
  ['an input that is no input', ending({ input_layers: [['a', 0, 0]] }), 'names "a", which is no InputLayer'],
  ['no layers', model('m', []), 'the model has no layers'],
  ['no list of layers', model('m', 'x'), 'layers of the model is "x", not a list'],
  ['a layer of another type', model('m', [x, null]), 'layer 1 of the model is null, not an object'],
  ['an empty chain', { class_name: 'Sequential', config: { layers: [] } }, 'the model has no layers'],
  [
    'two layers of one name',
    model('m', [x, relu('a', onX), relu('a', onX)]),
    'two layers of the model are named "a"',
  ],
  [
    'a layer without a name',
    model('m', [x, { class_name: 'Add', config: {}, inbound_nodes: [] }]),
    'layer 1 of the model ("Add") has no name',
  ],
  [
    'a layer that a nested model lacks',
    model('m', [x, nested(relu('a', [to('nope')]), 'x'), relu('a', [to('inner', 1)])]),
    'layer "inner.a" (Activation) refers to "nope", a layer that model "inner" does not have',
  ],
  [
    'the call that made a nested model',
    model('m', [x, nested(relu('a', onX), 'x'), relu('a', [to('inner')])]),
    'refers to call 0 of "inner", whose calls are 1 … 1',
  ],
  [
    'an output that a nested model lacks',
    model('m', [x, nested(relu('a', onX), 'x'), relu('a', [to('inner', 1, 1)])]),
    'refers to output 1 of "inner", which has one',
  ],
  [
    'a cycle through a nested model',
    model('m', [x, nested(relu('a', onX), 'a'), relu('a', [to('inner', 1)])]),
    'waits for its own output',
  ],
  [
    'a layer that a Keras 3 file lacks',
    keras3.functional(
      'm',
      [keras3.input('x', [4]), keras3.layer('Dense', 'a', { units: 1 }, tensor('nope', [4]))],
      ['x'],
      ['a'],
    ),
    'layer "a" (Dense) refers to "nope"',
  ],
];

function refusalOf(topology: Json): TfjsFlopsError | null {
  try {
    repaired(topology);
    return null;
  } catch (error) {
    if (error instanceof TfjsFlopsError) return error;
    throw error;
  }
}

describe('references that lead nowhere', () => {
  it.each(REFUSED)('%s', (_, topology, says) => {
    const refusal = refusalOf(topology);
    expect(refusal?.message).toContain(says);
    expect(refusal?.code).toBe('invalid-model');
  });
});

describe('references that are right', () => {
  const twice = model('m', [x, relu('b', onX, [to('a')]), relu('a', [to('b')])], {
    output_layers: [['b', 1, 0]],
  });
  const states = model('m', [
    { ...x, config: { name: 'x', batch_input_shape: [null, 3, 4] } },
    lstm(onX),
    add('a', [to('l'), to('l', 0, 2)]),
  ]);
  it.each([
    ['a layer between two calls of another', twice],
    ['layers before those that they read', model('m', [relu('a', [to('b')]), relu('b', onX), x])],
    ['states', states],
    [
      'two calls of a nested model',
      model('m', [x, nested(relu('a', onX), 'x', 'x'), add('a', [to('inner', 1), to('inner', 2)])]),
    ],
    ['calls without inputs, which tfjs does not make', model('m', [x, relu('a', [], onX)])],
    ['a call on one tensor alone', reading(to('x'))],
  ])('are loaded: %s', async (_, topology) => {
    const loaded = await load(repaired(topology).topology);
    expect(loaded.outputs).toHaveLength(1);
    loaded.dispose();
  });
});

/** x and `n` layers behind it, each on the one before. */
function chainOf(n: number, isTurned = false): Json {
  const names = ['x', ...Array.from({ length: n }, (_, i) => `a${i + 1}`)];
  const layers = names.map((name, i) => (i === 0 ? x : relu(name, [to(names[i - 1]!)])));
  return model('m', isTurned ? layers.toReversed() : layers, { output_layers: [[`a${n}`, 0, 0]] });
}

/** Of this process, which others do not slow down. */
function cpuMs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe('a chain of 20,000 layers', () => {
  it.each([
    ['in order', false],
    ['the last first', true],
  ])('%s takes about ten times as long as one of 2,000, not a hundred times', (_, isTurned) => {
    const [short, long] = [chainOf(2000, isTurned), chainOf(20_000, isTurned)];
    repaired(short);
    const shortMs = Math.min(...[1, 2, 3].map(() => cpuMs(() => void repaired(short))));
    expect(cpuMs(() => expect(repaired(long).repairs).toEqual([]))).toBeLessThan(40 * shortMs);
  });

  it('is refused where its end is its beginning', () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `a${i + 1}`);
    const layers = names.map((name, i) => relu(name, [to(names.at(i - 1)!)]));
    const refusal = refusalOf(model('m', [x, ...layers], { output_layers: [['a20000', 0, 0]] }));
    expect(refusal?.message).toMatch(/"a\d+" ← "a\d+" ← "a\d+" ← "a\d+" ← … ← /);
  });
});
