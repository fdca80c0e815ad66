/**
 * @file Comparisons of real models on real backends: counts and their agreement are asserted, times only in what they
 * consist of. Counts that are made to differ are named, layer by layer.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { zooWorkload } from '../../models/index.ts';
import { comparisonCode } from '../../src/cli/exit-code.ts';
import { CONFIDENCE } from '../../src/timing/interval.ts';
import { agreementOf } from '../../src/compare/counts.ts';
import { compareBackends, type BackendCandidate } from '../../src/compare/backends.ts';
import { compare } from '../../src/compare/compare.ts';
import type { Comparison } from '../../src/core/comparison.ts';
import { formatComparison } from '../../src/report/comparison/table.ts';
import { MIN_ROUNDS } from '../../src/core/comparison.ts';
import { amount, profile, type Formulas, type Report, type Workload } from '../../src/index.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { useBackend } from '../support/backend.ts';

beforeAll(async () => {
  await useBackend('cpu');
  await useBackend('wasm');
});

/** As few rounds as there may be. */
const FEW = { rounds: MIN_ROUNDS, budgetMs: 100 };
const SMALL = { imageSize: 32, classes: 10 };
const recipe = zooWorkload('mobilenet-v2', SMALL);
/** Of a conv over 32 × 32 × 3 with stride 2. */
const [STEM_SIDE, STEM_KERNEL, STEM_IN, STEM_OUT] = [16, 3, 3, 32];
const STEM = STEM_SIDE ** 2 * STEM_KERNEL ** 2 * STEM_IN * STEM_OUT;

const stemOf = ({ layers }: Report): Report['layers'][number] =>
  layers.find(({ path }) => path.join('.') === 'stem.conv')!;

function checkRounds({ rounds, pairings, inRounds }: Comparison): void {
  expect(rounds!.roundsMs.length).toBeGreaterThanOrEqual(MIN_ROUNDS);
  for (const times of rounds!.roundsMs) expect(times).toHaveLength(inRounds.length);
  expect(rounds!.roundsMs.flat().every((ms) => ms > 0)).toBe(true);
  expect(pairings).toHaveLength(inRounds.length - 1);
  for (const { ratio, isSame } of pairings) {
    expect(ratio.low).toBeLessThanOrEqual(ratio.median);
    expect(ratio.median).toBeLessThanOrEqual(ratio.high);
    expect(ratio.median).toBeGreaterThanOrEqual(1);
    expect(ratio.confidence).toBeGreaterThanOrEqual(CONFIDENCE);
    expect(isSame).toBe(ratio.low <= 1 && ratio.high >= 1);
  }
}

describe('compare', () => {
  it('a model with itself: equal counts, rounds, one pairing, nothing left', async () => {
    const before = tf.memory().numTensors;
    const found = await compare(recipe, recipe, { runs: 1, ...FEW });
    expect(tf.memory().numTensors).toBe(before);
    expect(found.candidates.map(({ label }) => label)).toEqual(['A', 'B']);
    const [a, b] = found.candidates.map(({ report }) => report);
    expect(stemOf(a!).counted.multiplyAdds).toBe(STEM);
    expect(b!.total.counted).toEqual(a!.total.counted);
    expect(b!.total.parameters).toEqual(a!.total.parameters);
    expect(found.agreement).toBeNull();
    expect(found.kernelDifferences).toEqual([]);
    for (const { wall } of found.candidates) expect(wall!.runs).toBe(found.rounds!.roundsMs.length);
    checkRounds(found);
    expect(comparisonCode(found)).toBe(0);
  });

  it('two live models and their inputs, by name', async () => {
    const [rows, inner, columns] = [4, 6, 8];
    const dense = (units: number): tf.LayersModel =>
      tf.sequential({ layers: [tf.layers.dense({ name: 'd', units, inputShape: [inner] })] });
    const found = await compare(dense(columns), dense(2 * columns), {
      runs: 0,
      inputs: [[rows, inner]],
      inputsOfB: [[2 * rows, inner]],
      names: ['narrow', 'wide'],
    });
    expect(found.candidates.map(({ report }) => report.model)).toEqual(['narrow', 'wide']);
    expect(found.candidates.map(({ report }) => report.total.counted.multiplyAdds)).toEqual([
      rows * inner * columns,
      2 * rows * inner * 2 * columns,
    ]);
    expect(found).toMatchObject({ rounds: null, pairings: [], inRounds: [] });
  });

  /** Two functions that note which of them ran, each for longer than any small budget. */
  const noted = (): { order: string[]; a: () => tf.Tensor; b: () => tf.Tensor } => {
    const order: string[] = [];
    const noting = (name: string) => (): tf.Tensor => {
      order.push(name);
      const until = performance.now() + 2;
      while (performance.now() < until);
      return tf.tidy(() => tf.matMul(tf.ones([8, 8]), tf.ones([8, 8])));
    };
    return { order, a: noting('a'), b: noting('b') };
  };

  it('kernels in turns: no side runs ahead of the other by more than a round', async () => {
    const { order, a, b } = noted();
    const runs = 9;
    const found = await compare(a, b, { runs, ...FEW });
    expect(found.candidates.map(({ report }) => report.total.time!.runs)).toEqual([runs, runs]);
    const rounds = 1 + found.rounds!.warmUpRounds + MIN_ROUNDS + runs;
    expect(order).toHaveLength(2 * rounds);
    const pairs = Array.from({ length: rounds }, (_, round) =>
      order.slice(2 * round, 2 * round + 2).join(''),
    );
    for (const pair of pairs) expect(['ab', 'ba']).toContain(pair);
    // Tapped passes, the last ones, in random order too.
    expect(new Set(pairs.slice(-runs)).size).toBe(2);
  });

  it('takes the time that was asked for: of a short one a round each, and says what is missing', async () => {
    const { order, a, b } = noted();
    const found = await compare(a, b, { budgetMs: 1 });
    // The first pass, the warm-up, a round, and a tapped pass.
    expect(order).toHaveLength(2 * 4);
    expect(found.pairings).toEqual([]);
    const text = formatComparison(found).replaceAll(/\s+/g, ' ');
    expect(text).toMatch(/time 1 round in the time given, too few to tell which is faster/);
    expect(text).toContain('in about 1 second there are 16');
    expect(text).not.toContain('is faster than');
  });

  it('functions in rounds', async () => {
    const x = tf.ones([64, 64]);
    const once = (): tf.Tensor => tf.matMul(x, x);
    const thrice = (): tf.Tensor => tf.tidy(() => tf.matMul(tf.matMul(tf.matMul(x, x), x), x));
    const found = await compare(once, thrice, { runs: 1, rounds: 60, budgetMs: 100 });
    const [a, b] = found.candidates.map(({ report }) => report.total.counted.multiplyAdds);
    expect([a, b]).toEqual([64 ** 3, 3 * 64 ** 3]);
    expect(found.rounds!.roundsMs).toHaveLength(60);
    checkRounds(found);
    x.dispose();
  });

  it.each<[object, RegExp]>([
    [
      { rounds: MIN_ROUNDS - 1 },
      /rounds: 15 is not an integer of at least 16; fewer rounds give no interval/,
    ],
    [{ rounds: 12.5 }, /rounds: 12\.5 is not/],
    [{ budgetMs: 0 }, /budgetMs: 0 is not a number of milliseconds above 0/],
    [{ round: 20 }, /^round is not an option of compare\(\).*Did you mean rounds\?/],
    [{ budgetMs: Number.NaN }, /budgetMs: NaN is not/],
  ])('refuses %j', async (options, message) => {
    await expect(compare(recipe, recipe, options)).rejects.toThrow(message);
  });

  it('disposes of what it opened where the other candidate cannot be opened', async () => {
    const never: Workload = {
      ...recipe,
      async open() {
        throw new Error('not to be opened');
      },
    };
    const before = tf.memory().numTensors;
    await expect(compare(recipe, never, { runs: 1, ...FEW })).rejects.toThrow('not to be opened');
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** The profile of this process under other formulas, as a candidate of its own. */
const underFormulas = (kernelFormulas: Formulas): BackendCandidate => ({
  backend: 'elsewhere',
  profile: async () => {
    await useBackend('cpu');
    return profile(recipe, { runs: 0, kernelFormulas });
  },
});

describe('compareBackends', () => {
  it('wasm and cpu: equal counts in every layer, passes in rounds, tensors that stay', async () => {
    const before = tf.memory().numTensors;
    const found = await compareBackends(recipe, ['wasm', 'cpu'], { runs: 1, ...FEW });
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.getBackend()).toBe('wasm');
    expect(found.candidates.map(({ report }) => report.backend)).toEqual(['wasm', 'cpu']);
    const { agreement } = found;
    expect(agreement).toMatchObject({ differences: [], unknown: [] });
    const contracting = found.candidates[0]!.report.layers.filter(({ counted }) => counted.multiplyAdds > 0);
    expect(agreement!.equalLayers).toBe(contracting.length);
    expect(contracting.length).toBeGreaterThan(50);
    checkRounds(found);
    expect(comparisonCode(found)).toBe(0);
  });

  it('a backend twice, and one that ran elsewhere, runs in no rounds', async () => {
    const small = zooWorkload('mobilenet-v1', SMALL);
    const elsewhere: BackendCandidate = { backend: 'far', profile: () => profile(small, { runs: 1 }) };
    const found = await compareBackends(small, ['wasm', elsewhere, 'wasm'], { runs: 1, ...FEW });
    expect(found.candidates.map(({ label }) => label)).toEqual(['wasm', 'far', 'wasm 2']);
    expect(found.inRounds).toEqual([0, 2]);
    expect(
      found.pairings.flatMap(({ faster, slower }) => [faster, slower]).toSorted((a, b) => a - b),
    ).toEqual([0, 2]);
    expect(found.candidates[1]!.wall).toEqual(found.candidates[1]!.report.total.wall);
  });

  it('refuses what cannot be opened anew, and backends that are not there', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    const asRecipe = model as unknown as Workload;
    await expect(compareBackends(asRecipe, ['wasm', 'cpu'])).rejects.toMatchObject({ code: 'live-model' });
    await expect(compareBackends(recipe, ['wasm'])).rejects.toMatchObject({ code: 'invalid-option' });
    const missing = compareBackends(recipe, ['wasm', 'gpu'], { runs: 0 });
    await expect(missing).rejects.toMatchObject({ code: 'unknown-backend' });
    await expect(missing).rejects.toThrow(/"gpu" is not registered/);
    expect(tf.getBackend()).toBe('wasm');
  });

  it('refuses tensors that do not stay on their backend', async () => {
    await useBackend('wasm');
    const shared = tf.ones([8]);
    const wandering: Workload = {
      ...recipe,
      open: async () => ({
        run: () => tf.square(shared),
        architecture: null,
        models: [],
        inputs: [],
        dispose: () => {},
      }),
    };
    const found = compareBackends(wandering, ['wasm', 'cpu'], { runs: 1, ...FEW });
    await expect(found).rejects.toMatchObject({ code: 'wrong-backend' });
    shared.dispose();
  });
});

describe('counts that are made to differ', () => {
  const conv = FORMULAS.FusedConv2D!;
  const twice: Formulas = {
    FusedConv2D:
      conv.state === 'counted'
        ? { ...conv, work: (call) => [...conv.work(call), amount('other', 'multiplyAdds', { one: 1 })] }
        : conv,
  };

  it.each<[string, Formulas]>([
    ['a kernel that counts nothing', { FusedConv2D: { state: 'zero' } }],
    ['one multiply-add too many a call', twice],
  ])('%s: each layer is named with both numbers, and the check fails', async (_, kernelFormulas) => {
    const found = await compareBackends(recipe, ['wasm', underFormulas(kernelFormulas)], { runs: 0 });
    const { differences } = found.agreement!;
    const fused = found.candidates[0]!.report;
    const layers = new Set(
      fused.entries
        .filter(({ call }) => fused.calls[call]!.kernel === 'FusedConv2D')
        .map(({ scope }) => scope),
    );
    expect(layers.size).toBeGreaterThan(0);
    expect(differences).toHaveLength(layers.size);
    const stem = differences.find(({ path }) => path.join('.') === 'stem.conv')!;
    expect(stem.multiplyAdds).toEqual([STEM, kernelFormulas === twice ? STEM + 1 : 0]);
    expect(comparisonCode(found)).toBe(1);
  });

  it('an unknown kernel is not compared: neither equal nor a failure of the counts', async () => {
    const kernelFormulas: Formulas = { FusedConv2D: { state: 'unknown', why: 'not written yet' } };
    const found = await compareBackends(recipe, ['wasm', underFormulas(kernelFormulas)], { runs: 0 });
    const { differences, unknown, equalLayers } = found.agreement!;
    expect(differences).toEqual([]);
    const stem = unknown.find(({ path }) => path.join('.') === 'stem.conv')!;
    expect(stem.multiplyAdds).toEqual([STEM, null]);
    const contracting = found.candidates[0]!.report.layers.filter(({ counted }) => counted.multiplyAdds > 0);
    expect(equalLayers).toBe(contracting.length - unknown.length);
  });

  it('catches 4 of 4 changes of a report that leave most of it as it was', async () => {
    await useBackend('wasm');
    const report = await profile(recipe, { runs: 0 });
    type Row = Report['layers'][number];
    const work = (row: Row, by: number): Row => ({
      ...row,
      counted: { ...row.counted, multiplyAdds: row.counted.multiplyAdds + by },
    });
    const busy = report.layers.flatMap(({ counted }, i) => (counted.multiplyAdds > 0 ? [i] : []));
    const [first, second] = [busy[0]!, busy[1]!];
    const changes: Readonly<Record<string, Report['layers']>> = {
      'one more in one layer': report.layers.map((row, i) => (i === first ? work(row, 1) : row)),
      'five moved to another layer': report.layers.map((row, i) =>
        i === first ? work(row, 5) : i === second ? work(row, -5) : row,
      ),
      'a layer is missing': report.layers.filter((_, i) => i !== first),
      'a layer more': [...report.layers, { ...report.layers[first]!, path: ['new'] }],
    };
    expect(agreementOf([report, report]).differences).toEqual([]);
    const caught = Object.values(changes).filter(
      (layers) => agreementOf([report, { ...report, layers }]).differences.length > 0,
    );
    console.log(`${caught.length} of ${Object.keys(changes).length} changed counts caught`);
    expect(caught).toHaveLength(Object.keys(changes).length);
  });
});
