/** @file Attributes that begin with `_` are notes which tfjs never reads: whatever they hold, the graph runs. */
import { beforeAll, expect, it } from 'vitest';
import { FLOAT, matMul, placeholder } from '../../support/graph-def.ts';
import { useBackend } from '../../support/backend.ts';
import type { Loose } from '../small-models.ts';
import { exactly, figures, filesOf, inFolder, profiled } from './build.ts';
import { fileWorkload } from '../../../src/load/workload.ts';

beforeAll(() => useBackend('cpu'));

const sizes = (...dims: readonly (number | string)[]): Loose => ({ dim: dims.map((size) => ({ size })) });

const NOTES: Readonly<Record<string, Loose>> = {
  _input_shapes: { list: { shape: [sizes('-2', '-5', '4'), { unknownRank: true }] } },
  _output_shapes: { list: { shape: [sizes(-3, 1e300)] } },
  _class: { list: { s: 7 } },
  _XlaMustCompile: { b: 'perhaps' },
  _grappler_relu_fuse: null,
  _func: { func: { name: 'gone' } },
};

const [ROWS, FROM, TO] = [3, 4, 5];

const graphWith = (attr: Loose): Loose =>
  filesOf({
    nodes: [
      placeholder('x', [ROWS, FROM]),
      matMul('y', 'x', 'W'),
      { name: 'z', op: 'Relu', input: ['y'], attr: { ...FLOAT, ...attr } },
    ],
    weights: [{ name: 'W', shape: [FROM, TO], dtype: 'float32', values: Array<number>(FROM * TO).fill(0.5) }],
  });

for (const [name, value] of Object.entries(NOTES))
  it(`${name}: ${JSON.stringify(value)} is passed over`, async () => {
    const report = await profiled(graphWith({ [name]: value }));
    expect(figures(report)).toEqual(exactly(ROWS * FROM * TO, FROM * TO));
  });

it('attributes that tfjs may read stay checked', () =>
  inFolder(graphWith({ input_shapes: { list: { shape: [sizes(-2)] } } }), async (folder) => {
    const workload = await fileWorkload(folder);
    await expect(workload.open()).rejects.toThrow('has attribute "input_shapes"');
  }));
