/** @file Blocks that names tell, and equal ones folded: well-known networks as a screen shows them. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { formatTable } from '../../src/report/table.ts';
import { useBackend } from '../support/backend.ts';
import { darknet53, efficientNetB0, mobileNetV2, teachableMachine, yoloTiny } from './networks.ts';
import { numberIn, openedLines, readTable } from './printed.ts';
import { countModel } from './reports.ts';

/** Lines of a table, its total aside, that a screen holds. */
const SCREEN = 24;

const BODY = [
  'Conv1',
  'expanded_conv',
  'block_1',
  'block_2',
  'block_3',
  'block_4…5 ×2',
  'block_6',
  'block_7…9 ×3',
  'block_10',
  'block_11…12 ×2',
  'block_13',
  'block_14…15 ×2',
  'block_16',
  'Conv_1',
];

const MODELS: Readonly<Record<string, readonly [() => tf.LayersModel, readonly string[]]>> = {
  MobileNetV2: [mobileNetV2, [...BODY, 'predictions', 'other']],
  'Teachable Machine': [
    teachableMachine,
    [
      'sequential_1',
      'model1',
      ...BODY,
      'out_relu',
      'global_average_pooling2d_GlobalAveragePooling2D1',
      'sequential_3',
      '(model itself)',
    ],
  ],
  'EfficientNet-B0': [
    efficientNetB0,
    [
      'stem',
      'block1a',
      'block2a',
      'block2b',
      'block3a',
      'block3b',
      'block4a',
      'block4b…c ×2',
      'block5a',
      'block5b…c ×2',
      'block6a',
      'block6b…d ×3',
      'block7a',
      'top',
      'predictions',
      'other',
    ],
  ],
  'YOLOv3-tiny': [
    yoloTiny,
    [...Array.from({ length: 13 }, (_, i) => (i === 0 ? 'conv2d' : `conv2d_${i}`)), 'other'],
  ],
  'Darknet-53': [
    darknet53,
    [
      'conv2d',
      'conv2d_1',
      'conv2d_2',
      'conv2d_3',
      'conv2d_4',
      'conv2d_5 … add_2 ×2',
      'conv2d_9',
      'conv2d_10 … add_10 ×8',
      'conv2d_26',
      'conv2d_27 … add_18 ×8',
      'conv2d_43',
      'conv2d_44 … add_22 ×4',
      'other',
    ],
  ],
};

const reports = new Map<string, Report>();
beforeAll(async () => {
  await useBackend('wasm');
  for (const [name, [make]] of Object.entries(MODELS)) reports.set(name, countModel(make()));
});

const table = (report: Report, depth: 1 | 2 | 'all' = 1) =>
  readTable(formatTable(report, { width: 250, depth }));
const names = (report: Report): string[] => table(report).lines.map(({ name }) => name);

describe.each(Object.entries(MODELS))('%s', (name, [, expected]) => {
  it('reads as its blocks, on one screen', () => {
    const printed = names(reports.get(name)!);
    expect(printed.toSorted()).toEqual(expected.toSorted());
    expect(printed.length).toBeLessThanOrEqual(SCREEN);
  });

  it.each([1, 2, 'all'] as const)('adds up at depth %s', (depth) => {
    const report = reports.get(name)!;
    const { lines } = table(report, depth);
    const sum = (of: typeof lines, heading: string): number =>
      of.reduce((total, line) => total + numberIn(line.cell(heading)), 0);
    for (const [heading, whole] of [
      ['Multiply-adds', report.total.counted.multiplyAdds],
      ['Parameters', report.total.parameters.trainable],
    ] as const) {
      const top = lines.filter(({ level }) => level === 0);
      expect(sum(top, heading)).toBe(whole);
      for (const { line, parts } of openedLines(lines))
        expect(sum(parts, heading)).toBe(numberIn(line.cell(heading)));
    }
  });
});

it('equal blocks have the work of all of them, with every layer on a line of its own', () => {
  // Blocks 7 to 9 have 8 channels, six times as wide inside, on 2 × 2: expansion, 3 × 3 window, projection.
  const [side, out, blocks] = [2, 8, 3];
  const wide = 6 * out;
  const line = table(reports.get('MobileNetV2')!).lines.find(({ name }) => name === 'block_7…9 ×3')!;
  expect(numberIn(line.cell('Multiply-adds'))).toBe(
    blocks * side ** 2 * (out * wide + 9 * wide + wide * out),
  );
  const { lines } = table(reports.get('MobileNetV2')!, 2);
  const parts = openedLines(lines).find(({ line: { name } }) => name === 'block_7…9 ×3')!.parts;
  expect(parts.map(({ name }) => name)).toEqual(expect.arrayContaining(['expand', 'depthwise', 'project']));
  expect(numberIn(parts[0]!.cell('Multiply-adds'))).toBe(blocks * side ** 2 * out * wide);
});

/** A chain of dense layers with these names. */
function chain(layerNames: readonly string[], units: (i: number) => number = () => 4): Report {
  const layers = layerNames.map((name, i) =>
    tf.layers.dense({ name, units: units(i), ...(i === 0 ? { inputShape: [4] } : {}) }),
  );
  return countModel(tf.sequential({ layers }));
}

const layers = (report: Report): string[] => names(report).filter((name) => name !== '(model itself)');

describe('the rule on names', () => {
  const widths = (i: number): number => 3 + i;
  it.each<[string, readonly string[], readonly string[]]>([
    ['numbered blocks', ['a1_x', 'a1_y', 'a2_x', 'a2_y', 'out'], ['a1', 'a2', 'out']],
    ['a block that has a layer of its name', ['fc1', 'fc1_up', 'out'], ['fc1', 'out']],
    ['a norm before its block', ['conv1', 'bn_conv1', 'out'], ['conv1', 'out']],
    ['stages of blocks', ['s1_b1_x', 's1_b2_x', 's2_b1_x', 's2_b2_x'], ['s1', 's2']],
    ['a stem beside numbered blocks', ['stem_x', 'stem_y', 'b1_x', 'b1_y'], ['stem', 'b1']],
    ['one layer is no block', ['b1_x', 'b2_x', 'b3_y'], ['b1_x', 'b2_x', 'b3_y']],
    ['made-up names', ['dense_1', 'dense_2', 'dense_3'], ['dense_1', 'dense_2', 'dense_3']],
    ['made-up names twice', ['dense_1', 'dense_1_1', 'dense_1_2'], ['dense_1', 'dense_1_1', 'dense_1_2']],
    ['dimensions', ['conv2d_a', 'conv2d_b', 'up_sampling2d_c'], ['conv2d_a', 'conv2d_b', 'up_sampling2d_c']],
    ['words without numbers', ['my_up', 'my_down', 'out'], ['my_up', 'my_down', 'out']],
    ['neighbours alone share a stem', ['stem_x', 'b1_x', 'b1_y', 'stem_y'], ['stem_x', 'b1', 'stem_y']],
  ])('%s', (_, layerNames, expected) => {
    expect(layers(chain(layerNames, widths))).toEqual(expected);
  });

  it('equal layers share a line where they are neighbours, or of one block, and never of two', () => {
    expect(layers(chain(['x', 'y', 'z']))).toEqual(['x, y, z']);
    expect(layers(chain(['x', 'y', 'z', 'w']))).toEqual(['x … w ×4']);
    // Equal are the second, third and fifth, two of them neighbours.
    const units = (i: number): number => (i === 3 ? 5 : 4);
    expect(layers(chain(['x', 'y', 'odd', 'wide', 'narrow', 'z'], units))).toEqual([
      'x, y, odd',
      'wide',
      'narrow',
      'z',
    ]);
  });
});
