/** @file The costliest of several calls: by multiply-adds, then by operations, then by bytes, over all executions. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { count } from '../../src/profile/count.ts';
import { costliestCall } from '../../src/replay/costliest.ts';
import { useBackend } from '../support/backend.ts';

beforeAll(() => useBackend('cpu'));

const zeros = (...shape: number[]): tf.Tensor => tf.zeros(shape);

/** The kernel of the costliest call, and the shape that it makes. */
function costliestOf(run: () => unknown): readonly [kernel: string, output: readonly number[]] | null {
  const report = count(run);
  const found = costliestCall(report, new Set(report.scopes.keys()));
  if (found === null) return null;
  expect(found.all).toEqual([...report.calls.keys()]);
  const { kernel, outputs } = report.calls[found.call]!;
  return [kernel, outputs[0].shape];
}

it.each([
  [
    'multiply-adds before any other operations',
    () => [zeros(100).add(1), tf.matMul(zeros(1, 2), zeros(2, 1)), zeros(99).exp()],
    ['BatchMatMul', [1, 1]],
  ],
  [
    'where none has any, operations before bytes',
    () => [zeros(3).neg(), zeros(4).neg(), tf.transpose(zeros(50, 2))],
    ['Neg', [4]],
  ],
  [
    'where none computes, bytes that it makes, of which a view has none',
    () => [zeros(60, 2).reshape([120]), tf.transpose(zeros(3, 2)), tf.transpose(zeros(5, 2))],
    ['Transpose', [2, 5]],
  ],
  ['over all executions', () => [zeros(5).neg(), ...[1, 2, 3].map(() => zeros(2).neg())], ['Neg', [2]]],
  ['of equals the first', () => [zeros(3).exp(), zeros(3).log()], ['Exp', [3]]],
] as const)('%s', (_, run, wanted) => {
  expect(costliestOf(run)).toEqual(wanted);
});

it('is none where none ran', () => {
  expect(costliestOf(() => null)).toBeNull();
  const report = count(() => zeros(3).neg());
  expect(costliestCall(report, new Set())).toBeNull();
});
