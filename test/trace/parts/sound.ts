/** @file What is asked of a report with parts in it. */
import { expect } from 'vitest';
import type { Report } from '../../../src/index.ts';
import { row } from '../layers/held-layers.ts';

/** `path kind class`, without the root and the model. */
export const partsOf = ({ layers }: Report): string[] =>
  layers
    .filter(({ path }) => path.length > 0)
    .map(({ path, kind, className }) => `${path.join('/')} ${kind} ${className}`);

/** What a row counts. */
export const multiplyAdds = (report: Report, path: string): number => row(report, path).counted.multiplyAdds;

/** What holds for every report: rows add up, theory is the holder's alone and is right. */
export function expectSound(report: Report): void {
  const sum = report.layers.reduce((all, { counted }) => all + counted.multiplyAdds, 0);
  expect(sum).toBe(report.total.counted.multiplyAdds);
  expect(report.total.residual).toBe(0);
  for (const { kind, theory, residual, parameters } of report.layers)
    if (kind === 'part')
      expect({ theory, residual, total: parameters.total }).toEqual({
        theory: null,
        residual: null,
        total: 0,
      });
}
