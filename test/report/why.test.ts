/** @file `why`: every printed product evaluates to the printed number, for every layer of the zoo. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { ZOO, zooWorkload } from '../../models/index.ts';
import { TfjsFlopsError } from '../../src/core/errors.ts';
import type { Report } from '../../src/core/report.ts';
import { toCsv } from '../../src/export/index.ts';
import { countShapes, groupsOf, layerOf } from '../../src/index.ts';
import { formatWhy } from '../../src/report/why.ts';
import { useBackend } from '../support/backend.ts';
import { checkWhy, products, sumOf } from '../support/why-products.ts';
import { countModel, nestedModel } from './reports.ts';

beforeAll(() => useBackend('wasm'));

describe.each(ZOO)('$name', ({ name }) => {
  it('explains every layer by products that hold', async () => {
    checkWhy(await countShapes(zooWorkload(name, { imageSize: 32, classes: 10 })));
  });
});

it('a name that is longer than its column stands above its equation', async () => {
  const tf = await useBackend('wasm');
  const model = tf.sequential({
    layers: [tf.layers.separableConv2d({ name: 's', filters: 4, kernelSize: 3, inputShape: [8, 8, 3] })],
  });
  expect(formatWhy(countModel(model), 's')).toMatch(/^ {2}textbook F2 \+ F1\n {16}kh·kw·cInOfGroup·/m);
});

const nestedReport = (): Report => countModel(nestedModel());

describe('a nested model', () => {
  it('explains shared layers by their uses and calls', () => {
    checkWhy(nestedReport());
    const [uses, h, w, cIn, cOut] = [2, 8, 8, 4, 4];
    const text = formatWhy(nestedReport(), 'shared');
    expect(text).toContain('uses·');
    expect(sumOf(products(text), 'theory')).toBe(uses * h * w * cIn * cOut);
  });

  it.each([60, 80, 95, 120])('is no wider than %i columns, and evaluates there too', (width) => {
    const text = formatWhy(nestedReport(), 'tower1', { width });
    expect(products(text)).toHaveLength(products(formatWhy(nestedReport(), 'tower1', { width: 200 })).length);
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
  });

  it('in FLOPs is twice the work, and the same parameters and other operations', () => {
    const [one, two] = (['multiply-adds', 'flops'] as const).map((unit) =>
      products(formatWhy(nestedReport(), 'wide', { unit })),
    );
    expect(two!.map(({ label }) => label)).toEqual(one!.map(({ label }) => label));
    const isWork = ({ label }: { label: string }): boolean =>
      /^(textbook F|theory|counted|in-bounds)/.test(label);
    expect(one!.filter(isWork).length).toBeGreaterThan(3);
    expect(two!.map(({ value }) => value)).toEqual(one!.map((each) => (isWork(each) ? 2 : 1) * each.value));
    const [h, w, k, cIn, cOut] = [8, 8, 3, 4, 8];
    const padding = 2 * ((h * k) ** 2 - (h * k - 2) ** 2) * cIn * cOut;
    const text = formatWhy(nestedReport(), 'wide.conv', { unit: 'flops' });
    expect(sumOf(products(text), 'counted')).toBe(2 * h * w * k * k * cIn * cOut);
    expect(text).toContain(`${padding.toLocaleString('en-US')} on padding`);
  });

  it('explains its own row, by the name that tables and exports have for it', () => {
    const report = nestedReport();
    const row = report.layers.find(({ path }) => path.length === 0)!;
    expect([row.kind, toCsv(report).split('\r\n')[1]!.split(',')[0]]).toEqual(['model', 'model itself']);
    const text = formatWhy(report, '(model itself)');
    expect(text).toMatch(/^model itself · /);
    expect(formatWhy(report, 'model itself')).toBe(text);
    // Nothing ran outside the model.
    expect(() => formatWhy(report, 'outside layers')).toThrow(TfjsFlopsError);
  });

  it('explains each layer of a group', () => {
    const headings = formatWhy(nestedReport(), 'tower1')
      .split('\n\n')
      .map((block) => block.split(' · ')[0]);
    expect(headings).toEqual(expect.arrayContaining(['tower1.conv', 'tower1.norm', 'tower1.relu']));
  });

  it('shows the window, the shapes and what falls on padding', () => {
    const text = formatWhy(nestedReport(), 'wide.conv');
    const [h, w, k, cIn, cOut] = [8, 8, 3, 4, 8];
    const tapsPerAxis = h * k - 2;
    const padding = (h * k * (w * k) - tapsPerAxis ** 2) * cIn * cOut;
    expect(text).toMatch(/^wide\.conv · Conv2D 3×3, same · \[1,8,8,4\] → \[1,8,8,8\]/);
    expect(text).toContain(`${padding.toLocaleString('en-US')} on padding`);
  });

  it.each([
    ['wide.con', 'wide.conv'],
    ['2.norm', 'tower2.norm'],
    ['WIDE/RELU', 'wide.relu'],
    ['hea', 'head'],
  ])('finds by the part %s, which one name alone has, %s', (part, whole) => {
    expect(formatWhy(nestedReport(), part)).toBe(formatWhy(nestedReport(), whole));
  });

  it('takes a part of a group for the whole group', () => {
    expect(formatWhy(nestedReport(), 'ower2')).toBe(formatWhy(nestedReport(), 'tower2'));
  });

  it('says which names there are, where several have the part', () => {
    expect(() => formatWhy(nestedReport(), 'norm')).toThrow(
      /no layer "norm"; it is part of 3 names: tower1\.norm, tower2\.norm, wide\.norm\. Write more of the name/,
    );
    expect(() => formatWhy(nestedReport(), 'tower')).toThrow(/part of 2 names: tower1, tower2\./);
  });

  it('refuses an unknown layer and names the nearest', () => {
    expect(() => formatWhy(nestedReport(), 'tower1.cnv')).toThrow(TfjsFlopsError);
    expect(() => formatWhy(nestedReport(), 'tower1.cnv')).toThrow(
      /no layer "tower1\.cnv".*Did you mean tower1\.conv\?/,
    );
  });
});

describe('a line that the table prints', () => {
  /** Blocks that names alone tell, the last two of them equal. */
  const named = (): Report => {
    const names = [
      'stem_in',
      'stem_out',
      'block_1_a',
      'block_1_b',
      'block_2_a',
      'block_2_b',
      'block_3_a',
      'block_3_b',
    ];
    const units = [3, 4, 6, 5, 5, 5, 5, 5];
    const model = tf.sequential({
      layers: names.map((name, i) =>
        tf.layers.dense({ name, units: units[i]!, ...(i === 0 ? { inputShape: [4] } : {}) }),
      ),
    });
    return countModel(model);
  };
  const headings = (report: Report, name: string): readonly string[] =>
    formatWhy(report, name)
      .split('\n\n')
      .map((block) => block.split(' · ')[0]!);

  it('is explained by the name that it has there: a block of names, equal blocks, with the glyph before it', () => {
    const report = named();
    const lines = groupsOf(report).map(({ name }) => name);
    expect(lines).toContain('block_2…3 ×2');
    expect(headings(report, 'block_1')).toEqual(['block_1_a', 'block_1_b']);
    expect(headings(report, '▸ block_2…3 ×2')).toEqual(['block_2_a', 'block_2_b', 'block_3_a', 'block_3_b']);
    for (const { name, rows } of groupsOf(report)) expect(headings(report, name)).toHaveLength(rows.length);
  });

  it('is told apart from a part of several names', () => {
    expect(() => formatWhy(named(), 'block_')).toThrow(/is part of 6 names/);
    expect(() => formatWhy(named(), 'Total')).toThrow(/has no layer "Total"/);
    expect(() => layerOf(named(), 'block_1')).toThrow(/"block_1" is a group of 2 layers/);
  });
});
