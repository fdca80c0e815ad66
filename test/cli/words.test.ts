/** @file The words of the command line: each option as its flag, which reads it back; lists as commands. */
import { describe, expect, it } from 'vitest';
import { dashed, type Flags } from '../../src/cli/command.ts';
import { COMMANDS } from '../../src/cli/commands/all.ts';
import { compare } from '../../src/cli/commands/compare.ts';
import { profile } from '../../src/cli/commands/profile.ts';
import { parse } from '../../src/cli/parse.ts';
import { wordsOf } from '../../src/cli/words.ts';
import { sentenceOf, TfjsFlopsError } from '../../src/core/errors.ts';
import type { Json } from '../../src/core/shape.ts';

const words = wordsOf(profile.flags);

describe('options', () => {
  it.each<[string, Json | undefined, string]>([
    ['imageSize', -1, '--image-size -1'],
    ['imageSize', undefined, '--image-size'],
    ['classes', 10, '--classes 10'],
    ['backend', 'cpu', '--backend cpu'],
    ['backend', 'my gpu', "--backend 'my gpu'"],
    ['weights', 'seeded', '--weights seeded'],
    ['weights', false, '--no-weights'],
    ['inputs', { images: [1, 640, 640, 3] }, '--input images=1x640x640x3'],
    ['inputs', { a: [1], 'b:0': { shape: [2, 3], dtype: 'int32' } }, '--input a=1 --input b:0=2x3:int32'],
    ['inputs', [[1, 2]], '--input 1x2'],
    ['inputs', undefined, '--input'],
    ['outputs', ['a', 'b/c'], '--outputs a,b/c'],
    ['executed', true, '--executed'],
    ['peaks', true, '--peaks on'],
    ['peaks', false, '--peaks off'],
    ['runs', 0, '--runs 0'],
    // No text of a command line means these.
    ['weights', true, 'weights: true'],
    ['executed', false, 'executed: false'],
    ['inputs', [[1, 2], [3]], 'inputs: [[1, 2], [3]]'],
    ['outputs', 3, 'outputs: 3'],
    ['kernelFormulas', {}, 'kernelFormulas: {}'],
    ['budgetMs', 2500, 'budgetMs: 2500'],
  ])('%s: %j is %s', (name, value, text) => {
    expect(words.option(value === undefined ? { name } : { name, value })).toBe(text);
  });

  it('are those of the command that runs', () => {
    const budget = { name: 'budgetMs', value: 2500 };
    expect(wordsOf(compare.flags).option(budget)).toBe('--seconds 2.5');
    expect(wordsOf(compare.flags).option({ name: 'backends', value: ['wasm', 'cpu'] })).toBe(
      '--backends wasm,cpu',
    );
    expect(wordsOf({}).option({ name: 'batch', value: 2 })).toBe('batch: 2');
  });

  it('are read back as they are written', () => {
    for (const [name, value] of [
      ['imageSize', 64],
      ['weights', 'fill'],
      ['inputs', { images: [1, 640, 640, 3], ids: { shape: [1, 8], dtype: 'int32' } }],
      ['outputs', ['a', 'b']],
      ['backend', 'chromium/webgl'],
    ] as const) {
      const invocation = parse(['profile', 'x', ...words.option({ name, value }).split(' ')]);
      if (invocation.kind !== 'run') throw new Error(invocation.kind);
      const flag = Object.entries<Flags[string]>(profile.flags).find(
        ([own, { option }]) => (option ?? own) === name,
      )!;
      expect(invocation.flags[flag[0]]).toEqual(value);
    }
  });

  it('belong to one flag each, as far as a value can tell', () => {
    for (const { flags } of COMMANDS) {
      const typed = Object.keys(flags).map(dashed);
      expect(new Set(typed).size).toBe(typed.length);
      for (const name of typed) expect(name).toMatch(/^--[a-z]+(-[a-z]+)*$/);
    }
  });
});

it('lists are commands', () => {
  expect(words.list('models')).toBe('all: tfjs-flops models');
  expect(words.list('backends')).toBe('all: tfjs-flops backends');
  expect(words.list('layers')).toBe('all: tfjs-flops profile MODEL --depth all');
});

it('one error, in the words of the library and of the command line', () => {
  const error = new TfjsFlopsError('invalid-input', 'Input "x" is [?,?]', {
    remedies: [
      { set: [{ name: 'inputs', value: { x: [1, 224] } }], to: 'give the open sizes' },
      { list: 'models' },
    ],
  });
  expect(error.message).toBe(
    'Input "x" is [?,?]. Give the open sizes: inputs: { x: [1, 224] }, or all: ZOO of tfjs-flops/models',
  );
  expect(sentenceOf(error, words)).toBe(
    'Input "x" is [?,?]. Give the open sizes: --input x=1x224, or all: tfjs-flops models',
  );
});
