/**
 * @file Collisions that must not pass: faults planted between all pairs of layers of models with colliding names. A
 * residual of 0 never stands over a row whose numbers are not its own.
 */
import { beforeAll, expect, it } from 'vitest';
import type { LayerRow, Report } from '../../../src/index.ts';
import { layerRows } from '../../../src/reconcile/rows/layers.ts';
import { layerFormulasWith } from '../../../src/theory/layers/table.ts';
import { useBackend } from '../../support/backend.ts';
import { Draw } from '../random/draw.ts';
import { reportOf } from './counted.ts';
import { FAULTS } from './faults.ts';
import { scenario } from './scenario.ts';

beforeAll(() => useBackend('cpu'));

const PAIRS = 3;
const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);

const rowsOf = (report: Report): readonly LayerRow[] =>
  layerRows({
    ...report,
    trace: report,
    timeOf: () => null,
    executed: null,
    layerFormulas: layerFormulasWith({}),
  });

const residualOf = (rows: readonly LayerRow[]): number =>
  rows.reduce((sum, { residual }) => sum + (residual ?? 0), 0);

/** All that a row shows. */
const shown = (rows: readonly LayerRow[]): string =>
  JSON.stringify(
    rows
      .map(({ path, counted, theory, parameters }) =>
        JSON.stringify([path, counted.multiplyAdds, theory, parameters]),
      )
      .toSorted(),
  );

it('each planted collision that changes a number is caught', () => {
  const caught = new Map<string, number>();
  const missed: string[] = [];
  for (const seed of SEEDS) {
    const report = reportOf(scenario(seed));
    const right = rowsOf(report);
    expect(residualOf(right)).toBe(0);
    const layers = report.layers.filter(({ kind, scope }) => kind === 'layer' && scope !== null);
    const draw = new Draw(seed);
    for (let pair = 0; pair < PAIRS && layers.length > 1; pair++) {
      const a = draw.pick(layers);
      const b = draw.pick(layers.filter((row) => row !== a));
      for (const [name, plant] of Object.entries(FAULTS)) {
        const rows = rowsOf(plant(report, a, b));
        if (shown(rows) === shown(right)) continue;
        if (residualOf(rows) > 0) caught.set(name, (caught.get(name) ?? 0) + 1);
        else missed.push(`${name}: seed ${seed}, ${a.path.join('/')} and ${b.path.join('/')}`);
      }
    }
  }
  const sum = [...caught.values()].reduce((total, n) => total + n, 0);
  console.log(`${sum} of ${sum + missed.length} planted collisions caught, ${caught.size} kinds`);
  expect(missed).toEqual([]);
  expect([...caught.keys()].sort()).toEqual(Object.keys(FAULTS).sort());
});
