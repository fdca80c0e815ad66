/** @file Rows of a large report: what all of them ask is worked out once, and no list is longer than the stack. */
import { describe, expect, it } from 'vitest';
import type { Weight } from '../../src/core/parameters.ts';
import type { Entry } from '../../src/core/trace.ts';
import { tallyPhases, type Costed } from '../../src/reconcile/tally.ts';
import { parameterBridge, trainableBridge } from '../../src/reconcile/theory-counted.ts';
import { endOf, leavesOf, treeOf } from '../../src/report/tree.ts';
import type { ShownRow } from '../../src/report/shown-rows.ts';

const ROWS = 300;

/** An object that counts how often one of its properties is read. */
function counting<T extends object>(whole: T, name: keyof T, look: () => void): T {
  const value = whole[name];
  return Object.defineProperty({ ...whole }, name, {
    get() {
      look();
      return value;
    },
  });
}

describe('what every row of a report asks', () => {
  it('whether the pass trains: each entry is looked at once', () => {
    let looks = 0;
    const entries = Array.from({ length: ROWS }, (_, id): Entry => {
      const entry: Entry = { id, scope: id, phase: 'forward', call: 0, calls: 1 };
      return counting(entry, 'phase', () => void looks++);
    });
    const costed = { trace: { entries } } as unknown as Costed;
    for (const entry of entries) expect(tallyPhases([entry], costed)).toBeNull();
    expect(looks).toBe(ROWS);
  });

  it('which weights an earlier row owns: each weight is looked at once', () => {
    let looks = 0;
    const [units, inputs] = [5, 7];
    const weights = Array.from({ length: ROWS }, (_, scope) => {
      const weight = {
        name: 'kernel',
        shape: [inputs, units],
        dtype: 'float32',
        scope,
        alsoIn: scope === 1 ? [7, 7, 8] : [],
      } as unknown as Weight;
      return counting(weight, 'alsoIn', () => void looks++);
    });
    const parameters = { trainable: 2, nonTrainable: 0, frozen: 0, total: 2 };
    const theory = { parameters: { trainable: 3, nonTrainable: 0, frozen: 0, total: 2 } } as never;
    const shared: number[] = [];
    for (let scope = 0; scope < ROWS; scope++) {
      const { terms } = parameterBridge(theory, scope, parameters, weights);
      for (const { amount } of terms) shared.push(scope, amount);
      expect(trainableBridge(theory, scope, parameters, weights)).toHaveLength(terms.length === 0 ? 1 : 0);
    }
    expect(shared).toEqual([7, -inputs * units, 8, -inputs * units]);
    expect(looks).toBe(ROWS);
  });
});

describe('the tree of a large report', () => {
  it('holds more rows side by side than the stack holds arguments', () => {
    const rows = 150_000;
    const shown = Array.from(
      { length: rows },
      (_, i) =>
        ({ path: [`n${i}`], endsAt: i, calls: 1, outputs: [[i]], kind: 'node' }) as unknown as ShownRow,
    );
    const tree = treeOf(shown);
    expect(leavesOf(tree)).toHaveLength(rows);
    expect(endOf(tree)).toBe(rows - 1);
    expect(tree.outputs).toEqual([[rows - 1]]);
  });
});
