/** @file Changes planted in small networks: each is told rightly and named by layer, or passes because it is none. */
import { beforeAll, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { checkBudget } from '../../src/gate/check.ts';
import { useBackend } from '../support/backend.ts';
import { randomSource } from '../support/random.ts';
import { float32 } from './plants/files.ts';
import { LAYERS } from './plants/layers.ts';
import { cached, leaked } from './plants/leaks.ts';
import { randomNetwork, reportOf, type Part } from './networks.ts';

const PLANTS = [...LAYERS, float32, leaked, cached];

const NETWORKS = 14;

const networks: { readonly parts: readonly Part[]; readonly before: Report }[] = [];

beforeAll(async () => {
  await useBackend('cpu');
  for (let seed = 1; seed <= NETWORKS; seed++) {
    const parts = randomNetwork(randomSource(seed));
    networks.push({ parts, before: reportOf(parts) });
  }
});

it('200 changes and more are told rightly, and named by layer', async () => {
  const wrong: string[] = [];
  let told = 0;
  for (const [i, { parts, before }] of networks.entries())
    for (const [j, plant] of PLANTS.entries()) {
      const planted = plant(parts, randomSource(1000 * i + j));
      if (planted === null) continue;
      try {
        await planted.judge(before);
        told += 1;
      } catch (error) {
        wrong.push(`network ${i + 1}: ${planted.says}: ${error instanceof Error ? error.message : ''}`);
      }
    }
  console.log(`${told} of ${told + wrong.length} planted changes are told rightly`);
  expect(wrong).toEqual([]);
  expect(told).toBeGreaterThanOrEqual(200);
});

it('the same model, built and counted again, passes', () => {
  for (const { parts, before } of networks)
    for (let times = 0; times < 3; times++) expect(checkBudget(reportOf(parts), {}, before)).toEqual([]);
});

it('a report that was read passes beside itself 1,000 times', () => {
  const { before } = networks[0]!;
  for (let times = 0; times < 1_000; times++) expect(checkBudget(before, {}, before)).toEqual([]);
});
