/** @file One error, two faces: what the library says and what a face with other words makes of the same data. */
import { describe, expect, it } from 'vitest';
import { firstLineOf } from '../../src/core/first-line.ts';
import { LIBRARY_WORDS, sentenceOf, TfjsFlopsError, type Words } from '../../src/core/errors.ts';

const SHOUTING: Words = {
  option: ({ name, value }) => `${name.toUpperCase()}=${JSON.stringify(value)}`,
  list: (of) => `see ${of}`,
};

describe('a sentence', () => {
  it('starts with the option, in the words of its face', () => {
    const error = new TfjsFlopsError('invalid-option', 'is not a positive integer', {
      option: { name: 'classes', value: -1 },
    });
    expect(error.message).toBe('classes: -1 is not a positive integer.');
    expect(sentenceOf(error, SHOUTING)).toBe('CLASSES=-1 is not a positive integer.');
  });

  it('names an option without a value', () => {
    const error = new TfjsFlopsError('unknown-option', 'is no option here', { option: { name: 'runz' } });
    expect(error.message).toBe('runz is no option here.');
  });

  it.each([
    ['a', "'a'"],
    [2.5, '2.5'],
    [null, 'null'],
    [false, 'false'],
    [[1, [2, 3]], '[1, [2, 3]]'],
    [
      { x: [1, 224], 'serving:0': { shape: [1], dtype: 'int32' } },
      "{ x: [1, 224], 'serving:0': { shape: [1], dtype: 'int32' } }",
    ],
  ])('writes the value %j as JavaScript does', (value, text) => {
    expect(LIBRARY_WORDS.option({ name: 'option', value })).toBe(`option: ${text}`);
  });

  it('joins what is wrong, the nearest word and every remedy', () => {
    const error = new TfjsFlopsError('unknown-model', 'no model "mobilenetv2"', {
      nearest: 'mobilenet-v2',
      remedies: [
        'give a folder',
        { set: [{ name: 'weights', value: false }], to: 'count without them' },
        {
          set: [
            { name: 'batch', value: 2 },
            { name: 'seed', value: 1 },
          ],
        },
        { run: 'npm install webgpu' },
        { list: 'models' },
      ],
    });
    expect(error.message).toBe(
      'no model "mobilenetv2". Did you mean mobilenet-v2? Give a folder, or count without them: weights: false, ' +
        'or give batch: 2 seed: 1, or run: npm install webgpu, or all: ZOO of tfjs-flops/models',
    );
    expect(sentenceOf(error, SHOUTING)).toBe(
      'no model "mobilenetv2". Did you mean mobilenet-v2? Give a folder, or count without them: WEIGHTS=false, ' +
        'or give BATCH=2 SEED=1, or run: npm install webgpu, or see models',
    );
  });

  it('ends with one stop, except after what is copied', () => {
    const said = (what: string, ...remedies: TfjsFlopsError['remedies']): string =>
      new TfjsFlopsError('invalid-input', what, { remedies }).message;
    expect(said('It is wrong')).toBe('It is wrong.');
    expect(said('It is wrong.')).toBe('It is wrong.');
    expect(said('Is it wrong?')).toBe('Is it wrong?');
    expect(said('It is wrong', 'leave it out')).toBe('It is wrong. Leave it out.');
    expect(said('It is wrong', { run: 'npm ci' })).toBe('It is wrong. Run: npm ci');
  });
});

describe('an error', () => {
  const cause = new TypeError('x is not a function');
  const details = {
    option: { name: 'imageSize', value: 225 },
    nearest: '224',
    remedies: ['give 224', { list: 'models' as const }],
  };
  const error = new TfjsFlopsError('invalid-option', 'is not a multiple of 16', { ...details, cause });

  it('keeps all that it was made of', () => {
    expect(error).toMatchObject({
      code: 'invalid-option',
      what: 'is not a multiple of 16',
      ...details,
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('TfjsFlopsError');
    expect(new TfjsFlopsError('network', 'It failed')).toMatchObject({
      option: null,
      nearest: null,
      remedies: [],
    });
  });

  it('is the same after a way through JSON', () => {
    const data = JSON.parse(JSON.stringify(error)) as ReturnType<TfjsFlopsError['toJSON']>;
    const again = new TfjsFlopsError(data.code, data.what, data);
    expect(again.toJSON()).toEqual(error.toJSON());
    expect(again.message).toBe(error.message);
    expect(sentenceOf(data, SHOUTING)).toBe(sentenceOf(error, SHOUTING));
  });
});

it.each([
  [new Error('no such file.\n  at x'), 'no such file'],
  [new Error('\n\nfailed to compile:\nvoid main() {'), 'failed to compile'],
  ['a string', 'a string'],
  [undefined, 'undefined'],
  [new Error(''), ''],
])('firstLineOf(%j) is %j', (error, line) => {
  expect(firstLineOf(error)).toBe(line);
});
