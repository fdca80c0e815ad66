/** @file The verdict on a formula of a kind of layers: right values are products of the sizes. */
import { describe, expect, it } from 'vitest';
import { known, type Found } from '../../src/textbook/kinds/kind.ts';
import { judge, type Judged } from '../../src/textbook/verdict/judge.ts';

const [N, D, h] = [7, 12, 3];
const attention = (sizes: Partial<Record<string, number>> = {}, times = 1): Found => ({
  kind: 'attention',
  paths: [['a']],
  uses: [{ sizes: { N, D, Dk: D, h, projection: D, mapBias: 1, projectionBias: 1, ...sizes }, times }],
  isOfGraph: false,
});
const F6 = 3 * N * D * D + 2 * N * N * D;
const whole = F6 + N * D * D;
type Say = (sizes: { readonly [name: string]: number }) => number;
const verdictOn = (say: Say, shows = whole, found = attention(), quantity: Judged = 'multiplyAdds') =>
  judge('attention', quantity, (sizes) => BigInt(say(sizes)), [{ found, shows }]);
const f6: Say = (s) => 3 * s['N']! * s['D']! ** 2 + 2 * s['N']! ** 2 * s['D']!;
const projection: Say = (s) => s['N']! * s['Dk']! * s['D']!;

describe('the verdict', () => {
  it.each<[string, Say, object]>([
    ['exact', (s) => f6(s) + projection(s), { outcome: 'exact', isGeneral: true, factor: null, missing: [] }],
    [
      'incomplete',
      f6,
      { outcome: 'incomplete', missing: [{ name: 'output projection', amount: N * D * D }] },
    ],
    [
      'wrong by h, and what it lacks',
      (s) => s['h']! * f6(s),
      {
        outcome: 'wrong',
        factor: { text: 'h', value: h },
        missing: [{ name: 'output projection', amount: N * D * D }],
      },
    ],
    [
      'wrong by 2',
      (s) => 2 * (f6(s) + projection(s)),
      { outcome: 'wrong', factor: { text: '2', value: 2 }, missing: [] },
    ],
    ['wrong by 3 and not by h', (s) => 3 * (f6(s) + projection(s)), { factor: { text: '3', value: 3 } }],
    ['wrong by 1/h', (s) => (f6(s) + projection(s)) / s['h']!, { factor: { text: '1/h', value: 1 / h } }],
    ['by chance', () => whole, { outcome: 'exact', isGeneral: false }],
    ['by no factor', (s) => f6(s) + projection(s) + 1, { outcome: 'wrong', factor: null, missing: [] }],
  ])('%s', (_, say, verdict) => {
    const judged = verdictOn(say);
    expect(judged).toMatchObject(verdict);
    expect(judged.says).toBe(say({ N, D, Dk: D, h }));
    expect(judged.shows).toBe(whole);
  });

  it('is that of h where h is 2, since other sizes are tried', () => {
    const found = attention({ h: 2 });
    expect(verdictOn((s) => s['h']! * f6(s), whole, found).factor).toEqual({ text: 'h', value: 2 });
    expect(verdictOn((s) => 2 * f6(s), whole, found).factor).toEqual({ text: '2', value: 2 });
  });

  it('names parts that are not there', () => {
    const bare = attention({ mapBias: 0, projectionBias: 0 });
    const weights = 4 * D * D;
    expect(verdictOn((s) => 4 * s['D']! ** 2 + 3 * s['Dk']!, weights, bare, 'parameters')).toMatchObject({
      outcome: 'too many',
      extra: [{ name: 'biases of Q, K and V', amount: 3 * D }],
    });
  });

  it('is unexplained where the run shows something else, whatever the formula says', () => {
    for (const shows of [whole + 1, whole - 1, 2 * whole, 0])
      for (const say of [f6, () => shows] satisfies Say[])
        expect(verdictOn(say, shows).outcome).toBe('unexplained');
  });

  it('is of each layer: what cancels in the sum is no agreement', () => {
    const small = attention({ N: 1 });
    const shown = (found: Found, n: number) => ({ found, shows: 4 * n * D * D + 2 * n * n * D });
    const layers = [shown(attention(), N), shown(small, 1)];
    const sum = layers[0]!.shows + layers[1]!.shows;
    const half = judge('attention', 'multiplyAdds', () => BigInt(sum / 2), layers);
    expect(half).toMatchObject({ outcome: 'wrong', says: sum, shows: sum, agreeing: 0, layers: 2 });
  });

  it('counts examples and calls', () => {
    expect(verdictOn(f6, 6 * whole, attention({}, 6))).toMatchObject({ says: 6 * F6, outcome: 'incomplete' });
  });
});

it('throws where a formula reads a size that a layer lacks, instead of a 0', () => {
  const { N: there } = known({ N, D });
  expect(there).toBe(N);
  expect(() => known({ N }).D * N).toThrow(/size D is not known/);
});
