/** @file Graph models as tables and explanations: a few layers, read out of hundreds of nodes. */
import { readFile, writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LayerRow, Report } from '../../src/core/report.ts';
import { formatTable } from '../../src/report/table.ts';
import { formatWhy } from '../../src/report/why.ts';
import { useBackend } from '../support/backend.ts';
import { noRealModels, realReport } from '../support/real-models.ts';
import { products, sumOf } from '../support/why-products.ts';
import { BLOCKS, C, CLASSES, countGraph, F, T, transformer } from './graphs.ts';
import { numberIn, openedLines, readTable, type PrintedLine } from './printed.ts';

let report: Report;
beforeAll(async () => {
  await useBackend('wasm');
  report = await countGraph(tf, transformer(), [T, C]);
});

const sum = (lines: readonly PrintedLine[], heading: string): number =>
  lines.reduce((total, line) => total + numberIn(line.cell(heading)), 0);

/** Whether the printed columns add up: the lines of each level to the line above, the top to the report's total. */
function addsUp(of: Report, depth: 1 | 2 | 'all' = 1): boolean {
  const { lines, total } = readTable(formatTable(of, { width: 250, depth }));
  return (
    [
      ['Multiply-adds', report.total.counted.multiplyAdds],
      ['Parameters', report.total.parameters.total],
    ] as const
  ).every(
    ([heading, expected]) =>
      sum(
        lines.filter(({ level }) => level === 0),
        heading,
      ) === expected &&
      numberIn(total.cell(heading)) === expected &&
      openedLines(lines).every(({ line, parts }) => sum(parts, heading) === numberIn(line.cell(heading))),
  );
}

describe('a transformer of many nodes', () => {
  it('reads as its layers', () => {
    const { lines } = readTable(formatTable(report, { width: 250 }));
    expect(lines.map(({ level, name }) => `${'  '.repeat(level)}${name}`)).toEqual([
      'embeddings',
      `encoder/layer_._0…${BLOCKS - 1} ×${BLOCKS}`,
      '  norm',
      '  attention/self/query, key',
      '  attention/self/MatMul',
      '  attention/self/MatMul_1',
      '  intermediate/dense',
      '  output',
      '  other',
      'classifier',
      'out',
    ]);
    const cells = new Map(lines.map((line) => [line.name, line]));
    const [q, mlp] = [cells.get('attention/self/query, key')!, cells.get('intermediate/dense')!];
    expect(numberIn(q.cell('Multiply-adds'))).toBe(BLOCKS * 2 * T * C * C);
    expect(numberIn(q.cell('Parameters'))).toBe(BLOCKS * 2 * (C * C + C));
    expect(numberIn(mlp.cell('Multiply-adds'))).toBe(BLOCKS * T * C * F);
    expect(cells.get('classifier')!.cell('Multiply-adds')).toBe(String(T * C * CLASSES));
  });

  it.each([1, 2, 'all'] as const)('adds up at depth %s', (depth) => {
    expect(addsUp(report, depth)).toBe(true);
  });

  it('calls its theory inferred, and agrees', () => {
    const text = formatTable(report, { width: 250 });
    const { headings, total } = readTable(text);
    expect(headings).toContain('inferred');
    expect(headings).not.toContain('theory');
    expect(total.cell('inferred')).toBe('=');
    const contractions = 1 + BLOCKS * 6 + 1;
    expect(text).toContain(
      `inferred = counted in ${contractions} of ${contractions} nodes with multiply-adds`,
    );
  });

  it('tells integers from parameters', () => {
    const integers = 1 + BLOCKS * 4 + 1;
    const perBlock = 1 + C + 2 * (C * C + C) + 1 + (C * F + F) + 1 + (F * C + C);
    const parameters = (C * C + C + BLOCKS * perBlock + C * CLASSES + CLASSES).toLocaleString('en-US');
    expect(formatTable(report, { width: 250 })).toContain(
      `${parameters} + ${integers} integers (shapes, tables); a frozen graph does not say which are trainable`,
    );
  });

  it('names each node on a line of its own where all is asked for', () => {
    const { lines } = readTable(formatTable(report, { width: 250, depth: 'all' }));
    for (const op of ['Shape', 'stack', 'MatMul', 'BiasAdd', 'Softmax', 'Erf'])
      expect(lines.filter(({ name }) => name === op).length, op).toBeGreaterThanOrEqual(BLOCKS);
  });

  it.each([60, 80, 95, 120])('is printed as in the golden file at %i columns', async (width) => {
    const text = `${formatTable(report, { width })}\n`;
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
    const file = new URL(`../golden/transformer-${width}.txt`, import.meta.url);
    if (process.env['UPDATE_GOLDEN']) await writeFile(file, text);
    expect(text).toBe(await readFile(file, 'utf8'));
  });
});

describe('why', () => {
  const QUERY = 'encoder/layer_._1/attention/self/query';

  it.each([QUERY, QUERY.replaceAll('/', '.'), QUERY.replace('/self/', '.self.')])('explains %s', (typed) => {
    const equations = products(formatWhy(report, typed));
    expect(sumOf(equations, 'inferred')).toBe(T * C * C);
    expect(sumOf(equations, 'counted')).toBe(T * C * C);
    expect(sumOf(equations, 'parameters')).toBe(C * C + C);
    expect(sumOf(equations, 'integers')).toBe(1);
  });

  it('names a node as the table does, with what it makes', () => {
    const text = formatWhy(report, `${QUERY}/Tensordot/MatMul`);
    expect(text).toContain(`${QUERY}/Tensordot/MatMul · MatMul · → [${T},${C}]`);
    expect(text).not.toContain('theory');
  });

  it('explains every node by products that hold', () => {
    for (const row of report.layers.filter(({ kind }) => kind === 'node')) {
      const equations = products(formatWhy(report, row.path.join('/')).split('\n\n')[0]!);
      expect(sumOf(equations, 'counted'), row.path.join('/')).toBe(row.counted.multiplyAdds);
      expect(sumOf(equations, 'inferred')).toBe(row.theory?.multiplyAdds ?? 0);
    }
  });

  it('does not take the beginning of a step for a group', () => {
    expect(() => formatWhy(report, 'encoder/layer_')).toThrow(
      /no layer "encoder\/layer_"; it is part of 3 names: encoder\/layer_\._0, /,
    );
  });
});

const change = (of: Report, isIt: (row: LayerRow) => boolean, to: (row: LayerRow) => LayerRow[]): Report => {
  const at = of.layers.findIndex(isIt);
  expect(at).toBeGreaterThanOrEqual(0);
  return { ...of, layers: of.layers.flatMap((row, i) => (i === at ? to(row) : [row])) };
};

it('sees columns that do not add up', () => {
  const hasWork = ({ counted }: LayerRow): boolean => counted.multiplyAdds > 0;
  const faults: readonly Report[] = [
    change(report, hasWork, () => []),
    change(report, hasWork, (row) => [row, row]),
    change(report, hasWork, (row) => [
      { ...row, counted: { ...row.counted, multiplyAdds: row.counted.multiplyAdds + 1 } },
    ]),
    change(
      report,
      ({ parameters }) => parameters.total > 0,
      (row) => [{ ...row, parameters: { ...row.parameters, total: row.parameters.total + 1 } }],
    ),
  ];
  const caught = faults.filter((fault) => !addsUp(fault)).length;
  console.log(`columns: ${caught} of ${faults.length} planted faults caught`);
  expect(caught).toBe(faults.length);
});

it.skipIf(noRealModels)(
  'a converted ViT reads as embeddings, encoder, attention, MLP, classifier',
  async () => {
    const vit = await realReport('hf-vit-ti16');
    const { lines, total } = readTable(formatTable(vit, { width: 120 }));
    expect(lines.map(({ level, name }) => `${'  '.repeat(level)}${name}`)).toEqual([
      'vit',
      '  embeddings',
      '  encoder/layer_._0…11 ×12',
      '    layernorm_before, layernorm_after',
      '    attention/attention/query, key, value',
      '    attention/attention/MatMul',
      '    attention/attention/MatMul_1',
      '    attention/output',
      '    intermediate/dense',
      '    output',
      '    other',
      '  layernorm',
      'classifier',
      'other',
    ]);
    const [tokens, width, depth] = [197, 192, 12];
    const query = lines.find(({ name }) => name.endsWith('query, key, value'))!;
    expect(numberIn(query.cell('Multiply-adds'))).toBe(depth * 3 * tokens * width * width);
    expect(total.cell('inferred')).toBe('=');
  },
);
