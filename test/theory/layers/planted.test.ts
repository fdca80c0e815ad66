/** @file The check of the closed forms can fail: each planted fault is caught. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { LAYER_FORMULAS } from '../../../src/theory/layers/table.ts';
import { theoryFailures } from './failures.ts';
import { THEORY_FAULTS } from './planted.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('planted faults in theory', () => {
  it('are all caught', () => {
    expect(theoryFailures(LAYER_FORMULAS)).toEqual([]);
    const caught = THEORY_FAULTS.filter(({ layerFormulas }) => theoryFailures(layerFormulas).length > 0);
    console.log(`planted faults in theory: ${caught.length} of ${THEORY_FAULTS.length} caught`);
    expect(THEORY_FAULTS.filter((fault) => !caught.includes(fault)).map(({ name }) => name)).toEqual([]);
  });
});
