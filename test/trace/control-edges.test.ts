/**
 * @file Weights and control edges of graph models: `^name` says what runs first and takes nothing, so that a weight
 * belongs to the node that computes with it. Live rows and derived ones alike.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { count, profile, type Report } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';
import { artifactsOf, FLOAT, matMul, placeholder, type HandMadeGraph } from '../support/graph-def.ts';

let tf: Awaited<ReturnType<typeof useBackend>>;
beforeAll(async () => {
  tf = await useBackend('cpu');
});

const [B, I, H, O] = [2, 8, 9, 4];
const ones = (name: string, shape: readonly number[]): HandMadeGraph['weights'][number] => ({
  name,
  shape,
  dtype: 'float32',
  values: Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => 1),
});
const WEIGHTS = [ones('net/a/w', [I, H]), ones('net/b/w', [H, O])];
const identity = (name: string, ...input: string[]): HandMadeGraph['nodes'][number] => ({
  name,
  op: 'Identity',
  input,
  attr: FLOAT,
});
const noOp = (name: string, ...input: string[]): HandMadeGraph['nodes'][number] => ({
  name,
  op: 'NoOp',
  input,
});
const waits = (node: HandMadeGraph['nodes'][number], ...names: string[]): HandMadeGraph['nodes'][number] => ({
  ...node,
  input: [...(node.input ?? []), ...names],
});

/** Parameters of a node's row, as counted and as derived. */
function ownedBy(report: Report, node: string): readonly [number, number | null] {
  const row = report.layers.find((layer) => layer.node === node)!;
  return [row.parameters.total, row.theory?.parameters.total ?? null];
}

async function reportOf(graph: HandMadeGraph): Promise<Report> {
  const artifacts = artifactsOf(graph);
  const model = await tf.loadGraphModel({ load: async () => artifacts });
  const report = count(() => model.predict(tf.ones([B, I])), { models: [model] });
  model.dispose();
  return report;
}

const a = matMul('net/a/MatMul', 'x', 'net/a/w');
const b = matMul('net/b/MatMul', 'net/a/MatMul', 'net/b/w');
const x = placeholder('x', [-1, I]);

describe('a weight belongs to the node that computes with it', () => {
  it.each<[string, HandMadeGraph['nodes']]>([
    ['a NoOp before all waits for both', [x, noOp('done', '^net/a/w', '^net/b/w'), a, b]],
    ['the first layer waits for the weight of the second', [x, waits(a, '^net/b/w'), b]],
    [
      'identities, one after the other, that wait for the other weight',
      [
        x,
        identity('net/a/read', 'net/a/w', '^net/b/w'),
        identity('net/a/read2', 'net/a/read', '^net/b/w', '^x'),
        matMul('net/a/MatMul', 'x', 'net/a/read2'),
        b,
      ],
    ],
    [
      'an activation that waits for an identity of a weight',
      [
        x,
        identity('net/b/read', 'net/b/w'),
        { name: 'net/relu', op: 'Relu', input: ['x', '^net/b/read'], attr: FLOAT },
        matMul('net/a/MatMul', 'net/relu', 'net/a/w'),
        matMul('net/b/MatMul', 'net/a/MatMul', 'net/b/read'),
      ],
    ],
    [
      'the output waits for a NoOp that waits for the weights',
      [x, a, noOp('init', '^net/b/w', '^net/a/w'), waits(b, '^init')],
    ],
  ])('%s', async (_, nodes) => {
    const report = await reportOf({ nodes, weights: WEIGHTS });
    expect(ownedBy(report, 'net/a/MatMul')).toEqual([I * H, I * H]);
    expect(ownedBy(report, 'net/b/MatMul')).toEqual([H * O, H * O]);
    for (const row of report.layers.filter(({ node }) => node !== null && !node.endsWith('MatMul')))
      expect([row.node, row.parameters.total]).toEqual([row.node, 0]);
    expect(report.total.parameters.total).toBe(I * H + H * O);
    expect(report.total.residual).toBe(0);
    expect(report.total.counted.multiplyAdds).toBe(B * (I * H + H * O));
  });

  it('also where its consumer is reached through a control edge alone', async () => {
    const side = matMul('side/MatMul', 'x', 'side/w');
    const report = await reportOf({
      nodes: [x, side, a, waits(b, '^side/MatMul')],
      weights: [...WEIGHTS, ones('side/w', [I, O])],
    });
    expect(ownedBy(report, 'side/MatMul')).toEqual([I * O, I * O]);
    expect(ownedBy(report, 'net/b/MatMul')).toEqual([H * O, H * O]);
    expect(report.total.residual).toBe(0);
  });

  it('and one that is only waited for belongs to none, and is not read', async () => {
    const report = await reportOf({
      nodes: [x, a, waits(b, '^idle/w')],
      weights: [...WEIGHTS, ones('idle/w', [7])],
    });
    expect(ownedBy(report, 'net/b/MatMul')).toEqual([H * O, H * O]);
    expect(report.total.parameters.total).toBe(I * H + H * O + 7);
    expect(report.weights.filter(({ read }) => !read).map(({ name }) => name)).toEqual(['idle/w']);
  });
});

describe('in the body of a function', () => {
  const CONSTANT = {
    dtype: { type: 'DT_FLOAT' },
    value: {
      tensor: { dtype: 'DT_FLOAT', tensorShape: { dim: [{ size: String(H) }, { size: String(O) }] } },
    },
  };
  const argument = (name: string) => ({ name, type: 'DT_FLOAT' });
  /** x @ w in both branches; the first waits for a weight of its own, which the second computes with. */
  const branch = (name: string, weight: string, ...controls: string[]) => ({
    signature: { name, inputArg: [argument('net/a/w')], outputArg: [argument('o')] },
    nodeDef: [
      ...['first/w', 'second/w'].map((constant) => ({ name: constant, op: 'Const', attr: CONSTANT })),
      {
        name: `${name}/MatMul`,
        op: 'MatMul',
        input: ['net/a/w', weight, ...controls],
        attr: matMul('', '', '').attr,
      },
    ],
    ret: { o: `${name}/MatMul:product:0` },
  });
  const types = { list: { type: ['DT_FLOAT'] } };

  it("a weight belongs to the body's node, not to one that waits for it, nor to an argument of its name", async () => {
    const graph: HandMadeGraph = {
      nodes: [
        x,
        a,
        {
          name: 'net/if',
          op: 'StatelessIf',
          input: ['net/pick', 'net/a/MatMul'],
          attr: {
            then_branch: { func: { name: 'first' } },
            else_branch: { func: { name: 'second' } },
            Tin: types,
            Tout: types,
          },
        },
      ],
      functions: [branch('first', 'first/w', '^second/w'), branch('second', 'second/w')],
      weights: [
        ones('net/a/w', [I, H]),
        ones('first/w', [H, O]),
        ones('second/w', [H, O]),
        { name: 'net/pick', shape: [], dtype: 'int32', values: [1] },
      ],
    };
    const artifacts = artifactsOf(graph);
    const model = await tf.loadGraphModel({ load: async () => artifacts });
    const report = await profile(() => model.executeAsync(tf.ones([B, I])), { models: [model], runs: 0 });
    model.dispose();
    expect(ownedBy(report, 'net/a/MatMul')).toEqual([I * H, I * H]);
    expect(ownedBy(report, 'first/MatMul')).toEqual([H * O, H * O]);
    expect(ownedBy(report, 'second/MatMul')).toEqual([H * O, H * O]);
    expect(report.total.residual).toBe(0);
  });
});
