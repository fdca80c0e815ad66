/** @file Tensors that each pass leaves behind, and such as are kept for good reason. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { checkBudget } from '../../../src/gate/check.ts';
import { Hoard } from '../../support/aside.ts';
import { profileOf } from '../networks.ts';
import { expectGrown, inserted, type Plant } from './plant.ts';

/** What each pass leaves behind, and the kernel that the gate must name. */
const LEAKS: readonly (readonly [kernel: string, make: (x: tf.Tensor) => tf.Tensor])[] = [
  ['Neg', (x) => tf.neg(x)],
  ['Square', (x) => tf.square(x)],
  ['Reshape', (x) => tf.reshape(x, [-1])],
  ['no kernel', () => tf.tensor1d([1, 2, 3])],
  ['no kernel', (x) => tf.variable(x)],
];

export const leaked: Plant = (parts, { below, pick }) => {
  const [kernel, make] = pick(LEAKS);
  const hoard = new Hoard();
  const aside = (x: tf.Tensor): void => void hoard.keep(make(x));
  const after = inserted(parts, below(parts.length + 1), { kind: 'aside', name: 'planted', aside });
  return {
    says: `${kernel} leaks`,
    async judge() {
      const [before, report] = [await profileOf(parts), await profileOf(after)];
      hoard.end();
      expectGrown(before, report, { figure: 'leakedTensors', name: 'planted', by: 1 });
      expect(checkBudget(before, { maxLeakedTensors: 0, noFinding: ['leak'] })).toEqual([]);
      expect(checkBudget(report, { maxLeakedTensors: 1 })).toEqual([]);
      const breaches = checkBudget(report, { maxLeakedTensors: 0, noFinding: ['leak'] });
      expect(breaches).toMatchObject([
        { limit: 'maxLeakedTensors', actual: 1, rows: [{ name: `planted: ${kernel}`, actual: 1 }] },
        { limit: 'noFinding', of: 'leak', rows: [{ name: 'planted' }] },
      ]);
    },
  };
};

/** Kept once, or until the next pass: no leak. */
export const cached: Plant = (parts, { below }) => {
  const hoard = new Hoard();
  const isState = below(2) === 0;
  let held: tf.Tensor | undefined;
  const aside = (x: tf.Tensor): void => {
    if (isState) {
      held?.dispose();
      held = undefined;
    }
    held ??= hoard.keep(tf.neg(x));
  };
  const after = inserted(parts, below(parts.length + 1), { kind: 'aside', name: 'planted', aside });
  return {
    says: isState ? 'a state is kept' : 'a result is cached',
    async judge() {
      const report = await profileOf(after);
      hoard.end();
      expect(checkBudget(report, { maxLeakedTensors: 0, noFinding: ['leak'] })).toEqual([]);
    },
  };
};
