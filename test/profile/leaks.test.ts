/** @file What each pass leaves behind: how many tensors and bytes, by which kernel of which layer; and what is none of it. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { rowName } from '../../src/core/writing.ts';
import { changesBetween } from '../../src/diff/changes.ts';
import { briefOf } from '../../src/export/brief.ts';
import { count, formatTable, profile, readReport, writeReport } from '../../src/index.ts';
import { Aside, Hoard } from '../support/aside.ts';
import { useBackend } from '../support/backend.ts';

const [BATCH, IN, UNITS, FLOAT] = [2, 3, 5, 4];
const HIDDEN = BATCH * UNITS * FLOAT;

beforeAll(() => useBackend('cpu'));

const hoard = new Hoard();
const { keep } = hoard;
beforeEach(() => hoard.end());

const modelWith = (aside: (input: tf.Tensor) => void): tf.Sequential =>
  tf.sequential({
    layers: [
      tf.layers.dense({ name: 'dense', units: UNITS, inputShape: [IN] }),
      new Aside('block.aside', aside),
    ],
  });

const makersOf = ({ leaks, scopes }: Report) =>
  leaks.makers.map(({ scope, kernel, tensors, bytes }) => [rowName(scopes[scope]!), kernel, tensors, bytes]);

const profiled = (aside: (input: tf.Tensor) => void, runs = 2): Promise<Report> =>
  profile(modelWith(aside), { batch: BATCH, runs });

describe('a leak has its layer and kernel', () => {
  it.each<[string, (x: tf.Tensor) => void, (string | number | null)[][]]>([
    ['a result that is kept', (x) => void keep(tf.mul(x, x)), [['block.aside', 'Multiply', 1, HIDDEN]]],
    [
      'two kernels',
      (x) => {
        keep(tf.square(x));
        keep(tf.square(x));
        keep(tf.sum(x, 1));
      },
      [
        ['block.aside', 'Square', 2, 2 * HIDDEN],
        ['block.aside', 'Sum', 1, BATCH * FLOAT],
      ],
    ],
    ['a view', (x) => void keep(x.reshape([UNITS, BATCH])), [['block.aside', 'Reshape', 1, HIDDEN]]],
    ['values of the host', () => void keep(tf.tensor1d([1, 2, 3])), [['block.aside', null, 1, 3 * FLOAT]]],
    ['integers', () => void keep(tf.range(0, 7, 1, 'int32')), [['block.aside', 'Range', 1, 7 * 4]]],
    [
      'a variable, whose initial value is tidied away',
      (x) => void keep(tf.variable(tf.neg(x))),
      [['block.aside', null, 1, HIDDEN]],
    ],
  ])('%s', async (_, aside, makers) => {
    const report = await profiled(aside);
    expect(makersOf(report)).toEqual(makers);
    const [tensors, bytes] = [2, 3].map((cell) => makers.reduce((sum, row) => sum + Number(row[cell]), 0));
    expect(report.leaks).toMatchObject({ tensors, bytes, why: null });
  });

  // Without timed passes the one in which makers are seen is the last, and the state that it made is there.
  it.each([0, 1, 2])(
    'beside a cache, a state that each pass replaces, and kernels alike, %d runs',
    async (runs) => {
      let [cache, state]: (tf.Tensor | undefined)[] = [];
      const report = await profiled((x) => {
        cache ??= tf.keep(tf.square(x));
        const next = tf.keep(tf.exp(x));
        state?.dispose();
        state = next;
        keep(tf.neg(x));
      }, runs);
      expect(makersOf(report)).toEqual([['block.aside', 'Neg', 1, HIDDEN]]);
      tf.dispose([cache!, state!]);
    },
  );

  it('nobody is named where a cache and a state of one kernel look like a leak', async () => {
    let [cache, state]: (tf.Tensor | undefined)[] = [];
    const report = await profiled((x) => {
      cache ??= tf.keep(tf.square(x));
      const next = tf.keep(tf.square(x));
      state?.dispose();
      state = next;
      keep(tf.neg(x));
    }, 0);
    expect(report.leaks).toEqual({ tensors: 1, bytes: HIDDEN, why: null, makers: [] });
    tf.dispose([cache!, state!]);
  });

  it('in a function that is not tidied, outside of layers and under a scope of its own', async () => {
    const x = tf.ones([BATCH, IN]);
    const before = tf.memory().numTensors;
    const report = await profile(
      () => {
        const y = tf.add(x, 1);
        return tf.mul(y, y);
      },
      { runs: 1 },
    );
    expect(makersOf(report)).toEqual([['outside layers', 'Add', 1, BATCH * IN * FLOAT]]);
    const passes = 1 + 2;
    expect(tf.memory().numTensors - before).toBe(passes);
  });

  it('of a training step whose losses are collected', async () => {
    const model = modelWith(() => {});
    const x = tf.ones([BATCH, IN]);
    const optimizer = tf.train.adam(0.1);
    const loss = (): tf.Scalar => tf.sum(model.apply(x, { training: true }) as tf.Tensor);
    const report = await profile(() => void keep(optimizer.minimize(loss, true)!), {
      models: [model],
      runs: 2,
    });
    expect(makersOf(report)).toEqual([['outside layers', 'Sum', 1, FLOAT]]);
  });

  it('that begins with the second pass', async () => {
    let passes = 0;
    const report = await profiled((x) => void (passes++ > 0 && keep(tf.neg(x))));
    expect(makersOf(report)).toEqual([['block.aside', 'Neg', 1, HIDDEN]]);
  });
});

describe('no leak', () => {
  const none = { tensors: 0, bytes: 0, why: null, makers: [] };

  it('a tidy model, whatever the passes', async () => {
    for (const runs of [0, 1, 3]) expect((await profiled(() => {}, runs)).leaks).toEqual(none);
    const model = modelWith(() => {});
    const x = tf.ones([BATCH, IN]);
    expect(count(() => model.predict(x), { models: [model] }).leaks).toEqual(none);
  });

  it('what the first pass alone keeps, or the first two', async () => {
    let first: tf.Tensor | undefined;
    expect((await profiled((x) => (first ??= keep(tf.neg(x))))).leaks).toEqual(none);
    let passes = 0;
    expect((await profiled((x) => void (passes++ < 2 && keep(tf.neg(x))))).leaks).toEqual(none);
  });

  it('slots of an optimizer, and a variable', async () => {
    const model = modelWith(() => {});
    const x = tf.ones([BATCH, IN]);
    const loss = (): tf.Scalar => tf.sum(model.apply(x, { training: true }) as tf.Tensor);
    for (const optimizer of [tf.train.adam(0.1), tf.train.momentum(0.1, 0.9), tf.train.sgd(0.1)])
      expect(
        (await profile(() => optimizer.minimize(loss, true), { models: [model], runs: 1 })).leaks,
      ).toEqual(none);
    let variable: tf.Variable | undefined;
    const step = (): void => {
      variable ??= keep(tf.variable(tf.zeros([IN])));
      tf.tidy(() => variable!.assign(tf.add(variable!, 1)));
    };
    // The zeros that the variable began with stay, once.
    expect((await profile(step, { runs: 1 })).leaks).toEqual(none);
  });

  it('what passes return: anew, kept, one pass late, or disposed of by the next', async () => {
    const x = tf.ones([IN]);
    expect((await profile(() => [tf.neg(x), { deep: tf.square(x) }], { runs: 2 })).leaks).toEqual(none);
    expect((await profile(() => keep(tf.neg(x)), { runs: 2 })).leaks).toEqual(none);
    let late: tf.Tensor | undefined;
    const delayed = (): tf.Tensor | undefined => {
      const before = late;
      late = keep(tf.neg(x));
      return before;
    };
    expect((await profile(delayed, { runs: 2 })).leaks).toEqual(none);
    let own: tf.Tensor | undefined;
    const replaced = (): tf.Tensor => {
      own?.dispose();
      return (own = keep(tf.neg(x)));
    };
    expect((await profile(replaced, { runs: 2 })).leaks).toEqual(none);
  });

  it('a buffer that is emptied now and then', async () => {
    const buffer: tf.Tensor[] = [];
    const report = await profiled((x) => {
      buffer.push(tf.keep(tf.neg(x)));
      if (buffer.length === 3) tf.dispose(buffer.splice(0));
    }, 3);
    expect(report.leaks).toEqual(none);
    tf.dispose(buffer);
  });
});

it('a leak is not hidden by a result that each pass gives again', async () => {
  const x = tf.ones([IN]);
  const same = (() => {
    let first: tf.Tensor | undefined;
    return (): tf.Tensor => (first ??= keep(tf.exp(x)));
  })();
  const step = (): tf.Tensor => {
    keep(tf.square(x));
    return same();
  };
  for (const runs of [0, 2])
    expect(makersOf(await profile(step, { runs }))).toEqual([['outside layers', 'Square', 1, IN * FLOAT]]);
});

it('a leak is not hidden by what the caller disposes of', async () => {
  const x = tf.ones([IN]);
  let own: tf.Tensor | undefined;
  const step = (): tf.Tensor => {
    own?.dispose();
    keep(tf.square(x));
    return (own = keep(tf.neg(x)));
  };
  const report = await profile(step, { runs: 2 });
  expect(report.leaks.tensors).toBe(1);
  expect(makersOf(report)).toEqual([['outside layers', 'Square', 1, IN * FLOAT]]);
});

it('a second pass runs only where the first alone left something, and is in no time', async () => {
  let passes = 0;
  const report = await profiled((x) => void (passes++, keep(tf.neg(x))), 0);
  expect(passes).toBe(2);
  expect(report.total).toMatchObject({ time: null, wall: null });
  expect(makersOf(report)).toEqual([['block.aside', 'Neg', 1, HIDDEN]]);
  passes = 0;
  expect((await profiled(() => void passes++, 0)).leaks.tensors).toBe(0);
  expect(passes).toBe(1);
  passes = 0;
  expect((await profiled((x) => void (passes++ === 0 && keep(tf.neg(x))), 0)).leaks.tensors).toBe(0);
  expect(passes).toBe(2);
});

describe('unknown', () => {
  it('of one count that leaves something', () => {
    const x = tf.ones([2]);
    const { leaks } = count(() => void tf.square(tf.neg(x)));
    const why = 'one pass ran, which left 2 tensors, and a second may leave none';
    expect(leaks).toEqual({ tensors: null, bytes: null, makers: [], why });
    expect(count(() => tf.tidy(() => tf.square(tf.neg(x)))).leaks.tensors).toBe(0);
  });

  it('of passes that differ', async () => {
    let passes = 0;
    const report = await profiled((x) => void (passes++ % 2 === 0 && keep(tf.neg(x))), 3);
    expect(report.leaks).toMatchObject({
      tensors: null,
      why: 'some passes left tensors behind, and others did not',
    });
    expect(formatTable(report)).toMatch(/left behind +not known: some passes left/);
  });
});

it('is said in the table, in a brief and in the file', async () => {
  const report = await profiled((x) => void keep(tf.neg(x)), 1);
  expect(formatTable(report)).toMatch(
    /left behind +1 tensor \(40\sB\) after each pass · 1 in block.aside by Neg/,
  );
  expect(briefOf(report).total.leakedTensors).toBe(1);
  const saved = readReport(writeReport(report));
  expect(saved.leaks).toEqual(report.leaks);
  expect(changesBetween(await profiled(() => {}, 1), saved).totals).toContainEqual({
    figure: 'leakedTensors',
    a: 0,
    b: 1,
  });
  const clean = await profiled(() => {}, 1);
  expect(formatTable(clean)).not.toContain('left behind');
  expect(writeReport(clean)).not.toContain('leaks');
  // Makers that left more than there is, and a scope that is not there.
  const broken = (leaks: Report['leaks']): string => writeReport({ ...report, leaks });
  expect(() => readReport(broken({ ...report.leaks, tensors: 0 }))).toThrow(/leaks.tensors is 0/);
  const [maker] = report.leaks.makers;
  const lost = { ...maker!, scope: report.scopes.length };
  expect(() => readReport(broken({ ...report.leaks, makers: [lost] }))).toThrow(/leaks.makers\[0\].scope/);
});
