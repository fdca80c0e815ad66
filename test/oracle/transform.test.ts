/** @file The transformation, rule by rule, and what it refuses. */
import { describe, expect, it } from 'vitest';
import { failingSnippets } from './snippets.ts';
import { transform } from './transform.ts';

describe('transform', () => {
  it('counts what small functions do to values, and gives what they give', () => {
    expect(failingSnippets()).toEqual([]);
  });

  it('leaves everything else as it stands', () => {
    const source = 'var a = b | 1; // c * d\n a++; f(typeof a, a in b, a instanceof b, b.c);\n';
    expect(transform(source)).toBe(source);
  });

  it('refuses what no rule foresees', () => {
    expect(() => transform('a.b += 1;')).toThrow(/target\.name/);
    expect(() => transform('a?.[0];')).toThrow(/key/);
    expect(() => transform('(a[0]) += 1;')).toThrow(/target\.name/);
  });
});
