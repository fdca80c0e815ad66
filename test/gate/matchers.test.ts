/** @file The matchers in vitest: what passes, and what a failed test prints. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.ts';
import { matchers } from '../../src/gate/matchers.ts';
import { Hoard } from '../support/aside.ts';
import { useBackend } from '../support/backend.ts';
import { profileOf, reportOf, SIZE, type Part } from './networks.ts';

expect.extend(matchers);

const PARTS: readonly Part[] = [
  { kind: 'conv', name: 'encoder.a', width: 4, kernel: 1, useBias: false },
  { kind: 'conv', name: 'encoder.b', width: 5, kernel: 1, useBias: false },
  { kind: 'pool', name: 'pool' },
  { kind: 'dense', name: 'head', width: 2, useBias: false },
];
const [A, B, HEAD] = [SIZE * SIZE * 3 * 4, SIZE * SIZE * 4 * 5, 5 * 2];
const ALL = A + B + HEAD;

let base: Report;
let wider: Report;
let tiled: Report;
let odd: Report;
beforeAll(async () => {
  await useBackend('cpu');
  base = reportOf(PARTS);
  wider = reportOf(PARTS.map((part) => (part.name === 'encoder.b' ? { ...part, width: 6 } : part)));
  tiled = reportOf([...PARTS, { kind: 'tile', name: 'tiled' }]);
  odd = reportOf([...PARTS, { kind: 'odd', name: 'odd' }]);
});

function failure(run: () => void): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  return 'passes';
}

const integer = (value: number): string => value.toLocaleString('en-US');

it('pass where nothing is broken', () => {
  expect(base).toFitBudget({ maxMultiplyAdds: ALL, noKernel: ['Tile'], noUnknown: true });
  expect(base).toFitBudget({}, base);
  expect(base).toRunNoKernel('Tile');
  expect(base).toHaveNoUnknownKernel();
  expect(base).toCostAtMost({ multiplyAdds: ALL, layers: { encoder: A + B, head: HEAD } });
  expect(wider).not.toFitBudget({}, base);
  expect(tiled).not.toRunNoKernel('Tile');
  expect(odd).not.toHaveNoUnknownKernel();
});

describe('print the rows concerned', () => {
  it('of a limit', () => {
    expect(failure(() => expect(base).toCostAtMost({ multiplyAdds: ALL - 1, layers: { head: 1 } }))).toBe(
      [
        'expected net to cost no more than is allowed',
        '',
        `${integer(ALL)} multiply-adds, +1 (+0.05 %) over the limit of ${integer(ALL - 1)}`,
        `  encoder.b   ${integer(B)}`,
        `  encoder.a   ${integer(A)}`,
        `  head        ${HEAD}`,
        '',
        `head: ${HEAD} multiply-adds, +${HEAD - 1} (+900.00 %) over the limit of 1`,
        `  head   ${HEAD}`,
      ].join('\n'),
    );
  });

  it('of a baseline', () => {
    const message = failure(() => expect(wider).toFitBudget({ maxMultiplyAdds: '+0%' }, base));
    const more = SIZE * SIZE * 4 + 2;
    expect(message).toBe(
      [
        'expected net to fit its budget',
        '',
        `${integer(ALL + more)} multiply-adds, +${more} (+${((100 * more) / ALL).toFixed(2)} %) over the baseline; allowed +0 %`,
        `  encoder.b   ${integer(B)} → ${integer(B + SIZE * SIZE * 4)}   filters 5 → 6`,
        `  head        ${HEAD} → ${HEAD + 2}         input 1×5 → 1×6`,
      ].join('\n'),
    );
  });

  it('of a kernel', () => {
    expect(failure(() => expect(tiled).toRunNoKernel('Tile'))).toBe(
      'expected net to run no Tile\n\n1 call of Tile; allowed none\n  tiled   1',
    );
    expect(failure(() => expect(odd).toHaveNoUnknownKernel())).toBe(
      'expected net to have no unknown kernel\n\n1 call of unknown kernels; allowed none\n  odd   1',
    );
    expect(failure(() => expect(base).not.toRunNoKernel('Tile'))).toBe('expected net not to run no Tile');
  });
});

describe('of tensors that are left behind', () => {
  const hoard = new Hoard();
  const leaking = (aside: (x: tf.Tensor) => void): Promise<Report> =>
    profileOf([...PARTS, { kind: 'aside', name: 'aside', aside }]);

  it('passes without, and for what is kept once', async () => {
    let cache: tf.Tensor | undefined;
    expect(base).toLeakNoTensor();
    expect(await leaking((x) => (cache ??= hoard.keep(tf.neg(x))))).toLeakNoTensor();
    hoard.end();
  });

  it('names layer and kernel', async () => {
    const report = await leaking((x) => [tf.neg(x), tf.neg(x), tf.tensor1d([1])].map(hoard.keep));
    expect(report).not.toLeakNoTensor();
    hoard.end();
    expect(failure(() => expect(report).toLeakNoTensor())).toBe(
      [
        'expected net to leak no tensor',
        '',
        '3 tensors left behind by each pass, +3 over the limit of 0',
        '  aside: Neg         2',
        '  aside: no kernel   1',
      ].join('\n'),
    );
  });

  it('says why it is not known', () => {
    const report = reportOf([
      ...PARTS,
      { kind: 'aside', name: 'aside', aside: (x) => hoard.keep(tf.neg(x)) },
    ]);
    hoard.end();
    expect(failure(() => expect(report).toLeakNoTensor())).toBe(
      'expected net to leak no tensor\n\ntensors left behind by each pass are not known: one pass ran, which left 1 tensor, and a second may leave none; allowed 0',
    );
  });
});

it.each<[string, () => void, RegExp]>([
  ['a kernel that is none', () => expect(base).toRunNoKernel('Tille'), /Did you mean Tile\?/],
  ['what is no report', () => expect({}).toHaveNoUnknownKernel(), /takes a report, got an empty object/],
  ['a promise', () => expect(Promise.resolve(base)).toRunNoKernel('Tile'), /[Aa]wait it first/],
  [
    'a limit without a baseline',
    () => expect(base).toCostAtMost({ multiplyAdds: '+1%' }),
    /^multiplyAdds: '\+1%' is relative, and there is no baseline/,
  ],
  [
    'a limit by another name',
    () => expect(base).toCostAtMost({ maxMultiplyAdds: 1 } as object),
    /^maxMultiplyAdds is not an option of toCostAtMost\(\).* Did you mean multiplyAdds\?$/,
  ],
  [
    'an amount',
    () => expect(base).toCostAtMost('1M' as unknown as object),
    /as an object with multiplyAdds and layers/,
  ],
  ['no limit at all', () => expect(base).toCostAtMost({}), /toCostAtMost\(\) takes a limit or a baseline/],
  ['no limit', () => expect(base).toFitBudget({ noKernel: [] }), /toFitBudget\(\) takes a limit or a base/],
])('say what is wrong: %s', (_, run, message) => {
  expect(failure(run)).toMatch(message);
  expect(failure(run)).not.toContain('\n');
});
