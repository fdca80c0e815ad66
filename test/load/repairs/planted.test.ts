/** @file The trials of the repairs can fail: each wrong repair is caught by at least one. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { KERAS3_CASES } from './cases/keras3.ts';
import { LAYER_CASES } from './cases/layers.ts';
import { OPERATION_CASES } from './cases/operations.ts';
import { REPAIR_FAULTS } from './faults.ts';
import { trial } from './trial.ts';

beforeAll(() => tf.setBackend('cpu'));

const CASES = [...KERAS3_CASES, ...LAYER_CASES, ...OPERATION_CASES];

describe('planted faults in repairs', () => {
  it('are all caught', async () => {
    const missed: string[] = [];
    for (const { name, repairs } of REPAIR_FAULTS) {
      let isCaught = false;
      for (const repairCase of CASES) {
        isCaught = (await trial(repairCase, repairs)).length > 0;
        if (isCaught) break;
      }
      if (!isCaught) missed.push(name);
    }
    console.log(
      `planted faults in repairs: ${REPAIR_FAULTS.length - missed.length} of ${REPAIR_FAULTS.length} caught`,
    );
    expect(missed).toEqual([]);
  });
});
