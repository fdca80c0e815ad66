/** @file Limits: which are broken, by how much; and budgets that are none, each refused in one sentence. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { TfjsFlopsError } from '../../src/core/errors.ts';
import type { Report } from '../../src/core/report.ts';
import type { Budget } from '../../src/gate/budget.ts';
import { checkBudget, judge } from '../../src/gate/check.ts';
import { rowMatcher } from '../../src/gate/glob.ts';
import { readLimit } from '../../src/gate/limit.ts';
import { RULE_NAMES } from '../../src/findings/names.ts';
import { useBackend } from '../support/backend.ts';
import { CHANNELS, reportOf, SIZE, type Part } from './networks.ts';

const PARTS: readonly Part[] = [
  { kind: 'conv', name: 'encoder.a', width: 4, kernel: 3, useBias: false },
  { kind: 'conv', name: 'encoder.b', width: 5, kernel: 1, useBias: false },
  { kind: 'flatten', name: 'flat' },
  { kind: 'dense', name: 'head', width: 2 },
];
/** Products of sizes. */
const A = SIZE * SIZE * 4 * (3 * 3 * CHANNELS);
const B = SIZE * SIZE * 5 * 4;
const HEAD = SIZE * SIZE * 5 * 2;
const ALL = A + B + HEAD;
const PARAMETERS = 3 * 3 * CHANNELS * 4 + 4 * 5 + HEAD + 2;

let base: Report;
let wider: Report;
beforeAll(async () => {
  await useBackend('cpu');
  base = reportOf(PARTS);
  wider = reportOf(PARTS.map((part) => (part.name === 'encoder.b' ? { ...part, width: 6 } : part)));
});

describe('a limit', () => {
  it.each([
    [320, false, 320],
    ['320', false, 320],
    ['320M', false, 320e6],
    ['4.1M', false, 4_100_000],
    ['1.5 G', false, 1.5e9],
    ['3k', false, 3_000],
    ['64MB', true, 64e6],
    ['64 MiB', true, 64 * 2 ** 20],
    ['4 GB', true, 4e9],
    ['10B', true, 10],
  ] as const)('%j is %j bytes or not: %d', (text, isBytes, amount) => {
    expect(readLimit({ name: 'x' }, text, isBytes).allowed(0)).toBe(amount);
  });

  it.each([
    ['+0%', 1_000, 1_000],
    ['+2%', 1_000, 1_020],
    ['+2.5 %', 100, 102],
    ['-10%', 55, 49],
    ['+0%', 2 ** 53 - 1, 2 ** 53 - 1],
    ['+0.1%', 9_000_000_000_000_000, 9_009_000_000_000_000],
  ] as const)('%s of %d allows %d', (text, before, allowed) => {
    expect(readLimit({ name: 'x' }, text, false).allowed(before)).toBe(allowed);
  });

  it('is met by what is equal to it, and broken by one less', () => {
    expect(checkBudget(base, { maxMultiplyAdds: ALL, maxParameters: PARAMETERS })).toEqual([]);
    expect(checkBudget(base, { maxMultiplyAdds: ALL - 1 })).toMatchObject([
      {
        limit: 'maxMultiplyAdds',
        actual: ALL,
        allowed: ALL - 1,
        rows: [{ name: 'encoder.a', actual: A }, {}, {}],
      },
    ]);
    expect(checkBudget(base, { maxParameters: PARAMETERS - 1 })).toMatchObject([{ actual: PARAMETERS }]);
    const calls = base.total.calls;
    expect(checkBudget(base, { maxKernels: calls })).toEqual([]);
    expect(checkBudget(base, { maxKernels: calls - 1 })).toMatchObject([{ figure: 'kernelCalls' }]);
    const { peakBytes } = base.memory!;
    expect(checkBudget(base, { maxPeakMemory: peakBytes })).toEqual([]);
    expect(checkBudget(base, { maxPeakMemory: peakBytes - 1 })).toMatchObject([{ actual: peakBytes }]);
  });

  it('of layers is of all that the pattern names together', () => {
    for (const glob of ['encoder', 'encoder/**', 'encoder.*', 'enc*'])
      expect(checkBudget(base, { layers: { [glob]: A + B - 1 } })).toMatchObject([
        { limit: 'layers', of: glob, actual: A + B, rows: [{ name: 'encoder.a' }, { name: 'encoder.b' }] },
      ]);
    expect(checkBudget(base, { layers: { 'encoder.a': A, '**/b': B, head: HEAD } })).toEqual([]);
  });

  it('that is relative is of the baseline, and names what grew', () => {
    expect(checkBudget(base, { maxMultiplyAdds: '+0%' }, base)).toEqual([]);
    const more = SIZE * SIZE * 4 + SIZE * SIZE * 2;
    expect(checkBudget(wider, { maxMultiplyAdds: '+0%' }, base)).toMatchObject([
      {
        before: ALL,
        actual: ALL + more,
        allowed: ALL,
        relative: '+0 %',
        rows: [
          { name: 'encoder.b', attributes: [{ name: 'filters', a: 5, b: 6 }, { name: 'output' }] },
          { name: 'head' },
        ],
      },
    ]);
    expect(checkBudget(wider, { layers: { 'encoder/**': '+0%' } }, base)).toMatchObject([
      { before: A + B, rows: [{ name: 'encoder.b' }] },
    ]);
    expect(checkBudget(wider, { layers: { 'encoder.a': '+0%' } }, base)).toEqual([]);
    // What is not limited is told.
    expect(judge(wider, { maxKernels: '+0%' }, base).ungated.map(({ figure }) => figure)).toEqual([
      'multiplyAdds',
      'parameters',
      'bytes',
    ]);
  });

  it('on a finding or a kernel names its rows', () => {
    const finding = {
      rule: 'unused-parameters',
      marks: null,
      what: 'One row.',
      work: [],
      cause: '',
      remedy: '',
      evidence: {},
      rows: [1],
    };
    const report = { ...base, findings: [finding] };
    expect(checkBudget(report, { noFinding: ['unused-parameters'] })).toMatchObject([
      { limit: 'noFinding', of: 'unused-parameters', what: 'One row.', rows: [{ row: 1 }] },
    ]);
    expect(checkBudget(report, { noFinding: ['slow-kernel'], noKernel: ['Tile'], noUnknown: true })).toEqual(
      [],
    );
  });
});

it('rules are those that findings have', () => {
  const rules = readdirSync('src/findings', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) =>
      [...readFileSync(`src/findings/${name}`, 'utf8').matchAll(/\brule: '([\w-]+)'/g)].map(
        ([, rule]) => rule,
      ),
    );
  expect(new Set<unknown>(RULE_NAMES)).toEqual(new Set(rules));
});

describe('a pattern', () => {
  const matches = (glob: string, path: readonly string[], kind: 'layer' | 'node' = 'layer'): boolean =>
    rowMatcher(glob)({ ...base.layers[1]!, path, kind, node: kind === 'node' ? path.join('/') : null });

  it.each([
    ['a.b', ['a', 'b'], true],
    ['a/b', ['a', 'b'], true],
    ['a', ['a', 'b'], true],
    ['a', ['ab'], false],
    ['a*', ['ab'], true],
    ['*', ['a', 'b', 'c'], true],
    ['a/*/c', ['a', 'x', 'c'], true],
    ['a/*/c', ['a', 'x', 'y', 'c'], false],
    ['a/**/c', ['a', 'x', 'y', 'c'], true],
    ['a/**/c', ['a', 'c'], true],
    ['**/c', ['a', 'c'], true],
    ['a?', ['a1'], true],
    ['a+(b)', ['a+(b)'], true],
    ['a+(b)', ['aab'], false],
    ['**', [], false],
  ] as const)('%s and %j: %s', (glob, path, wanted) => {
    expect(matches(glob, path)).toBe(wanted);
  });

  it('takes a dot in the name of a node for a dot', () => {
    expect(matches('encoder/layer_._0', ['encoder', 'layer_._0', 'add'], 'node')).toBe(true);
    expect(matches('encoder/layer_*', ['encoder', 'layer_._0', 'add'], 'node')).toBe(true);
    expect(matches('encoder.layer', ['encoder', 'layer'], 'node')).toBe(false);
  });
});

describe('bad input is refused in one sentence', () => {
  const refusal = (budget: unknown, baseline?: Report, report = base): TfjsFlopsError => {
    try {
      checkBudget(report, budget as Budget, baseline);
    } catch (error) {
      if (error instanceof TfjsFlopsError) return error;
      throw error;
    }
    throw new Error('it is taken');
  };

  it.each<[unknown, string]>([
    [{ maxMultiplyAds: 1 }, 'Did you mean maxMultiplyAdds?'],
    [{ maxMultiplyAdds: '320X' }, "maxMultiplyAdds: '320X' is no limit. Give 320M"],
    [{ maxMultiplyAdds: '64MB' }, 'is no limit'],
    [{ maxMultiplyAdds: -1 }, 'is no limit'],
    [{ maxMultiplyAdds: 1.5 }, 'is no limit'],
    [{ maxParameters: null }, 'must be a limit, got null'],
    [{ maxPeakMemory: 'much' }, 'Give 64MB'],
    [{ noKernel: ['Tille'] }, 'names no kernel of tfjs. Did you mean Tile?'],
    [{ noKernel: 'Tile' }, "must be a list of names, got 'Tile'"],
    [{ noFinding: ['slow-kernels'] }, 'names no rule of findings. Did you mean slow-kernel?'],
    [{ noUnknown: 'yes' }, 'true or false'],
    [{ layers: { encodr: '1M' } }, 'names no layer'],
    [{ layers: { 'encoder.c': '1M' } }, 'Did you mean encoder.a?'],
    [{ layers: ['encoder'] }, 'must be limits by pattern, got an array'],
    [{ maxMultiplyAdds: '+2%' }, "maxMultiplyAdds: '+2%' is relative, and there is no baseline"],
    [{ layers: { encoder: '+0%' } }, 'is relative, and there is no baseline'],
    [{ layers: { encoder: 10, 'encoder/**': 20 } }, 'contradicts the limit 10 of the same layers'],
    [
      { maxMultiplyAdds: 10, layers: { encoder: 20 } },
      'contradicts the limit of the whole, 10 multiply-adds',
    ],
    ['all', 'takes its options as an object'],
  ])('%j', (budget, sentence) => {
    const { message } = refusal(budget);
    expect(message).toContain(sentence);
    expect(message).not.toContain('\n');
  });

  it('a baseline of another model, or of other inputs', () => {
    const other = reportOf([
      { kind: 'flatten', name: 'first' },
      { kind: 'dense', name: 'second', width: 9 },
    ]);
    expect(refusal({}, other).message).toContain('the baseline is of another model');
    const ofBatch = (batch: number): Report => ({
      ...base,
      inputs: [{ name: 'image', shape: [batch, SIZE, SIZE, CHANNELS], dtype: 'float32', origin: 'value' }],
    });
    expect(refusal({}, ofBatch(2), ofBatch(1)).message).toContain(
      'was made with the inputs 2×8×8×3 float32, and this model ran with 1×8×8×3 float32',
    );
    expect(refusal({}, {} as Report).message).toContain('checkBudget() takes a report');
    expect(refusal({}, undefined, null as unknown as Report).message).toContain('takes a report, got null');
  });
});
