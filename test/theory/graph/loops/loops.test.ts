/** @file Loops of graph models, run by tfjs: theory = counted = the product, and what only the data decide. */
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../support/backend.ts';
import { filesOf, profiled } from '../../../load/graphs/build.ts';
import type { Report } from '../../../../src/index.ts';
import type { Json } from '../../../../src/core/shape.ts';
import type { GraphArchitecture } from '../../../../src/core/theory.ts';
import { countsOf } from '../../../../src/core/work.ts';
import { GRAPH_RULES } from '../../../../src/theory/graph/ops/table.ts';
import type { GraphRule, GraphRules } from '../../../../src/theory/graph/rule.ts';
import { integers } from '../../../../src/theory/graph/tensor.ts';
import type { HandMadeGraph } from '../../../support/graph-def.ts';
import { deriveGraphRows } from '../../../../src/theory/graph/derive.ts';
import { asks, branch, float, flow, fn, input, int, loop, node, product, turns } from './build.ts';
import { LOOP_CASES } from './cases.ts';

beforeAll(() => useBackend('cpu'));

describe('loops whose turns follow from constants and shapes', () => {
  it.each(LOOP_CASES)('$name', async ({ graph, multiplyAdds }) => {
    const report = await profiled(filesOf(graph));
    expect({
      counted: report.total.counted.multiplyAdds,
      theory: report.total.theory?.multiplyAdds,
      residual: report.total.residual,
      why: report.layers.flatMap(({ path, why }) => (why === null ? [] : [[path.join('/'), why.text]])),
      findings: report.findings.filter(({ rule }) => rule === 'data-dependent').map(({ what }) => what),
    }).toEqual({ counted: multiplyAdds, theory: multiplyAdds, residual: 0, why: [], findings: [] });
  });
});

const [ROWS, SIZE, TURNS] = [2, 5, 3];
const ONE = ROWS * SIZE * SIZE;

const weights = [
  int('start', 0),
  int('end', TURNS),
  int('step', 1),
  float('W', SIZE, SIZE),
  float('W2', SIZE, SIZE),
];
const x = input('x', [ROWS, SIZE]);
const behind = (of: string) => product('behind', of, 'W2');

const whyOf = ({ layers }: Report): Readonly<Record<string, string>> =>
  Object.fromEntries(layers.flatMap(({ path, why }) => (why === null ? [] : [[path.join('/'), why.text]])));

const findingsOf = ({ findings }: Report): readonly string[] =>
  findings.filter(({ rule }) => rule === 'data-dependent').map(({ what }) => what);

describe('what only the data decide', () => {
  it('a loop as long as an input says: not derived, what comes behind is', async () => {
    const report = await profiled(
      filesOf({
        nodes: [
          x,
          input('n', [], 'INT32'),
          loop('loop', ['start', 'n', 'step', 'x', 'W'], 'ask', 'turn'),
          behind('loop:3'),
        ],
        functions: [asks('ask', 'Less'), turns('turn')],
        weights,
      }),
    );
    expect(whyOf(report)).toMatchObject({
      loop: 'dynamic: StatelessWhile depends on data',
      'loop/times': 'dynamic: it runs in a loop or a branch, as often as the data ask',
    });
    expect(report.total).toMatchObject({ theory: { multiplyAdds: ONE }, residual: 0, comparedRows: 1 });
    expect(findingsOf(report)).toEqual([
      expect.stringMatching(/^What ran depends on the values of the input/),
    ]);
  });

  it('a branch in a loop of known length: the loop is derived, the branch is not', async () => {
    const pick = [
      node('sum', 'Sum', ['x', 'axes'], { ...flow('FLOAT'), keep_dims: { b: false } }),
      node('axes', 'Const', [], { dtype: { type: 'DT_INT32' } }),
      node('nought', 'Const', [], { dtype: { type: 'DT_FLOAT' } }),
      node('over', 'Greater', ['sum', 'nought'], flow('FLOAT')),
      branch('pick', ['over', 'x', 'w'], 'yes', 'no'),
    ];
    const report = await profiled(
      filesOf({
        nodes: [x, loop('loop', ['start', 'end', 'step', 'x', 'W'], 'ask', 'turn'), behind('loop:3')],
        functions: [
          asks('ask', 'Less'),
          turns('turn', pick, 'pick:output:0'),
          fn('yes', { x: 'FLOAT', w: 'FLOAT' }, [product('extra', 'x', 'w')], { o: 'extra:product:0' }),
          fn('no', { x: 'FLOAT', w: 'FLOAT' }, [product('other', 'x', 'w')], { o: 'other:product:0' }),
        ],
        weights: [
          ...weights,
          { ...int('axes', 0), shape: [2], values: [0, 1] },
          { ...float('nought'), values: [0] },
        ],
      }),
    );
    expect(Object.keys(whyOf(report)).sort()).toEqual(['loop/pick', 'loop/pick/extra', 'loop/pick/other']);
    expect(report.total).toMatchObject({
      theory: { multiplyAdds: (TURNS + 1) * ONE },
      counted: { multiplyAdds: (2 * TURNS + 1) * ONE },
      residual: 0,
    });
  });

  it('a condition on numbers that theory does not read: loops, not derived, and nobody is accused', async () => {
    const report = await profiled(
      filesOf({
        nodes: [
          x,
          loop('loop', ['t', 'until', 'by', 'x', 'W'], 'ask', 'turn'),
          node('out', 'Relu', ['loop:3'], flow('FLOAT')),
        ],
        functions: [asks('ask', 'Less'), turns('turn')],
        weights: [
          { ...float('t'), values: [0] },
          { ...float('until'), values: [1] },
          { ...float('by'), values: [0.25] },
          float('W', SIZE, SIZE),
        ],
      }),
    );
    expect(whyOf(report)['loop']).toBe(
      'loops: not derived: the values that its condition reads are not known',
    );
    expect(report.total).toMatchObject({
      counted: { multiplyAdds: 4 * ONE },
      theory: null,
      residual: null,
      theoryCovers: null,
    });
    expect(findingsOf(report)).toEqual([expect.stringMatching(/^What ran may depend .*loops: not derived/)]);
  });

  it('a loop that would take theory too long is given up', async () => {
    const architecture = {
      format: 'graph' as const,
      topology: JSON.parse(
        JSON.stringify({
          node: [
            x,
            ...weights.map(({ name }) => node(name, 'Const', [])),
            loop('loop', ['start', 'end', 'step', 'x', 'W'], 'ask', 'turn'),
          ],
          library: { function: [asks('ask', 'Less'), turns('turn')] },
        }),
      ) as Json,
      inputs: new Map([['x', [ROWS, SIZE]]]),
      outputs: ['loop'],
      weights: weights.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
      constants: new Map([
        ['start', [0]],
        ['end', [1e9]],
        ['step', [1]],
      ]),
    };
    const rows = deriveGraphRows(architecture);
    expect(rows.map((row) => (row.state === 'derived' ? null : row.why.text))).toContain(
      'loops: not derived: more than 400000 steps',
    );
  });
});

/** A graph as theory reads it. */
function architectureFrom({ nodes, functions = [], weights: held }: HandMadeGraph): GraphArchitecture {
  const constants = held.map(({ name }) => node(name, 'Const', []));
  return {
    format: 'graph',
    topology: JSON.parse(
      JSON.stringify({ node: [...constants, ...nodes], library: { function: functions } }),
    ) as Json,
    inputs: new Map(),
    outputs: ['out'],
    weights: held.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
    constants: new Map(
      held.flatMap(({ name, dtype, values }) => (dtype === 'int32' ? [[name, values] as const] : [])),
    ),
  };
}

/** Of the whole graph; `null` where a node is not derivable. */
const derivedOf = (graph: HandMadeGraph, rules: GraphRules): number | null =>
  deriveGraphRows(architectureFrom(graph), rules).reduce<number | null>((sum, row) => {
    if (sum === null || row.state !== 'derived') return null;
    return row.uses.reduce((more, { work, calls }) => more + calls * countsOf(work).multiplyAdds, sum);
  }, 0);

const ruleOf = (op: string): GraphRule => GRAPH_RULES[op]!;

/** Rules that are wrong, and the case that each must change. */
const PLANTED: readonly (readonly [fault: string, rules: GraphRules, caught: string])[] = [
  ['a turn too many', { Less: (call) => ruleOf('LessEqual')(call) }, 'turns that a constant says'],
  ['a turn where there is none', { Less: (call) => ruleOf('LessEqual')(call) }, 'no turn'],
  ['frames turn once more', { Greater: (call) => ruleOf('GreaterEqual')(call) }, 'frames, counted down by 3'],
  ['a branch never taken', { Greater: (call) => ruleOf('Less')(call) }, 'a branch that the counter decides'],
  [
    'the first turn’s shape for all',
    { ConcatV2: ({ inputs }) => ({ outputs: [inputs[0]!], work: [] }) },
    'a matrix that grows by a row each turn',
  ],
  [
    'a list that is reserved',
    { TensorListLength: () => ({ outputs: [integers([9], [])], work: [] }) },
    'a list of steps, as long as the list',
  ],
];

it.each(PLANTED)('planted in the walk: %s, is caught', (_fault, rules, caught) => {
  const { graph, multiplyAdds } = LOOP_CASES.find(({ name }) => name === caught)!;
  expect(derivedOf(graph, GRAPH_RULES)).toBe(multiplyAdds);
  expect(derivedOf(graph, { ...GRAPH_RULES, ...rules })).not.toBe(multiplyAdds);
});
