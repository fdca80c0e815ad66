/** @file What must not pass in silence: a limit that names nothing any more, a figure that one side does not know. */
import { beforeAll, describe, expect, it } from 'vitest';
import { unknownLeaks } from '../../src/core/leaks.ts';
import type { Report } from '../../src/core/report.ts';
import { checkBudget, judge } from '../../src/gate/check.ts';
import { useBackend } from '../support/backend.ts';
import { reportOf, SIZE, type Part } from './networks.ts';

const PARTS: readonly Part[] = [
  { kind: 'conv', name: 'encoder.a', width: 4, kernel: 1, useBias: false },
  { kind: 'conv', name: 'encoder.b', width: 5, kernel: 1, useBias: false },
  { kind: 'pool', name: 'pool' },
  { kind: 'dense', name: 'head', width: 2, useBias: false },
];
const [A, B] = [SIZE * SIZE * 3 * 4, SIZE * SIZE * 4 * 5];
const WIDER_B = SIZE * SIZE * 4 * 6;

const named = (from: string, to: string, width?: number): readonly Part[] =>
  PARTS.map((part) => {
    const name = part.name.replace(from, to);
    return part.name === 'encoder.b' && width !== undefined ? { ...part, name, width } : { ...part, name };
  });

let base: Report;
beforeAll(async () => {
  await useBackend('cpu');
  base = reportOf(PARTS);
});

describe('a limit of layers that were renamed', () => {
  it('goes with them, where it is relative to them', () => {
    const grown = reportOf(named('encoder', 'trunk', 6));
    for (const glob of ['encoder/**', 'trunk/**', 'encoder.b'])
      expect(checkBudget(grown, { layers: { [glob]: '+0%' } }, base)).toMatchObject([
        {
          before: glob === 'encoder.b' ? B : A + B,
          actual: glob === 'encoder.b' ? WIDER_B : A + WIDER_B,
          rows: [{ name: 'encoder.b → trunk.b', before: B, actual: WIDER_B }],
        },
      ]);
    const same = reportOf(named('encoder', 'trunk'));
    for (const glob of ['encoder/**', 'trunk/**'])
      expect(checkBudget(same, { layers: { [glob]: '+0%' } }, base)).toEqual([]);
  });

  it('is not known, where a kernel in them is not', () => {
    const odd = reportOf([...named('encoder', 'trunk'), { kind: 'odd', name: 'head.odd' }]);
    const before = reportOf([...PARTS, { kind: 'relu', name: 'head.odd' }]);
    expect(checkBudget(odd, { layers: { head: '+0%' } }, before)).toMatchObject([{ actual: null }]);
    expect(checkBudget(odd, { layers: { 'encoder/**': '+0%' } }, before)).toEqual([]);
  });

  it('names no layer, where it is an amount, with a baseline and without', () => {
    const renamed = reportOf(named('encoder', 'trunk'));
    for (const baseline of [undefined, base])
      expect(() => checkBudget(renamed, { layers: { 'encoder/**': 1 } }, baseline)).toThrow(/names no layer/);
  });

  it('and were removed, is met', () => {
    const removed = reportOf(PARTS.filter(({ name }) => name !== 'encoder.b'));
    expect(checkBudget(removed, { layers: { 'encoder.b': '+0%' } }, base)).toEqual([]);
  });
});

it('work that came with a layer is growth, also where another one that was unknown has gone', () => {
  const odd = reportOf([...PARTS, { kind: 'odd', name: 'odd' }]);
  const costly = reportOf([{ kind: 'conv', name: 'new', width: 3, kernel: 1, useBias: false }, ...PARTS]);
  const breach = checkBudget(costly, {}, odd).find(({ figure }) => figure === 'multiplyAdds');
  expect(breach).toMatchObject({ rows: [{ name: 'new', before: 0, actual: SIZE * SIZE * 3 * 3 }] });
  // What was unknown and is known now is none.
  expect(checkBudget(base, {}, odd)).toEqual([]);
});

it('what one of the two does not know is told, and who', () => {
  const figure = 'leakedTensors';
  const unknown = { ...base, leaks: unknownLeaks('one pass ran') };
  expect(judge(base, {}, unknown).notCompared).toEqual([{ figure, notIn: 'baseline' }]);
  expect(judge(unknown, {}, base).notCompared).toEqual([{ figure, notIn: 'report' }]);
  for (const same of [base, unknown]) expect(judge(same, {}, same).notCompared).toEqual([]);
  expect(judge(base, { maxKernels: '+0%' }, unknown).notCompared).toEqual([]);
});
