/** @file Attributes that a graph leaves out though tfjs needs them: a run and a count on shapes refuse it alike. */
import { beforeAll, describe, expect, it } from 'vitest';
import { countShapes, profile } from '../../../src/index.ts';
import { fileWorkload, shapeWorkload } from '../../../src/load/workload.ts';
import { useBackend } from '../../support/backend.ts';
import { FLOAT, floats, integers, placeholder, type HandMadeGraph } from '../../support/graph-def.ts';
import type { Loose } from '../small-models.ts';
import { filesOf, inFolder } from './build.ts';

beforeAll(() => useBackend('cpu'));

const text = (value: string): Loose => ({ s: btoa(value) });
const ones = { list: { i: ['1', '1', '1', '1'] } };

const conv = (attr: Loose): HandMadeGraph => ({
  nodes: [
    placeholder('x', [1, 7, 8, 2]),
    {
      name: 'y',
      op: 'Conv2D',
      input: ['x', 'w'],
      attr: { ...FLOAT, dilations: ones, data_format: text('NHWC'), ...attr },
    },
  ],
  weights: [floats('w', 3, 3, 2, 3)],
});

const GRAPHS: Readonly<Record<string, { graph: HandMadeGraph; says: string }>> = {
  'explicit padding without paddings': {
    graph: conv({ strides: ones, padding: text('EXPLICIT') }),
    says: 'NaN',
  },
  'no strides': {
    graph: conv({ strides: { list: {} }, padding: text('SAME') }),
    says: 'NaN|Strides should be larger than 0',
  },
  'a transposed convolution without padding': {
    graph: {
      nodes: [
        placeholder('x', [1, 4, 4, 3]),
        { name: 'y', op: 'Conv2DBackpropInput', input: ['s', 'w', 'x'], attr: { ...FLOAT, strides: ones } },
      ],
      weights: [integers('s', [1, 4, 4, 2]), floats('w', 3, 3, 2, 3)],
    },
    says: 'Unknown padding parameter: undefined',
  },
  'an end before the beginning, and no axis that shrinks': {
    graph: {
      nodes: [
        placeholder('x', [3, 4]),
        { name: 'y', op: 'StridedSlice', input: ['x', 'from', 'to', 'by'], attr: FLOAT },
      ],
      weights: [integers('from', [2, 0]), integers('to', [0, 4]), integers('by', [1, 1])],
    },
    says: '-2|from \\[2, 0\\] to \\[0, 4\\] is no part of',
  },
};

describe('is refused by a run and on shapes', () => {
  for (const [name, { graph, says }] of Object.entries(GRAPHS))
    it(name, () =>
      inFolder(filesOf(graph), async (folder) => {
        const run = profile(await fileWorkload(folder), { runs: 0 });
        await expect(run).rejects.toMatchObject({ code: 'unsupported-model' });
        await expect(run).rejects.toThrow(new RegExp(`"y".*(?:${says})`));
        const count = countShapes(await shapeWorkload(folder));
        await expect(count).rejects.toThrow(new RegExp(`"y".*(?:${says})`));
      }),
    );
});
