/** @file The checks of a graph's theory can fail: each planted fault is caught. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { deriveGraphRows } from '../../../src/theory/graph/derive.ts';
import { graphFailures } from './failures.ts';
import { ledgerFailures } from './ledgers.ts';
import type { PlantedGraphFault } from './planted/fault.ts';
import { LEDGER_FAULTS } from './planted/ledger.ts';
import { PRODUCT_FAULTS } from './planted/products.ts';
import { SHAPE_FAULTS } from './planted/shapes.ts';
import { VALUE_FAULTS } from './planted/values.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('whose a weight is', () => {
  it('is said for each node', () => {
    expect(ledgerFailures((architecture) => deriveGraphRows(architecture))).toEqual([]);
  });
});

describe('planted faults in the theory of graphs', () => {
  it('are all caught', () => {
    const faults = [...PRODUCT_FAULTS, ...SHAPE_FAULTS, ...VALUE_FAULTS, ...LEDGER_FAULTS];
    const failuresOf = ({ derive, op }: PlantedGraphFault): readonly string[] =>
      op === undefined ? ledgerFailures(derive) : graphFailures(derive, op);
    const missed = faults.filter((fault) => failuresOf(fault).length === 0);
    console.log(
      `planted faults in the theory of graphs: ${faults.length - missed.length} of ${faults.length} caught`,
    );
    expect(missed.map(({ name }) => name)).toEqual([]);
  });
});
