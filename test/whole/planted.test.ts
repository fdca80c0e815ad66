/**
 * @file The bridges can fail: each planted fault in a formula or a closed form, passed as a user passes one's own,
 * leaves a residual on a small real model; those that are outside what bridges compare are caught by the cases
 * that their suites hold them against.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  amount,
  count,
  TfjsFlopsError,
  type CountOptions,
  type Formulas,
  type KernelCall,
  type Report,
} from '../../src/index.ts';
import { countsOf } from '../../src/core/work.ts';
import { FORMULAS } from '../../src/formulas/table.ts';
import { costOf } from '../../src/profile/cost.ts';
import { FORMULA_CASES, formulaFailures } from '../formulas/cases.ts';
import { FORMULA_FAULTS, replaceWork } from '../formulas/formula-faults.ts';
import { useBackend } from '../support/backend.ts';
import { theoryFailures } from '../theory/layers/failures.ts';
import { THEORY_FAULTS } from '../theory/layers/planted.ts';
import { bridgeFaults, spoiled, type BridgeFault } from './bridge-faults.ts';
import { CONTRACTIONS } from './contractions.ts';
import { plantedModels, type PlantedModel } from './planted-models.ts';

let models: readonly PlantedModel[];
beforeAll(async () => {
  await useBackend('cpu');
  models = plantedModels();
});

const modelNamed = (wanted: string): PlantedModel => models.find(({ name }) => name === wanted)!;

/** @param batchSize of the calls into which `predict` divides the batch */
function reportOf({ model, input }: PlantedModel, options: CountOptions, batchSize = input[0]!): Report {
  const x = tf.ones([...input]);
  const layerFormulas = { ...options.layerFormulas, ...CONTRACTIONS };
  try {
    return count(() => model.predict(x, { batchSize }), { ...options, models: [model], layerFormulas });
  } finally {
    x.dispose();
  }
}

type Verdict = 'residual' | 'refusal' | 'unknown' | 'none';

/** What the bridges of the first model say in which they say anything, in one call or in calls of up to 2 examples. */
function verdictOf(fault: CountOptions): Verdict {
  try {
    let unknownCalls = 0;
    for (const model of models)
      for (const batchSize of [model.input[0]!, 2]) {
        const { total } = reportOf(model, fault, batchSize);
        if (total.residual !== 0) return 'residual';
        unknownCalls += total.unknownCalls;
      }
    // Nothing is claimed of rows with a kernel without a formula: they are not compared, and said so.
    return unknownCalls > 0 ? 'unknown' : 'none';
  } catch (error) {
    // Closed forms that do not fit the architecture together.
    if (error instanceof TfjsFlopsError && error.code === 'invalid-input') return 'refusal';
    throw error;
  }
}

const multiplyAddsOf = (call: KernelCall, kernelFormulas: Formulas): number | string => {
  const cost = costOf(call, kernelFormulas);
  return cost.state === 'counted' ? countsOf(cost.work).multiplyAdds : cost.state;
};

/** Bias, activation, in-bounds taps, pooling … are not what a bridge of multiply-adds compares. */
const touchesMultiplyAdds = (kernelFormulas: Formulas): boolean =>
  FORMULA_CASES.some(({ call }) => multiplyAddsOf(call, kernelFormulas) !== multiplyAddsOf(call, FORMULAS));

/**
 * Parameters that change sides: the bridge is one of their total, since tfjs does not write down that a nested
 * model was frozen.
 */
const CHANGE_SIDES = new Set(['conv: freezing ignored', 'batch norm: statistics trainable']);

interface Planted {
  readonly name: string;
  readonly options: CountOptions;
  readonly bridged: boolean;
  isCaughtByCases(): boolean;
}

const planted = (): readonly Planted[] => [
  ...FORMULA_FAULTS.map((fault) => ({
    name: fault.name,
    options: { kernelFormulas: fault.formulas },
    bridged: touchesMultiplyAdds(fault.formulas),
    isCaughtByCases: () => formulaFailures(fault.formulas).length > 0,
  })),
  ...THEORY_FAULTS.map(({ name, layerFormulas }) => ({
    name,
    options: { layerFormulas },
    bridged: !CHANGE_SIDES.has(name),
    isCaughtByCases: () => theoryFailures(layerFormulas).length > 0,
  })),
  ...bridgeFaults().map((fault: BridgeFault) => ({
    name: fault.name,
    options: fault,
    bridged: true,
    isCaughtByCases: () => false,
  })),
];

describe('without a fault', () => {
  it.each([3, 2, 1])('in calls of up to %i examples all columns agree', (batchSize) => {
    for (const model of models) {
      const { total, layers } = reportOf(model, {}, batchSize);
      const { residual, theoryCovers, comparedRows, agreeingRows } = total;
      const explained = layers.filter(({ bridges }) =>
        bridges.some(
          ({ from, quantity, terms }) => from === 'theory' && quantity === 'multiplyAdds' && terms.length > 0,
        ),
      );
      expect(residual, model.name).toBe(0);
      expect(theoryCovers, model.name).toBe(1);
      expect(agreeingRows + explained.length, model.name).toBe(comparedRows);
    }
  });

  it('what runs more often than the architecture asks is a term', () => {
    const report = reportOf(
      models.find(({ name }) => name === 'sequences')!,
      {},
    );
    const [bridge] = report.total.bridges;
    expect(bridge).toMatchObject({ from: 'theory', to: 'counted', quantity: 'multiplyAdds', residual: 0 });
    expect(bridge?.terms.map(({ term }) => term)).toEqual(['run more than once']);
  });

  it('what an earlier model owns is a term', () => {
    const report = reportOf(
      models.find(({ name }) => name === 'shared')!,
      {},
    );
    const [h, w, cIn, cOut] = [3, 2, 4, 4];
    const terms = report.total.bridges.flatMap(({ to, terms }) => (to === 'counted' ? terms : []));
    const amount = -(h * w * cIn * cOut + cOut);
    expect(terms).toEqual([{ term: 'owned by an earlier layer', amount, basis: 'closed-form' }]);
  });
});

describe('planted faults', () => {
  it('are all caught, by the residual wherever bridges compare what is wrong', () => {
    const verdicts = planted().map((fault) => {
      const verdict = verdictOf(fault.options);
      const byCases = verdict === 'none' && !fault.bridged && fault.isCaughtByCases();
      return { ...fault, verdict: byCases ? 'cases' : verdict };
    });
    const by = (wanted: string): number => verdicts.filter(({ verdict }) => verdict === wanted).length;
    console.log(
      `${verdicts.length - by('none')} of ${verdicts.length} planted faults caught ` +
        `(${by('residual')} by residual, ${by('refusal')} by refusal, ${by('unknown')} told as unknown, ${by('cases')} by cases)`,
    );
    expect(verdicts.filter(({ verdict }) => verdict === 'none').map(({ name }) => name)).toEqual([]);
    expect(by('residual')).toBeGreaterThanOrEqual(20);
  });
});

describe('faults that cancel', () => {
  const k = 5;

  /** Closed forms of dense layers, k too many at 5 units and k too few at 2. */
  const cancelling = spoiled('Dense', (right, config) => {
    const [, sign = 0] =
      [[5, 1] as const, [2, -1] as const].find(([units]) => units === config['units']) ?? [];
    const all = countsOf(right.work).multiplyAdds;
    return { ...right, work: [amount('products', 'multiplyAdds', { all: all + sign * k })] };
  });

  it('in two closed forms leave the sum of both', () => {
    const { total } = reportOf(modelNamed('shared'), { layerFormulas: cancelling });
    expect(total.theory?.multiplyAdds).toBe(total.counted.multiplyAdds);
    expect(total.residual).toBe(2 * k);
  });

  it('in two calls of one formula do too', () => {
    const kernelFormulas = replaceWork('_FusedMatMul', (work, { outputs }) =>
      work.map((part) => {
        const [, sign = 0] =
          [
            [5, 1],
            [2, -1],
          ].find(([units]) => units === outputs[0].shape.at(-1)) ?? [];
        const all = countsOf([part]).multiplyAdds;
        return part.term === 'products' ? { ...part, factors: { all: all + sign * k } } : part;
      }),
    );
    const { total } = reportOf(modelNamed('shared'), { kernelFormulas });
    expect(total.theory?.multiplyAdds).toBe(total.counted.multiplyAdds);
    expect(total.residual).toBe(2 * k);
  });

  it('in the parameters of two layers do too', () => {
    const layerFormulas = spoiled('Dense', (right, config) => {
      const total = right.parameters.total + (config['units'] === 5 ? k : config['units'] === 2 ? -k : 0);
      return { ...right, parameters: { ...right.parameters, trainable: total, total } };
    });
    const { total } = reportOf(modelNamed('shared'), { layerFormulas });
    const bridge = total.bridges.find(({ quantity, to }) => quantity === 'parameters' && to === 'counted');
    expect(bridge?.residual).toBe(0);
    const bridges = ['textbook → theory', 'theory → counted'];
    expect(total.residual).toBe(bridges.length * 2 * k);
  });
});
