/** @file What theory takes for a graph, and says of JSON that is none. */
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/core/shape.ts';
import type { GraphArchitecture, TheoryRow } from '../../../src/core/theory.ts';
import { deriveGraphRows } from '../../../src/theory/graph/derive.ts';
import { architectureOf, node, shapeAttr } from './build.ts';

describe('what is no graph', () => {
  const x = node('x', 'Placeholder', [], { shape: shapeAttr(2, 3) });
  const given = (nodes: readonly object[], change: Partial<GraphArchitecture> = {}): (() => unknown) => {
    const architecture = architectureOf({ sources: {}, nodes: [] });
    const topology = { node: nodes } as unknown as Json;
    return () => deriveGraphRows({ ...architecture, topology, outputs: ['y'], ...change });
  };
  const y = node('y', 'Relu', ['x']);

  it.each<[string, () => unknown, RegExp]>([
    ['no object', given([], { topology: 'graph' }), /has no list of nodes/],
    [
      'a layers model',
      given([], { topology: { class_name: 'Sequential', config: [] } }),
      /has no list of nodes/,
    ],
    ['a node without a name', given([{ op: 'Relu' }]), /a node has no name/],
    ['a node without an op', given([{ name: 'y' }]), /"y" has no op/],
    [
      'inputs that are no names',
      given([{ name: 'y', op: 'Relu', input: [1] }]),
      /inputs of "y" are no names/,
    ],
    ['inputs that are no list', given([{ name: 'y', op: 'Relu', input: 'x' }]), /inputs of "y" are no names/],
    [
      'attributes that are none',
      given([{ name: 'y', op: 'Relu', attr: { T: 1 } }]),
      /attributes of "y" are no objects/,
    ],
    ['two nodes of one name', given([x, y, y]), /two nodes are named "y"/],
    ['an input that is no node', given([y]), /"y" takes "x", which is no node/],
    [
      'a circle',
      given([node('y', 'Relu', ['z']), node('z', 'Relu', ['y'])]),
      /"y" depends on its own output/,
    ],
    ['a node that takes itself', given([node('y', 'Relu', ['y'])]), /"y" depends on its own output/],
    ['an unknown output', given([x, y], { outputs: ['z'] }), /no node "z" to be an output/],
    ['an unknown input', given([x, y], { inputs: new Map([['z', [2, 3]]]) }), /no input "z". It has: x/],
    [
      'another shape',
      given([x, y], { inputs: new Map([['x', [2, 4]]]) }),
      /Input "x" is \[2, 3\], got \[2, 4\]/,
    ],
    ['an empty shape', given([x, y], { inputs: new Map([['x', [0, 3]]]) }), /Give positive whole sizes/],
    [
      'an open input that nobody gives',
      given([node('x', 'Placeholder', [], { shape: shapeAttr(-1, 3) }), y]),
      /input "x" is \[\?, 3\]. Give it a shape/,
    ],
  ])('%s', (_, derive, message) => {
    expect(derive).toThrow(
      expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(message) as string }),
    );
  });

  it('needs no input whose size the graph closes', () => {
    expect(given([x, y])()).toEqual([expect.objectContaining({ state: 'derived' })]);
  });

  it('says what the weight manifest lacks', () => {
    const rows = given([node('w', 'Const', []), node('y', 'Relu', ['w'])])() as readonly TheoryRow[];
    expect(rows).toEqual([
      expect.objectContaining({
        why: {
          kind: 'unknown-input',
          of: 'w',
          text: 'its input shape is unknown, since w is not in the weight manifest',
        },
      }),
    ]);
  });

  it('is derived however deep it is', () => {
    const depth = 10_000;
    const chain = Array.from({ length: depth }, (_, at) =>
      node(`n${at}`, 'Relu', [at === 0 ? 'x' : `n${at - 1}`]),
    );
    const rows = given([x, ...chain.toReversed()], { outputs: [`n${depth - 1}`] })() as readonly TheoryRow[];
    expect(rows.filter(({ state }) => state === 'derived')).toHaveLength(depth);
  });
});
