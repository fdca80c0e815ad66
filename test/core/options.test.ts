/** @file Wrong options: each is one sentence with what was expected, what was received, and the nearest name. */
import { describe, expect, it } from 'vitest';
import { TfjsFlopsError } from '../../src/core/errors.ts';
import { checkBoolean, checkChoice, checkInteger, checkOptions, received } from '../../src/core/options.ts';

const KNOWN = ['by', 'depth', 'width'];

it.each([
  [undefined, 'undefined'],
  [null, 'null'],
  [Number.NaN, 'NaN'],
  ['kernel', "'kernel'"],
  [[], 'an empty array'],
  [[1, 2], 'an array of 2'],
  [{}, 'an empty object'],
  [{ a: 1, b: 2 }, 'an object with a and b'],
  [{ a: 1, b: 2, c: 3, d: 4 }, 'an object with a, b, c …'],
  [Promise.resolve(), 'a Promise'],
  [new Error('x'), 'an Error'],
  [new Date(0), 'a Date'],
  [Object.create(null), 'an empty object'],
  [() => 1, 'a function'],
  [isNaN, 'the function isNaN'],
])('%#: received %s', (value, text) => {
  expect(received(value)).toBe(text);
});

const caught = (run: () => void): TfjsFlopsError => {
  try {
    run();
  } catch (error) {
    if (error instanceof TfjsFlopsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('checkOptions', () => {
  it('takes known names, also none', () => {
    checkOptions({}, KNOWN, 'f()');
    checkOptions({ by: 1, depth: undefined }, KNOWN, 'f()');
  });

  it('refuses an unknown name with the nearest', () => {
    const error = caught(() => checkOptions({ widh: 80 }, KNOWN, 'f()'));
    expect(error).toMatchObject({ code: 'unknown-option', option: { name: 'widh' }, nearest: 'width' });
    expect(error.message).toBe(
      'widh is not an option of f(), which takes by, depth and width. Did you mean width?',
    );
  });

  it.each([[null], ['kernel'], [[1]], [80]])('refuses %j, which is no bag of options', (given) => {
    const error = caught(() => checkOptions(given, KNOWN, 'f()'));
    expect(error.code).toBe('invalid-option');
    expect(error.message).toContain(
      `f() takes its options as an object with by, depth and width, got ${received(given)}.`,
    );
  });
});

describe('values', () => {
  it.each([
    [
      () => checkChoice('by', 'kernels', ['layer', 'kernel']),
      "by: 'kernels' is not 'layer' or 'kernel'. Did you mean kernel?",
    ],
    [() => checkChoice('by', [], ['layer', 'kernel']), "by must be 'layer' or 'kernel', got an empty array."],
    [() => checkInteger('width', 0, 1), 'width: 0 is not an integer of at least 1.'],
    [() => checkInteger('width', '80', 1), "width: '80' is not an integer of at least 1."],
    [() => checkInteger('width', Number.NaN, 1), 'width: NaN is not an integer of at least 1.'],
    [() => checkInteger('width', {}, 1), 'width must be an integer of at least 1, got an empty object.'],
    [() => checkBoolean('color', 1), 'color: 1 is not true or false.'],
  ])('%#: are refused in one sentence', (run, sentence) => {
    const error = caught(run);
    expect(error.code).toBe('invalid-option');
    expect(error.message).toBe(sentence);
  });

  it('may be left out', () => {
    checkChoice('by', undefined, ['layer']);
    checkInteger('width', undefined, 1);
    checkBoolean('color', undefined);
  });
});
