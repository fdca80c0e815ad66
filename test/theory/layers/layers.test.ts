/** @file Every closed form against real layers of tfjs. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../../src/theory/layers/operations.ts';
import { LAYER_FORMULAS } from '../../../src/theory/layers/table.ts';
import { CASES } from './cases.ts';
import { theoryFailures } from './failures.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('closed forms', () => {
  it('derive shapes, parameters and multiply-adds of real layers', () => {
    expect(theoryFailures(LAYER_FORMULAS)).toEqual([]);
  });

  it('are all tried by a case', () => {
    const tried = new Set(CASES.map(({ layer }) => layer().getClassName()));
    // Those that tfjs lacks are tried in test/load/, by the files that have them.
    const layers = Object.keys(LAYER_FORMULAS).filter(
      (className) => !(className in OPERATIONS || ['GRUResetAfter', 'ChannelScale'].includes(className)),
    );
    expect(layers.filter((className) => !tried.has(className))).toEqual([]);
  });
});
