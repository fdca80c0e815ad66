/**
 * @file Findings: each rule has a real small model in which it speaks, and real ones in which it must be silent.
 * Reports come from real runs. Where a rule reads times, the real report gets times of the test's own, since a test
 * must not depend on how fast a machine is.
 */
import { beforeAll, expect, it } from 'vitest';
import { findingsOf } from '../../src/findings/rules.ts';
import { useBackend } from '../support/backend.ts';
import { countRun, sharedLayer } from './reports.ts';
import { describeKernels } from './rules/kernels.ts';
import { describeLayers } from './rules/layers.ts';
import { describePasses } from './rules/passes.ts';
import { evenly, plain, spoke, wereSilent } from './speech.ts';

beforeAll(() => useBackend('wasm'));

describeKernels();
describeLayers();
describePasses();

it('nothing is found where nothing is wrong', () => {
  for (const model of [plain(), sharedLayer()]) {
    expect(findingsOf(countRun(model))).toEqual([]);
    expect(findingsOf(evenly(countRun(model)))).toEqual([]);
  }
});

it('each of the ten rules spoke once and was silent once', () => {
  expect(spoke.size).toBe(10);
  expect([...wereSilent].sort()).toEqual([...spoke].sort());
  console.log(`findings: ${spoke.size} of 10 rules spoke, ${wereSilent.size} of 10 were silent`);
});
