/** @file Twice as long a graph, or twice as many distinct calls, are twice the work: looks are counted, not time. */
import { describe, expect, it } from 'vitest';
import { Recorder } from '../../src/trace/recorder.ts';
import { kernelNumber } from '../../src/trace/tap.ts';
import { WeightsBehind } from '../../src/trace/weights-behind.ts';
import { WeightTable } from '../../src/trace/weights.ts';

interface Counted {
  looks: number;
}

/** Nodes of which each look is counted. */
const watched = <T extends object>(nodes: T, counted: Counted): T =>
  new Proxy(nodes, {
    get(target, name) {
      counted.looks++;
      return Reflect.get(target, name) as unknown;
    },
  });

const WEIGHT = { dataId: {}, shape: [3], dtype: 'float32' };
const identity = (input: string) => ({ op: 'Identity', inputNames: [input] });

/** Identities one behind the other, the first on `first`. */
const chain = (length: number, first: string) =>
  Object.fromEntries(
    Array.from({ length }, (_, i) => [`n${i}`, identity(i === 0 ? first : `n${i - 1}`)] as const),
  );

function looksAt(length: number, first: string): number {
  const counted: Counted = { looks: 0 };
  const nodes = { x: { op: 'Placeholder', inputNames: [] }, ...chain(length, first) };
  const behind = new WeightsBehind(watched(nodes, counted), { w: [WEIGHT] });
  for (let i = 0; i < length; i++) expect(behind.of(`n${i}`)).toHaveLength(first === 'w' ? 1 : 0);
  return counted.looks;
}

describe('weights behind identities', () => {
  it.each(['x', 'w'])('looks at each node of a chain on %s once', (first) => {
    const lengths = [500, 1_000, 2_000];
    expect(lengths.map((length) => looksAt(length, first))).toEqual(lengths.map((length) => length + 1));
  });

  it('names the weight at the end of a chain, whichever end is asked first', () => {
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
    ]) {
      const nodes = { ...chain(4, 'w'), side: identity('n1:0'), relu: { op: 'Relu', inputNames: ['w'] } };
      const behind = new WeightsBehind(nodes, { w: [WEIGHT] });
      for (const i of order) expect(behind.of(`n${i}:0`)).toEqual([{ name: 'w', tensor: WEIGHT }]);
      expect(behind.of('side')).toEqual([{ name: 'w', tensor: WEIGHT }]);
      expect(behind.of('relu')).toEqual([]);
      expect(behind.of('nowhere')).toEqual([]);
    }
  });

  it('finds none in a circle of identities, nor behind an argument that has the name of a weight', () => {
    const behind = new WeightsBehind(
      { a: identity('b'), b: identity('a'), w: { op: 'Placeholder', inputNames: [] }, c: identity('w') },
      { w: [WEIGHT] },
    );
    expect(['a', 'b', 'c', 'w'].map((name) => behind.of(name))).toEqual([[], [], [], []]);
  });
});

const tensor = (shape: readonly number[]) => ({ dataId: {}, shape: [...shape], dtype: 'float32' as const });

/** Attributes read while so many calls of one size are recorded, each with attributes of its own, twice over. */
function readsOf(distinct: number): { readonly looks: number; readonly calls: readonly number[] } {
  const counted: Counted = { looks: 0 };
  const recorder = new Recorder(() => ['begin'], new WeightTable());
  const slice = kernelNumber('Slice');
  for (let pass = 0; pass < 2; pass++)
    for (let i = 0; i < distinct; i++) {
      const at = pass === 0 ? i : distinct - 1 - i;
      const attrs = watched({ begin: [at, 0] }, counted);
      recorder.record(slice, { x: tensor([9, 9]) }, attrs, tensor([1, 9]));
    }
  expect(recorder.fault).toBeUndefined();
  const { calls, entries } = recorder.takePass();
  expect(calls.map(({ attrs }) => attrs['begin'])).toEqual(
    Array.from({ length: distinct }, (_, i) => [i, 0]),
  );
  return { looks: counted.looks, calls: entries.map((entry) => entry.calls) };
}

describe('distinct calls of one size', () => {
  it('are found by their attributes, with as many looks at each of 400 as at each of 100', () => {
    const [few, many] = [readsOf(100), readsOf(400)];
    expect(many.calls).toEqual(Array.from({ length: 400 }, () => 2));
    expect(many.looks / 400).toBeLessThan(1.2 * (few.looks / 100));
  });
});
