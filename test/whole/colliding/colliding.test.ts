/**
 * @file 100 random sets of models whose names collide: theory = counted = the products of the plan's own dimensions, row
 * by row, whatever is listed, in whichever order. A failure names its seed.
 */
import { beforeAll, expect, it } from 'vitest';
import type { Report } from '../../../src/index.ts';
import { useBackend } from '../../support/backend.ts';
import { reportOf } from './counted.ts';
import { expectedRows, type ExpectedRow } from './expected.ts';
import { KINDS } from './plan.ts';
import { scenario } from './scenario.ts';

beforeAll(() => useBackend('cpu'));

const SEEDS = Array.from({ length: 100 }, (_, i) => i + 1);

type Found = ExpectedRow & { theory: number | undefined; residual: number | null };

function failuresOf(seed: number): string[] {
  const plan = scenario(seed);
  const named = plan.listed.length > 0 ? plan.listed : plan.runs.map(({ model }) => model);
  const expected = expectedRows(named, plan.runs);
  let report: Report;
  try {
    report = reportOf(plan);
  } catch (error) {
    return [`seed ${seed}: ${String(error)}`];
  }
  const failures: string[] = [];
  const rows = report.layers.filter(({ kind }) => kind === 'layer');
  const seen = new Map<string, Found>();
  for (const { path, counted, theory, parameters, residual } of rows) {
    const name = path.join('/');
    if (seen.has(name)) failures.push(`two rows ${name}`);
    seen.set(name, {
      multiplyAdds: counted.multiplyAdds,
      theory: theory?.multiplyAdds,
      derived: theory?.parameters.total ?? NaN,
      owned: parameters.total,
      trainable: parameters.trainable ?? NaN,
      residual,
    });
  }
  for (const [name, row] of expected) {
    const wanted = JSON.stringify({
      multiplyAdds: row.multiplyAdds,
      theory: row.multiplyAdds,
      derived: row.derived,
      owned: row.owned,
      trainable: row.trainable,
      residual: 0,
    });
    const found = JSON.stringify(seen.get(name));
    if (found !== wanted) failures.push(`${name}: ${found}, not ${wanted}`);
  }
  for (const name of seen.keys()) if (!expected.has(name)) failures.push(`${name}: no such row`);
  for (const { path, why } of rows) if (why !== null) failures.push(`${path.join('/')}: ${why.text}`);
  if (report.total.residual !== 0) failures.push(`residual ${report.total.residual}`);
  return failures.map((failure) => `seed ${seed}: ${failure}`);
}

it(`${SEEDS.length} sets of models: theory = counted = the plan's own products, row by row`, () => {
  expect(SEEDS.flatMap(failuresOf)).toEqual([]);
});

it('every kind of collision was among them', () => {
  const drawn = SEEDS.flatMap((seed) => scenario(seed).kinds);
  const times = KINDS.map((kind) => [kind, drawn.filter((other) => other === kind).length] as const);
  console.log(times.map(([kind, n]) => `${kind} ${n}`).join(' · '));
  expect(times.filter(([, n]) => n === 0)).toEqual([]);
});
