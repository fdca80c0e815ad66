/** @file Memory where tfjs has lost count of its bytes: not known, and the report is written and read all the same. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { count, formatTable, profile, readReport, writeReport } from '../../src/index.ts';
import { useBackend } from '../support/backend.ts';

beforeAll(() => useBackend('cpu'));

it('is unknown from a tensor of strings on whose values are no texts', () => {
  const pass = (): tf.Tensor => tf.ones([2, 3]).relu();
  expect(count(pass).memory).toMatchObject({ peakBytes: expect.any(Number) as number });
  expect(formatTable(count(pass))).toMatch(/memory +.*alive/);
  // One that is not there has no length: engine.ts, makeTensor.
  tf.tensor([1, 2], [2], 'string').dispose();
  expect(tf.memory().numBytes).toBeNaN();
  const report = count(pass);
  expect(report.memory).toBeNull();
  expect(formatTable(report)).not.toMatch(/NaN|undefined|memory/);
  expect(readReport(writeReport(report)).memory).toBeNull();
});

it('tensors that are left behind are counted all the same, not their bytes', async () => {
  const kept: tf.Tensor[] = [];
  const x = tf.ones([3]);
  const { leaks } = await profile(() => void kept.push(tf.neg(x)), { runs: 0 });
  const makers = [{ scope: 0, kernel: 'Neg', isKept: false, tensors: 1, bytes: 3 * 4 }];
  expect(leaks).toEqual({ tensors: 1, bytes: null, why: null, makers });
});
