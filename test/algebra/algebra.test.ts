/** @file The reader's own formula: what it is worth, and what is said of one that is wrong or hostile. */
import jsep from 'jsep';
import { describe, expect, it } from 'vitest';
import { TfjsFlopsError } from '../../src/core/errors.ts';
import { valueAt } from '../../src/algebra/evaluate.ts';
import { parseFormula } from '../../src/algebra/parse.ts';

const [N, D, Dk, Dff, h] = [197, 192, 192, 768, 3];
const SIZES = { N, D, Dk, Dff, h };
const NAMES = Object.keys(SIZES);
const worth = (formula: string, sizes: Readonly<Record<string, number>> = SIZES): number =>
  Number(valueAt(parseFormula(formula, NAMES, 'attention'), sizes));

/** @returns the sentence, or the value of what should have been refused */
function saidOf(formula: string): string {
  try {
    return `worth ${worth(formula)}`;
  } catch (error) {
    if (error instanceof TfjsFlopsError && error.code === 'invalid-option') return error.message;
    throw error;
  }
}

describe('a formula', () => {
  it.each([
    ['h*(3*N*D^2+2*N^2*D)', h * (3 * N * D ** 2 + 2 * N ** 2 * D)],
    ['3·N·D² + 2·N²·D', 3 * N * D ** 2 + 2 * N ** 2 * D],
    ['h*(3*N*D*(D/h) + 2*N^2*(D/h))', 3 * N * D ** 2 + 2 * N ** 2 * D],
    ['1/2*N*D', (N * D) / 2],
    ['2**3**2', 512],
    ['(2^3)^2', 64],
    ['10-4-3', 3],
    ['96/4/2', 12],
    ['-N^2+N^2+1', 1],
    ['(-2)^2', 4],
    ['  N *\tD ', N * D],
    ['0^0', 1],
    ['2^300/2^300*0+1^999999999', null],
    ['2^200/2^199', 2],
    ['((((N))))', N],
  ])('%s', (formula, right) => {
    if (right === null) expect(saidOf(formula)).toContain('passes 2^53 − 1');
    else expect(worth(formula)).toBe(right);
  });

  it('is exact where float64 is not', () => {
    const large = { ...SIZES, N: 94_906_265, D: 1 };
    expect(worth('N^2+0*D', large)).toBe(94_906_265 ** 2);
    expect(worth('(N^2*3+1-N^2*3)*D', large)).toBe(1);
    expect(worth('9007199254740991', large)).toBe(Number.MAX_SAFE_INTEGER);
  });

  it('leaves the settings of jsep to its other users', () => {
    worth('2^3');
    expect(jsep('2^3*4')).toMatchObject({ operator: '^' });
  });
});

describe('a wrong formula is told what is wrong with it', () => {
  it.each([
    ['', 'is empty'],
    ['   ', 'is empty'],
    ['3*n*D', 'reads n at column 3, which is no size of attention. Did you mean N?'],
    ['3*N*Dfff', 'reads Dfff at column 5, which is no size of attention. Did you mean Dff?'],
    ['h(3*N)', 'calls h( at column 1: it has no functions. Write h*( for a product.'],
    ['sqrt(N)', 'calls sqrt( at column 1'],
    ['N.length', 'has a member access (.) at column 2'],
    ['N["x"]', 'has [ at column 2. Use round brackets.'],
    ["'N'", 'has a quote at column 1: a formula holds no strings'],
    ['h*(N+D', 'has a bracket at column 3 that is never closed'],
    ['h*N)+D', 'has a bracket at column 4 that closes nothing'],
    ['N*()', 'has nothing before ) at column 4'],
    ['N+', 'ends with +'],
    ['*N', 'has nothing before * at column 1'],
    ['N*/D', 'has / at column 3 right after *'],
    ['N*-D', 'has - at column 3 right after *'],
    ['2N*D', 'has no operator between 2 and N at column 1. Write 2*N.'],
    ['N D', 'has no operator before D at column 3'],
    ['(N)(D)', 'has no operator before ( at column 4'],
    ['0.5*N*D', 'has 0.5 at column 1, which is no whole number in digits. Write fractions as quotients'],
    ['N/2', 'leaves no whole number: 197/2 at N = 197'],
    ['D-N', 'is negative, -5 at N = 197, D = 192: a count is 0 or more'],
    ['N^9', 'passes 2^53 − 1 at N = 197'],
    ['N/(D-Dk)', 'divides by 0'],
    ['N^(1/2)', 'has an exponent that is no whole number from 0 up'],
    ['N^-1', 'has - at column 3 right after ^'],
    ['9007199254740992', 'is above 2^53 − 1'],
    ['N=D', 'has = at column 2. Use names of sizes'],
    ['N;D', 'has ; at column 2'],
    ['N,D', 'has , at column 2'],
    ['N%D', 'has % at column 2'],
    ['N>D?N:D', 'has > at column 2'],
    ['\u202EN', 'has \\u202e at column 1'],
    ['𝑁*D', 'has 𝑁 at column 1'],
  ])('%j', (formula, sentence) => {
    const said = saidOf(formula);
    expect(said).toContain(sentence);
    expect(said).not.toContain('\n');
  });
});

describe('a hostile formula is inert', () => {
  it.each([
    ['constructor', 'reads constructor'],
    ['__proto__', 'reads __proto__'],
    ['toString*N', 'reads toString'],
    ['this', 'reads this'],
    ['true+N', 'reads true'],
    ['hasOwnProperty(N)', 'calls hasOwnProperty('],
    ['N.constructor("x")()', 'has a member access'],
    ['1e999', 'has 1e999 at column 1, which is no whole number'],
    ['1e+999*N', 'which is no whole number'],
    ['0x10', 'has no operator between 0 and x10'],
    ['9'.repeat(900), 'is above 2^53 − 1'],
    ['9^9^9^9^9', 'passes 2^53 − 1'],
    ['(2^255)^256', 'passes 2^53 − 1'],
    [`${'('.repeat(1e5)}N${')'.repeat(1e5)}`, 'has 200001 characters, more than the 1000'],
    [`${'('.repeat(400)}N${')'.repeat(400)}`, 'has more than 50 brackets in one another'],
    ['N+'.repeat(1e6), 'has 2000000 characters'],
    ['a'.repeat(1000), 'reads aaaa'],
    ['\0', 'has \\u0000'],
  ])('%#', (formula, sentence) => {
    const began = performance.now();
    const said = saidOf(formula);
    expect(said).toContain(sentence);
    expect(said.length).toBeLessThan(400);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it('of the greatest length is evaluated', () => {
    expect(worth(`N${'+N'.repeat(499)}`)).toBe(500 * N);
    expect(worth(`${'('.repeat(50)}N${')'.repeat(50)}`)).toBe(N);
    expect(worth(`1${'^1'.repeat(499)}`)).toBe(1);
  });
});
