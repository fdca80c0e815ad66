/** @file Comparisons of backends: counts and their agreement; counts that are made to differ are named, layer by layer. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { zooWorkload } from '../../../models/index.ts';
import { comparisonCode } from '../../../src/cli/exit-code.ts';
import { agreementOf } from '../../../src/compare/counts.ts';
import { compareBackends, type BackendCandidate } from '../../../src/compare/backends.ts';
import { amount, profile, type Formulas, type Report, type Workload } from '../../../src/index.ts';
import { FORMULAS } from '../../../src/formulas/table.ts';
import { useBackend } from '../../support/backend.ts';
import { checkRounds, FEW, recipe, SMALL, STEM } from './rounds.ts';

beforeAll(async () => {
  await useBackend('cpu');
  await useBackend('wasm');
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
