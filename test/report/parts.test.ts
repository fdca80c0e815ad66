/** @file One layer and one group of a report: `layerOf`, `groupsOf`; and their agreement with the printed table. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { TfjsFlopsError } from '../../src/core/errors.ts';
import type { Report } from '../../src/core/report.ts';
import { toMarkdown } from '../../src/export/index.ts';
import { layerOf } from '../../src/report/find-layer.ts';
import { groupsOf, type LayerGroup } from '../../src/report/groups.ts';
import { formatTable } from '../../src/report/table.ts';
import { useBackend } from '../support/backend.ts';
import { C, countGraph, T, transformer } from './graphs.ts';
import { numberIn, readTable } from './printed.ts';
import { countModel, nestedModel, zooReport } from './reports.ts';

let nested: Report;
let network: Report;
beforeAll(async () => {
  await useBackend('wasm');
  nested = countModel(nestedModel());
  network = await zooReport('mobilenet-v2', { imageSize: 32, classes: 10 });
});

describe('layerOf', () => {
  it('finds every layer by its name and by its path', () => {
    const named = network.layers.filter(({ path }) => path.length > 0);
    expect(named.length).toBeGreaterThan(100);
    for (const row of named) {
      expect(layerOf(network, row.path.join('.'))).toBe(row);
      expect(layerOf(network, row.path)).toBe(row);
    }
  });

  it('has the count of the layer', () => {
    const [side, kernel, cIn, cOut] = [8, 3, 4, 8];
    const { counted, residual } = layerOf(nested, 'wide.conv');
    expect(counted.multiplyAdds).toBe(side ** 2 * kernel ** 2 * cIn * cOut);
    expect(residual).toBe(0);
  });

  it('finds work in no layer by the name in the table, and by that in files', () => {
    const { kind, path } = layerOf(nested, '(model itself)');
    expect({ kind, path }).toEqual({ kind: 'model', path: [] });
    expect(layerOf(nested, 'model itself').kind).toBe('model');
    expect(toMarkdown(nested)).toContain('| `model itself` |');
  });

  it.each<[string, unknown, RegExp]>([
    ['a name spelt wrong', 'wide.cnov', /^nested has no layer "wide\.cnov"\. Did you mean wide\.conv\?/],
    [
      'a group',
      'tower1',
      /^"tower1" is a group of 3 layers\. Name one of them, such as tower1\.conv, or take the group/,
    ],
  ])('refuses %s', (_, name, message) => {
    const find = (): unknown => layerOf(nested, name as string);
    expect(find).toThrow(message);
    expect(find).toThrow(expect.objectContaining({ code: 'unknown-layer' }));
  });

  it.each([[undefined], [3], [{}]])('refuses %j, which is no name', (name) => {
    const find = (): unknown => layerOf(nested, name as unknown as string);
    expect(find).toThrow(/layerOf\(\) takes the name of a layer or its path, got/);
    expect(find).toThrow(TfjsFlopsError);
  });
});

const sum = (groups: readonly LayerGroup[], of: (group: LayerGroup) => number): number =>
  groups.reduce((total, group) => total + of(group), 0);

describe('groupsOf', () => {
  it.each([1, 2, 'all'] as const)('adds up to the total at depth %s, and each group to its rows', (depth) => {
    for (const report of [nested, network]) {
      const groups = groupsOf(report, { depth });
      expect(sum(groups, ({ multiplyAdds }) => multiplyAdds)).toBe(report.total.counted.multiplyAdds);
      expect(sum(groups, ({ parameters }) => parameters.total)).toBe(report.total.parameters.total);
      expect(sum(groups, ({ calls }) => calls)).toBe(report.total.calls);
      for (const { rows, multiplyAdds, parts } of groups) {
        expect(rows.every((row) => report.layers.includes(row))).toBe(true);
        expect(rows.reduce((all, { counted }) => all + counted.multiplyAdds, 0)).toBe(multiplyAdds);
        if (parts.length > 0) expect(sum(parts, (part) => part.multiplyAdds)).toBe(multiplyAdds);
      }
      const rows = groups.flatMap((group) => group.rows);
      expect(new Set(rows).size).toBe(rows.length);
    }
  });

  it('are the lines of the table, in its order', async () => {
    const graph = await countGraph(tf, transformer(), [T, C]);
    for (const report of [nested, network, graph]) {
      const { lines } = readTable(formatTable(report, { width: 200 }));
      const printed = lines.filter(({ level }) => level === 0);
      const groups = groupsOf(report);
      expect(groups.map(({ name }) => name)).toEqual(printed.map(({ name }) => name));
      expect(groups.map(({ multiplyAdds }) => multiplyAdds)).toEqual(
        printed.map((line) => numberIn(line.cell('Multiply-adds'))),
      );
    }
  });

  it('have the path that their rows share', () => {
    const paths = groupsOf(nested).map(({ name, path }) => [name, path.join('.')]);
    expect(paths).toContainEqual(['wide', 'wide']);
    expect(paths).toContainEqual(['tower1…2 ×2', '']);
    const conv = groupsOf(nested).find(({ name }) => name === 'tower1…2 ×2')!.parts[0]!;
    expect([conv.name, conv.rows.length]).toEqual(['conv', 2]);
  });

  it('refuses wrong options', () => {
    expect(() => groupsOf(nested, { deph: 2 } as object)).toThrow(/^deph is not an option of groupsOf\(\)/);
    expect(() => groupsOf(nested, { depth: 0 })).toThrow(/^depth: 0 is not a number of levels/);
  });
});
