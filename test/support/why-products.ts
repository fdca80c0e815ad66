/** @file Reads the equations of `why` back, as a reader with a calculator would. */
import { expect } from 'vitest';
import type { LayerRow, Report } from '../../src/core/report.ts';
import { layerOf } from '../../src/report/find-layer.ts';
import { formatWhy } from '../../src/report/why.ts';

export interface Product {
  readonly label: string;
  readonly value: number;
}

const NUMBER = /^\d{1,3}(,\d{3})*$/;

function numberIn(text: string): number {
  expect(text).toMatch(NUMBER);
  return Number(text.replaceAll(',', ''));
}

/** All `names = numbers = value` of a text, broken over several lines or not, each checked. */
export function products(text: string): Product[] {
  const joined = text.replaceAll(/\n {16,}(?=\S)/g, ' ');
  const found = [...joined.matchAll(/^ {2}(.{14}).*? = ([\d,·]+) += +([\d,]+)/gm)];
  // None was passed over because it reads otherwise.
  expect(found, text).toHaveLength([...joined.matchAll(/ = .* = /g)].length);
  return found.map(([line, label = '', numbers = '', value = '']) => {
    const product = numbers.split('·').reduce((total, factor) => total * numberIn(factor), 1);
    expect(numberIn(value), line).toBe(product);
    return { label: label.trim(), value: product };
  });
}

/** Sum of the products with that label. */
export const sumOf = (list: readonly Product[], wanted: string): number =>
  list.reduce((sum, { label, value }) => sum + (label === wanted ? value : 0), 0);

/** The text of each layer that did or owns anything, by its name: that of a group explains one after another. */
function explained(report: Report, rows: readonly LayerRow[]): ReadonlyMap<string, string> {
  const groups = new Set(rows.map(({ path }) => path[0]!));
  const blocks = [...groups].flatMap((group) => formatWhy(report, group).split('\n\n'));
  return new Map(blocks.map((block) => [block.split(/\s/, 1)[0]!, block]));
}

/** Explains every layer of a report and holds its equations against the layer's row. */
export function checkWhy(report: Report): void {
  const rows = report.layers.filter(({ path, kind }) => path.length > 0 && kind === 'layer');
  expect(rows.length).toBeGreaterThan(0);
  const texts = explained(report, rows);
  const groups = new Set<string>();
  for (const row of rows) {
    const name = row.path.join('.');
    // What explains a layer finds it by the same search; the whole report is gone through for each text.
    expect(layerOf(report, name)).toBe(row);
    const inGroup = texts.get(name);
    const text = inGroup ?? formatWhy(report, name);
    if (inGroup !== undefined && !groups.has(row.path[0]!)) expect(formatWhy(report, name)).toBe(text);
    groups.add(row.path[0]!);
    const equations = products(text);
    expect(sumOf(equations, 'counted'), text).toBe(row.counted.multiplyAdds);
    expect(sumOf(equations, 'theory'), text).toBe(row.theory?.multiplyAdds);
    expect(sumOf(equations, 'parameters'), text).toBe(row.parameters.total);
    if (row.inBounds !== row.counted.multiplyAdds) expect(sumOf(equations, 'in-bounds')).toBe(row.inBounds);
  }
}
